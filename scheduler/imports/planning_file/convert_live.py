"""The conversion of live rows as of now: what concerns one visit stops only it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from scheduler.imports.planning_file.local_time import Axis, LocalTimeError, Twice
from solver.errors import Issue

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Waiting:
    """
    A visit that waits until what is known of it is put right.

    Parameters
    ----------
    participant_id
        ``None`` for a clinical claim.
    cohort_id
        The dose level of which it is a first dose.
    window_end_min
        The injection lies before it; ``None`` if that is not known.
    issues
        What is wrong.
    needs
        What it takes, in a few words.
    is_left_out
        Whether the problem is without it; else the plan in force has it, and it stays
        as it was planned.
    waits_for
        The visit that it waits for, if nothing is wrong with it itself.
    """

    visit_id: str
    participant_id: str | None
    site_id: str
    issues: tuple[Issue, ...]
    needs: str
    is_left_out: bool = True
    cohort_id: str | None = None
    window_end_min: int | None = None
    waits_for: str | None = None

    @property
    def told(self) -> str:
        """All that is wrong, in words."""
        return "; ".join(dict.fromkeys(each.message for each in self.issues))


@dataclass(frozen=True, slots=True)
class Live:
    """
    What live rows come with beside the file, and what waits.

    Parameters
    ----------
    planned
        Visits of the plan in force: they stay in the problem as they were planned.
    paused
        Why trials are paused, in words, by id: their visits wait, and those that the
        plan in force has may not stay there.
    kept
        Visits that do not wait though their trial is paused: they are promised, or come
        before one that is.
    waiting
        Visits that wait, by id; the conversion fills it.
    """

    planned: frozenset[str] = frozenset()
    paused: Mapping[str, str] = field(default_factory=dict)
    kept: frozenset[str] = frozenset()
    waiting: dict[str, Waiting] = field(default_factory=dict)


class LiveAxis(Axis):
    """
    An axis on which every clock time names an instant.

    Dates beyond those that an import has checked come with time. A time that a date
    does not have is the minute to which the clock is put forward; one that it has
    twice is its first.
    """

    __slots__ = ()

    def clock(self, day: date, clock: str, zone: str, twice: Twice) -> int:
        """Minute of a local clock time."""
        if twice is Twice.REFUSED:
            twice = Twice.FIRST
        try:
            return super().clock(day, clock, zone, twice)
        except LocalTimeError:
            return self.minute(_put_forward(day, clock, zone))


@lru_cache(maxsize=1 << 10)
def _put_forward(day: date, clock: str, zone: str) -> datetime:
    """UTC instant at which a clock is put forward over a time."""
    local_zone = ZoneInfo(zone)
    wall = datetime.combine(day, time.fromisoformat(clock))
    late, early = (
        wall.replace(tzinfo=local_zone, fold=fold).astimezone(UTC) for fold in (0, 1)
    )
    found = early
    while found < late and _wall(found, local_zone) < wall:
        found += _MINUTE
    return found


def _wall(at: datetime, zone: ZoneInfo) -> datetime:
    return at.astimezone(zone).replace(tzinfo=None)
