"""Batch demand of a proposal, and what differs from the plan in force."""

from sqlalchemy.orm import Session

from scheduler.audit.context import audited
from scheduler.database.database import Database
from scheduler.planning.problem_builder import build
from scheduler.planning.recording import record_proposal
from scheduler.production.demand import Scope, demand_in
from scheduler.production.demand_changes import DemandChangeKind, demand_changes
from scheduler.production.demand_records import BatchDemand
from solver.plan.plan import Plan
from solver.plan.result import Result
from tests.scheduler.planning.seeds import (
    NETWORK,
    PLANNER,
    Seeded,
    constructed,
)
from tests.scheduler.production.batch_day import (
    PLANNED_KBQ,
    a_batch_day,
    visits,
)


def _demand(seeded: Seeded, scope: Scope | None = None) -> tuple[BatchDemand, ...]:
    with seeded.database.reading() as session:
        return demand_in(session, seeded.now, NETWORK, scope or Scope())


def test_a_proposal_is_told_like_a_plan_and_compared(database: Database) -> None:
    """
    Without its last dose, the batch is asked for 4,147,306 kBq less.
    """
    seeded = a_batch_day(database)
    last = visits(seeded)[-1]
    number = _propose_without(seeded, last)

    before, after = _demand(seeded), _demand(seeded, Scope(version=number))
    (change,) = demand_changes(before, after)

    assert after[0].activity_kbq == PLANNED_KBQ - 4_147_306
    assert (change.kind, change.change_kbq) == (DemandChangeKind.LESS, -4_147_306)
    assert demand_changes(before, before) == ()
    assert [each.kind for each in demand_changes(after, before)] == [
        DemandChangeKind.MORE
    ]


def test_runs_that_come_and_go_are_changes(database: Database) -> None:
    """
    A batch that is not there any more is dropped, with all its activity.
    """
    seeded = a_batch_day(database)
    before = _demand(seeded)

    (dropped,) = demand_changes(before, ())
    (added,) = demand_changes((), before)

    assert (dropped.kind, dropped.change_kbq, dropped.after_at) == (
        DemandChangeKind.DROPPED,
        -PLANNED_KBQ,
        None,
    )
    assert (added.kind, added.change_kbq, added.after_portions) == (
        DemandChangeKind.ADDED,
        PLANNED_KBQ,
        1,
    )


def _propose_without(seeded: Seeded, visit_id: str) -> int:
    """A proposal in which one visit is not served."""

    def proposed(session: Session) -> int:
        audited(session, seeded.now, PLANNER, "propose", chain=NETWORK)
        built = build(session, NETWORK, seeded.now)
        plan = built.problem.commitments.previous
        (dose,) = [x for x in plan.administrations if x.visit_id == visit_id]
        (vial,), (batch,) = plan.vials, plan.batches
        less = {"activity_kbq": vial.activity_kbq - dose.demand_kbq}
        smaller = {"activity_kbq": batch.activity_kbq - dose.demand_kbq}
        rest = tuple(x for x in plan.administrations if x.visit_id != visit_id)
        changed = Plan(
            batches=(type(batch)(**dict(batch) | smaller),),
            shipments=plan.shipments,
            vials=(type(vial)(**dict(vial) | less),),
            administrations=rest,
        )
        result = constructed(built.problem)
        proposal = Result(**dict(result) | {"plan": changed})
        return record_proposal(session, seeded.now, PLANNER, built, proposal).number

    return seeded.database.run(proposed)
