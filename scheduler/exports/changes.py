"""What a replan changes, in planners' words: who moves, from when to when, why."""

from dataclasses import dataclass
from datetime import datetime

from scheduler.exports.index import Index, participant_text
from solver.explain.words import SENTENCES
from solver.plan.difference import Change, ChangeKind, Difference, difference
from solver.plan.result import Result
from solver.problem.commitments import Firmness

WHAT = {
    ChangeKind.MOVED: "moved",
    ChangeKind.LOST: "not served any more",
    ChangeKind.ADDED: "new in the plan",
    ChangeKind.REARRANGED: "same minute, otherwise rearranged",
}

WHAT_OF_BATCHES = {
    ChangeKind.MOVED: "moved",
    ChangeKind.LOST: "not made any more",
    ChangeKind.ADDED: "made anew",
    ChangeKind.REARRANGED: "same minute, other activity or equipment",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitChangeRow:
    """
    A visit that is not as it was.

    Parameters
    ----------
    firmness
        How firmly it was held; ``None`` where it was not.
    rules, why
        Rules that broke its commitment, and the reason in words.
    """

    visit_id: str
    participant: str
    site: str
    kind: str
    what: str
    before_at: datetime | None
    after_at: datetime | None
    firmness: str | None
    rules: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchChangeRow:
    """A run or order that is not as it was."""

    batch_id: str
    unit: str
    kind: str
    what: str
    before_at: datetime | None
    after_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRows:
    """Everything that differs from the previous plan."""

    visits: tuple[VisitChangeRow, ...]
    batches: tuple[BatchChangeRow, ...]
    num_kept: int


def change_rows(index: Index, result: Result) -> ChangeRows | None:
    """All changes; ``None`` where there is no previous plan, or none was found."""
    previous = index.problem.commitments.previous
    if not previous.administrations or result.plan is None:
        return None
    broken = {each.visit_id: each.rules for each in result.broken}
    found = difference(previous, result.plan, broken)
    return ChangeRows(
        visits=tuple(
            _visit_row(index, each) for each in found.visits if each.id in index.visits
        ),
        batches=_batch_rows(index, found),
        num_kept=found.num_kept,
    )


def _visit_row(index: Index, change: Change) -> VisitChangeRow:
    visit = index.visits[change.id]
    site = index.sites[visit.site_id]
    clock = index.clock(site.zone)
    firmness = _firmness(index).get(change.id)
    return VisitChangeRow(
        visit_id=visit.id,
        participant=participant_text(visit),
        site=site.name,
        kind=change.kind.value,
        what=WHAT[change.kind],
        before_at=None if change.before_min is None else clock.at(change.before_min),
        after_at=None if change.after_min is None else clock.at(change.after_min),
        firmness=None if firmness is None else firmness.value,
        rules=change.rules,
        why=_why(change, firmness),
    )


def _why(change: Change, firmness: Firmness | None) -> str:
    if change.rules:
        return "; ".join(SENTENCES[rule] for rule in change.rules)
    if change.kind is ChangeKind.ADDED:
        return "there is room for it now"
    if firmness is None:
        return "nobody was promised its time"
    return "a better place was found without moving it"


def _batch_rows(index: Index, found: Difference) -> tuple[BatchChangeRow, ...]:
    rows = []
    for change in found.batches:
        if change.id not in index.runs and change.id not in index.orders:
            unit, zone = "a batch that is not offered any more", "UTC"
        else:
            owner = index.unit_of(change.id)
            unit, zone = owner.name, owner.zone
        clock = index.clock(zone)
        before, after = change.before_min, change.after_min
        rows.append(
            BatchChangeRow(
                batch_id=change.id,
                unit=unit,
                kind=change.kind.value,
                what=WHAT_OF_BATCHES[change.kind],
                before_at=None if before is None else clock.at(before),
                after_at=None if after is None else clock.at(after),
            )
        )
    return tuple(rows)


def _firmness(index: Index) -> dict[str, Firmness]:
    """How firmly each visit was held, of those whose hold has not lapsed."""
    now = index.problem.as_of_min
    return {
        each.visit_id: each.firmness
        for each in index.problem.commitments.visits
        if each.lapses_min is None or each.lapses_min > now
    }
