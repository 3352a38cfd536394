"""What a timetable is made of: groups of visits, their doses, what they use."""

from dataclasses import dataclass

NEVER = -1
"""The need of a dose at a minute at which it cannot be had."""


@dataclass(frozen=True, slots=True)
class Use:
    """
    A resource in use, from one count to another.

    Parameters
    ----------
    pool
        Number of the pool.
    start_min, end_min
        Relative to the injection, or to the scan start.
    starts_at_scan, ends_at_scan
        To which of them.
    """

    pool: int
    start_min: int
    starts_at_scan: bool
    end_min: int
    ends_at_scan: bool


@dataclass(frozen=True, slots=True)
class Portion:
    """
    Doses of one activity.

    Parameters
    ----------
    count
        How many visits need one.
    needs
        Of each batch: what a dose takes at its reference minute if it is injected at
        each minute [kBq], ``NEVER`` where it cannot be had.
    """

    count: int
    needs: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Group:
    """
    Visits that differ in nothing but activity.

    Parameters
    ----------
    portions
        Of each distinct activity.
    waits
        Shortest and longest time from injection to scan start; ``None`` without scan.
    """

    portions: tuple[Portion, ...]
    waits: tuple[int, int] | None
    uses: tuple[Use, ...]

    @property
    def size(self) -> int:
        """How many visits it has."""
        return sum(each.count for each in self.portions)


@dataclass(frozen=True, slots=True)
class Timetable:
    """
    Of each group: minute and batch of each dose per activity; scan starts, ascending.

    ``bound_kbq`` is what no timetable can be below.
    """

    doses: tuple[tuple[tuple[tuple[int, int], ...], ...], ...]
    scans: tuple[tuple[int, ...], ...]
    bound_kbq: int
    is_proved: bool
