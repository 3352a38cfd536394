"""Timetables that were prepared ahead: normal, low and late, batch by batch."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from solver.contingency.timetables import Mishap


@dataclass(frozen=True, slots=True, kw_only=True)
class NormalDose:
    """
    A dose of the batch, as it is planned.

    Parameters
    ----------
    position
        Its place among the doses of the batch, from 1, by time; ``None`` where
        it is not told.
    visit_id
        ``None`` where it is not told.
    """

    position: int | None
    visit_id: str | None
    site_id: str
    injection_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedDose:
    """
    A visit that cannot stay as it is planned.

    Parameters
    ----------
    position
        As of its normal dose; ``None`` also where it has a dose of another batch.
    after_at, batch_id
        When it is injected instead, and from which batch; ``None``: it is not served.
    rules
        Names of the rules that keep it from staying.
    """

    position: int | None
    visit_id: str | None
    site_id: str
    before_at: datetime
    after_at: datetime | None
    batch_id: str | None
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedTimetable:
    """
    What the day becomes after one mishap.

    Parameters
    ----------
    at
        Low: when too little is measured; late: by when it is not released.
    below_kbq, holds_kbq
        Low: it applies below the first, down to the second, as of ``at`` [kBq].
    holds_until_at
        Late: it applies if the batch is released by then.
    """

    mishap: Mishap
    at: datetime
    below_kbq: int | None
    holds_kbq: int | None
    holds_until_at: datetime | None
    changed: tuple[ChangedDose, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedDay:
    """
    The normal day of a batch, and what it becomes.

    Parameters
    ----------
    timetables
        One for each mishap that costs anybody the planned time.
    """

    product: str
    normal: tuple[NormalDose, ...]
    timetables: tuple[PreparedTimetable, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchTimetables:
    """
    A batch of the plan in force, and the day prepared for it.

    Parameters
    ----------
    is_outdated
        Whether plan or data have changed since it was prepared.
    """

    batch_id: str
    unit_id: str
    reference_at: datetime
    data_revision: int
    plan_revision: int
    prepared_at: datetime
    day: PreparedDay
    is_outdated: bool = False


Dose = NormalDose | ChangedDose


def part_of(
    whole: BatchTimetables, is_wanted: Callable[[Dose], bool]
) -> BatchTimetables | None:
    """The part of it that is about some doses; ``None`` if none of them is in it."""
    day = whole.day
    normal = tuple(filter(is_wanted, day.normal))
    timetables = tuple(
        replace(each, changed=changed)
        for each in day.timetables
        if (changed := tuple(filter(is_wanted, each.changed)))
    )
    if not normal and not timetables:
        return None
    return replace(whole, day=replace(day, normal=normal, timetables=timetables))


def chosen(
    found: Iterable[BatchTimetables],
    *,
    unit_id: str | None = None,
    site_id: str | None = None,
    batch_id: str | None = None,
) -> list[BatchTimetables]:
    """Those of a unit, a batch, and with doses for a site; ``None`` for any."""
    named = [
        each
        for each in found
        if unit_id in {None, each.unit_id} and batch_id in {None, each.batch_id}
    ]
    if site_id is None:
        return named
    parts = (part_of(each, lambda dose: dose.site_id == site_id) for each in named)
    return [each for each in parts if each is not None]
