"""Deciding on plan versions, and looking at what came of it."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduler.actors import Actor
from scheduler.jobs.models import Event
from scheduler.planning.approval import approve
from scheduler.planning.promises import Promise
from scheduler.planning.versions import PlanState, PlanVersion
from scheduler.production.records import BatchRecord, BatchState
from solver.plan.plan import Plan
from solver.plan.slot import Slot
from solver.problem.commitments import Firmness
from solver.revision import Revision
from tests.scheduler.planning.seeds import (
    NETWORK,
    PLANNER,
    Seeded,
)

VISIT = "ULV-03-V1"
OTHER = "TRD-K02"
"""Two visits of a day that are left without a slot, and could have one."""

APPROVER = Actor("test:approver")


def in_force(seeded: Seeded) -> Plan:
    """The plan in force."""
    return seeded.built().problem.commitments.previous


def served(seeded: Seeded) -> set[str]:
    """Visits that the plan in force serves."""
    return {each.visit_id for each in in_force(seeded).administrations}


def decide(seeded: Seeded, number: int, *, later_min: int = 1) -> PlanVersion:
    """Approve a version."""
    now = seeded.now + timedelta(minutes=later_min)
    return seeded.database.run(
        lambda session: approve(
            session,
            now,
            APPROVER,
            network_id=NETWORK,
            number=number,
            reason="it is fine",
        )
    )


def states(seeded: Seeded) -> dict[int, PlanState]:
    """States of all versions."""
    with seeded.database.reading() as session:
        rows = session.execute(select(PlanVersion.number, PlanVersion.state))
        return {row.number: row.state for row in rows}


def events(seeded: Seeded, kind: str) -> dict[str, Event]:
    """Events of one kind, by subject."""
    with seeded.database.reading() as session:
        found = session.scalars(select(Event).where(Event.kind == kind))
        return {each.subject: each for each in found}


def promises(seeded: Seeded) -> dict[str, Promise]:
    """All promises, by visit."""
    with seeded.database.reading() as session:
        return {each.visit_id: each for each in session.scalars(select(Promise))}


def fail(seeded: Seeded, batch_id: str) -> None:
    """A batch fails, and the plan in force loses its visits."""

    def failed(session: Session) -> None:
        session.add(
            BatchRecord(
                network_id=NETWORK,
                batch_id=batch_id,
                state=BatchState.FAILED,
                changed_at=seeded.now,
                changed_by=PLANNER.id,
            )
        )

    seeded.change(failed)
    seeded.revise()


def book(seeded: Seeded, visit_id: str, place: int = 0) -> Slot:
    """Seat and confirm a visit in the plan in force."""
    slot = Revision(seeded.built().problem).offers(visit_id)[place].slot
    seeded.revise(lambda revision: revision.seat(slot))
    seeded.promise(Firmness.CONFIRMED, visit_id)
    return slot


def minute_of(plan: Plan, visit_id: str) -> int:
    """When a visit is injected."""
    return next(
        each.injection_min for each in plan.administrations if each.visit_id == visit_id
    )
