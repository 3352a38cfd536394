"""What a what-if makes of its base: compared visit by visit, and in figures."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypedDict

from scheduler.exports.index import Index
from scheduler.scenarios.comparison_records import (
    BatchRow,
    Comparison,
    NotServedRow,
    Standing,
    VisitRow,
)
from scheduler.scenarios.figures import figures
from scheduler.scenarios.side import Side
from scheduler.scenarios.use import use
from scheduler.scenarios.waiting import waiting
from solver.plan.difference import Change, difference
from solver.plan.plan import Plan
from solver.problem.demand import Visit
from solver.units import gbq

_UNKNOWN = "a unit that is not there any more"


@dataclass(frozen=True)
class Told:
    """
    What is said of the changes themselves.

    Parameters
    ----------
    base_version
        The plan that is compared with; ``None`` if the base was solved, too.
    """

    base_version: int | None
    changes: Sequence[str]
    amendments: Sequence[str]
    notes: Sequence[str]


def compared(base: Side, scenario: Side, told: Told) -> Comparison:
    """
    Compare both sides; their minutes are counted from the same origin.

    Each is measured by its own problem.
    """
    found = difference(_known(base), _known(scenario), {})
    changes = {each.id: each for each in found.visits}
    return Comparison(
        base_version=told.base_version,
        base_status=base.result.status,
        status=scenario.result.status,
        changes=tuple(told.changes),
        amendments=tuple(told.amendments),
        notes=tuple(told.notes),
        figures=figures(base, scenario),
        visits=tuple(_visits(base, scenario, changes)),
        num_kept=found.num_kept,
        not_served=tuple(_not_served(base, scenario)),
        batches=tuple(_batch(base, scenario, each) for each in found.batches),
        use=use(base, scenario),
        waiting=waiting(base, scenario),
    )


def _known(side: Side) -> Plan:
    """The plan of a side, with the visits that are asked for there."""
    served = tuple(side.served.values())
    return Plan(**dict(side.plan) | {"administrations": served})


def _visits(
    base: Side, scenario: Side, changes: Mapping[str, Change]
) -> Iterator[VisitRow]:
    """Those that move, come or go, by time; then those that neither side serves."""
    others = {
        each
        for each in base.index.visits.keys() | scenario.index.visits.keys()
        if base.standing(each) is not scenario.standing(each)
    }
    for visit_id in (*changes, *sorted(others - changes.keys())):
        change = changes.get(visit_id)
        at = _index(base, scenario, visit_id)
        visit = at.visits[visit_id]
        site = at.sites[visit.site_id]
        clock = at.clock(site.zone)
        before = None if change is None else change.before_min
        after = None if change is None else change.after_min
        yield VisitRow(
            **_who(at, visit),
            kind=None if change is None else change.kind,
            before=base.standing(visit_id),
            after=scenario.standing(visit_id),
            before_at=None if before is None else clock.at(before),
            after_at=None if after is None else clock.at(after),
            firmness=base.firmness.get(visit_id),
            rules=scenario.rules.get(visit_id, ()),
        )


def _not_served(base: Side, scenario: Side) -> Iterator[NotServedRow]:
    """Those left out, then those deferred, in the order of the solve."""
    at, result = scenario.index, scenario.result
    for each in result.left_out:
        yield NotServedRow(
            **_who(at, at.visits[each.visit_id]),
            before=base.standing(each.visit_id),
            after=Standing.LEFT_OUT,
            rules=each.rules,
            reason=each.reason,
            decide_by_at=None,
        )
    for waits in result.deferred:
        visit = at.visits[waits.visit_id]
        clock = at.clock(at.sites[visit.site_id].zone)
        yield NotServedRow(
            **_who(at, visit),
            before=base.standing(visit.id),
            after=Standing.DEFERRED,
            rules=(),
            reason="its window is open beyond the horizon",
            decide_by_at=clock.at(waits.decide_by_min),
        )


class _Who(TypedDict):
    visit_id: str
    participant: str | None
    trial: str | None
    site: str


def _who(at: Index, visit: Visit) -> _Who:
    return {
        "visit_id": visit.id,
        "participant": visit.participant_id,
        "trial": None if visit.trial_id is None else at.trials[visit.trial_id].name,
        "site": at.sites[visit.site_id].name,
    }


def _index(base: Side, scenario: Side, visit_id: str) -> Index:
    """The side that knows a visit, the what-if first."""
    is_there = visit_id in scenario.index.visits
    return scenario.index if is_there else base.index


def _batch(base: Side, scenario: Side, change: Change) -> BatchRow:
    unit, zone = _UNKNOWN, "UTC"
    for side in (scenario, base):
        if change.id in side.index.runs or change.id in side.index.orders:
            owner = side.index.unit_of(change.id)
            unit, zone = owner.name, owner.zone
            break
    clock = scenario.index.clock(zone)
    before, after = change.before_min, change.after_min
    return BatchRow(
        batch_id=change.id,
        unit=unit,
        kind=change.kind,
        before_at=None if before is None else clock.at(before),
        after_at=None if after is None else clock.at(after),
        before_gbq=_gbq(base, change.id),
        after_gbq=_gbq(scenario, change.id),
    )


def _gbq(side: Side, batch_id: str) -> float | None:
    batch = side.index.batches.get(batch_id)
    return None if batch is None else float(gbq(batch.activity_kbq))
