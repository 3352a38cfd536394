"""
An activity is a value at an instant, of a kind: nothing less can be decayed.

The rounding of a move to another instant follows from what the value is for, so it
is part of the helper's name.  Where something must suffice, what is there is rounded
down (``available_kbq``) and what is asked for is rounded up (``required_kbq``).
Where something must not be exceeded, the directions flip: what may be there is
rounded up (``at_most_kbq``), and the limit itself down (``limit_kbq``).
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from fractions import Fraction

from solver.decay import need_kbq, remaining_at_most_kbq, remaining_kbq

_MICROSECOND = timedelta(microseconds=1)
_MICROSECONDS_PER_MINUTE = 60_000_000


class ActivityKind(StrEnum):
    """What an activity refers to; the same number means different things."""

    EOB = "eob"
    EOS = "eos"
    REFERENCE = "reference"
    ASSAY = "assay"
    NET_INJECTED = "net_injected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """
    An activity with its instant and kind.

    Parameters
    ----------
    value_kbq
        Activity at the instant [kBq].
    at
        The instant; any zone, kept as UTC. A naive one is refused: noon without a
        zone may be seven hours off.
    kind
        What the activity refers to.
    is_measured
        Measured, or else planned.
    """

    value_kbq: int
    at: datetime
    kind: ActivityKind
    is_measured: bool

    def __post_init__(self) -> None:
        if self.value_kbq < 0:
            raise ValueError(f"activity of {self.value_kbq} kBq is negative")
        object.__setattr__(self, "at", _utc(self.at))

    def available_kbq(self, at: datetime, half_life_min: float) -> int:
        """What is certainly there at ``at`` [kBq], rounded down."""
        return remaining_kbq(self.value_kbq, self._age_min(at), half_life_min)

    def required_kbq(self, at: datetime, half_life_min: float) -> int:
        """What it takes at ``at`` to have this activity in time [kBq], rounded up."""
        return need_kbq(self.value_kbq, -self._age_min(at), half_life_min)

    def at_most_kbq(self, at: datetime, half_life_min: float) -> int:
        """What may be there at ``at``, to judge by a maximum [kBq], rounded up."""
        return remaining_at_most_kbq(self.value_kbq, self._age_min(at), half_life_min)

    def limit_kbq(self, at: datetime, half_life_min: float) -> int:
        """What this maximum allows at ``at`` [kBq], rounded down."""
        return remaining_kbq(self.value_kbq, self._age_min(at), half_life_min)

    def _age_min(self, at: datetime) -> Fraction:
        """UTC time from the activity's instant to ``at`` [min], exact."""
        elapsed = (_utc(at) - self.at) // _MICROSECOND
        return Fraction(elapsed, _MICROSECONDS_PER_MINUTE)


def _utc(at: datetime) -> datetime:
    if at.utcoffset() is None:
        raise ValueError(f"naive datetime {at.isoformat()} refused")
    return at.astimezone(UTC)
