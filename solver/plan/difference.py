"""What differs between an earlier plan and a new one: visits and batches."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from solver.plan.plan import Administration, Plan, PlannedBatch


class ChangeKind(StrEnum):
    """
    How something differs.

    ``moved`` is at another minute, ``lost`` is not there any more, ``added`` was not
    there before, and ``rearranged`` is at the same minute, but elsewhere: another
    place, scanner, person, scan time, or, for a batch, another activity.
    """

    MOVED = "moved"
    LOST = "lost"
    ADDED = "added"
    REARRANGED = "rearranged"


@dataclass(frozen=True, slots=True)
class Change:
    """
    One visit or batch that differs.

    Parameters
    ----------
    id
        Id of the visit, or of the run or order.
    before_min, after_min
        Injection or reference minute in either plan; ``None`` where it is not.
    rules
        Names of the rules that broke its commitment, if it had one that broke.
    """

    id: str
    kind: ChangeKind
    before_min: int | None
    after_min: int | None
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """
    All changes from one plan to another, by minute.

    ``num_kept`` counts the visits that are served just as before.
    """

    visits: tuple[Change, ...]
    batches: tuple[Change, ...]
    num_kept: int


def difference(
    previous: Plan, plan: Plan, broken: Mapping[str, tuple[str, ...]]
) -> Difference:
    """
    What changes from the previous plan to this one.

    Parameters
    ----------
    broken
        Rules that broke the commitments of visits, by visit id.
    """
    before = {each.visit_id: each for each in previous.administrations}
    after = {each.visit_id: each for each in plan.administrations}
    visits = [
        Change(id_, kind, _injection(old), _injection(new), broken.get(id_, ()))
        for id_ in sorted(before.keys() | after.keys())
        if (kind := _kind_of_visit(old := before.get(id_), new := after.get(id_)))
    ]
    runs = {each.id: each for each in previous.batches}
    made = {each.id: each for each in plan.batches}
    batches = [
        Change(id_, kind, _reference(was), _reference(now))
        for id_ in sorted(runs.keys() | made.keys())
        if (kind := _kind_of_batch(was := runs.get(id_), now := made.get(id_)))
    ]
    same = sum(
        _kind_of_visit(old, after.get(visit_id)) is None
        for visit_id, old in before.items()
    )
    return Difference(_by_minute(visits), _by_minute(batches), same)


def _kind_of_visit(
    old: Administration | None, new: Administration | None
) -> ChangeKind | None:
    if old is None or new is None:
        return _came_or_went(old, new)
    if old.injection_min != new.injection_min:
        return ChangeKind.MOVED
    is_same = (old.alternative, old.scan_start_min, old.occupations) == (
        new.alternative,
        new.scan_start_min,
        new.occupations,
    )
    is_same = is_same and old.later_scans == new.later_scans
    return None if is_same else ChangeKind.REARRANGED


def _kind_of_batch(
    old: PlannedBatch | None, new: PlannedBatch | None
) -> ChangeKind | None:
    if old is None or new is None:
        return _came_or_went(old, new)
    if old.reference_min != new.reference_min:
        return ChangeKind.MOVED
    is_same = (old.activity_kbq, old.equipment, old.discard_min) == (
        new.activity_kbq,
        new.equipment,
        new.discard_min,
    )
    return None if is_same else ChangeKind.REARRANGED


def _came_or_went(old: object, new: object) -> ChangeKind | None:
    if old is None:
        return None if new is None else ChangeKind.ADDED
    return ChangeKind.LOST


def _injection(each: Administration | None) -> int | None:
    return None if each is None else each.injection_min


def _reference(each: PlannedBatch | None) -> int | None:
    return None if each is None else each.reference_min


def _by_minute(changes: Iterable[Change]) -> tuple[Change, ...]:
    """In the order in which people meet them."""

    def first_min(change: Change) -> tuple[int, str]:
        known = [each for each in (change.before_min, change.after_min) if each]
        return min(known, default=0), change.id

    return tuple(sorted(changes, key=first_min))
