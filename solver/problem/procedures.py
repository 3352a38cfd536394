"""How a visit goes: preparation, injection, uptake, scans and stays."""

from itertools import pairwise
from typing import Annotated, Self

from pydantic import Field, model_validator

from solver.problem.base import Id, Minutes, Name, Record


class Scan(Record):
    """
    The scan of a procedure.

    With the scan starting at ``s``, the scanner is occupied during
    ``[s - setup_min, s + scan + extra + cleaning_min)`` and one person with
    ``role`` during ``[s - setup_min, s + scan + extra)``; ``scan`` is the
    alternative's scan minutes, ``extra`` the visit's extra minutes.
    ``uptake_min <= s - injection <= uptake_max``.

    ``is_dynamic``: the participant is injected on the scanner, the scan starting
    before or at the injection's end; the place is held until the set-up begins.
    """

    scanner_kind: Name
    role: Name
    uptake_min: Minutes
    uptake_max_min: Minutes
    setup_min: Minutes = 0
    cleaning_min: Minutes = 0
    is_dynamic: bool = False

    @model_validator(mode="after")
    def _uptake_is_a_range(self) -> Self:
        if self.uptake_max_min < self.uptake_min:
            raise ValueError("uptake_max_min is shorter than uptake_min")
        return self


class LaterScan(Record):
    """
    A scan for which the participant comes back (rules 3 and 15).

    Follow-up imaging after a therapy dose, and scans after a long uptake. With the
    injection at ``t`` and the scan starting at ``s``,
    ``earliest_min <= s - t <= latest_min``; scanner and person are held as for
    ``Scan``. The participant is there during ``[s - setup_min, s + scan + extra)``,
    which lies inside one opening interval of the visit's site, touches none of the
    participant's unavailable times, and overlaps no other visit of theirs. A visit is
    served with all its later scans or not at all.
    """

    name: Name
    scanner_kind: Name
    role: Name
    earliest_min: Minutes
    latest_min: Minutes
    scan_min: Annotated[int, Field(ge=1, le=24 * 60)]
    setup_min: Minutes = 0
    cleaning_min: Minutes = 0

    @model_validator(mode="after")
    def _is_a_range(self) -> Self:
        if self.latest_min < self.earliest_min:
            raise ValueError("latest_min is before earliest_min")
        return self


class Procedure(Record):
    """
    The steps of a visit (rules 3, 4, 13, 14 and 15).

    With the injection at ``t``, the participant arrives at
    ``t - lead_min``. One place of ``place_kind`` is occupied from arrival
    to the scan start, or, without a scan, to the discharge at
    ``t + injection_min + o`` with ``observation_min <= o <= observation_max_min``; on
    a dynamic scan, to the beginning of its set-up. The place's cleaning follows for
    ``place_cleaning_min``. A place that would be held for no minutes is not held. One
    person with ``preparation_role`` is busy during
    ``[t - preparation_min, t)`` (unless the role is ``None`` or the preparation
    takes no minutes), and one with ``injection_role`` during
    ``[t, t + injection_min)``.

    Parameters
    ----------
    tests_min
        From arrival until results of same-day tests (glucose, pregnancy, bloods) are
        there; drawing and injection follow (rule 12).
    observation_max_min
        Longest observation; ``None``: just ``observation_min``.
    is_overnight
        The stay may go through hours at which the site is closed (rule 14): only
        ``[arrival, t + injection_min)`` lies inside one opening interval, and the
        minute of discharge lies inside one (``start <= discharge < end``).
    later_scans
        In the order of time; their presences do not overlap, whatever minutes they
        take, cleaning included.
    """

    id: Id
    name: Name
    place_kind: Name
    preparation_min: Minutes
    preparation_role: Name | None
    injection_min: Annotated[int, Field(ge=1, le=24 * 60)]
    injection_role: Name
    observation_min: Minutes = 0
    observation_max_min: Minutes | None = None
    is_overnight: bool = False
    tests_min: Minutes = 0
    place_cleaning_min: Minutes = 0
    scan: Scan | None = None
    later_scans: tuple[LaterScan, ...] = ()

    @property
    def lead_min(self) -> int:
        """Minutes from arrival to injection: preparation, or tests if they last."""
        return max(self.preparation_min, self.tests_min)

    @model_validator(mode="after")
    def _steps_follow(self) -> Self:
        longest = self.observation_max_min
        if longest is not None and longest < self.observation_min:
            raise ValueError("observation_max_min is less than observation_min")
        if self.scan is not None:
            if self.observation_min or longest or self.is_overnight:
                raise ValueError("observation and stay are for visits without a scan")
            self._check_set_up(self.scan)
        for earlier, later in pairwise(self.later_scans):
            ends = earlier.latest_min + earlier.scan_min + earlier.cleaning_min
            if later.earliest_min - later.setup_min < ends:
                raise ValueError(f"{later.name} may overlap {earlier.name}")
        return self

    def _check_set_up(self, scan: Scan) -> None:
        if not scan.is_dynamic:
            if scan.uptake_min - scan.setup_min < self.injection_min:
                raise ValueError("the scan's set-up may not overlap the injection")
        elif scan.uptake_max_min >= self.injection_min:
            raise ValueError("a dynamic scan starts before the injection has ended")
        elif scan.setup_min - scan.uptake_min > self.lead_min:
            raise ValueError("the set-up begins before the participant arrives")
