"""What an approved plan means for those who were promised something."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduler.actors import Actor
from scheduler.database.database import Database
from scheduler.jobs.models import Event
from scheduler.planning.approval import approve
from scheduler.planning.promises import Promise
from scheduler.planning.versions import PlanVersion
from scheduler.production.records import BatchRecord, BatchState
from solver.problem.commitments import Firmness
from tests.scheduler.planning.seeds import (
    NETWORK,
    PLANNER,
    Seeded,
    propose,
    seed_planned,
)

APPROVER = Actor("test:approver")
RUN = "O2/PSMA1007/2026-09-15/1"
"""Its six visits are all there are; two of them can have the run of the 17th."""


@pytest.fixture
def trondheim(database: Database) -> Seeded:
    """Six confirmed visits from one run."""
    seeded = seed_planned(database, "late-flight-trondheim-before")
    plan = seeded.built().problem.commitments.previous
    visit_ids = sorted(each.visit_id for each in plan.administrations)
    seeded.promise(Firmness.CONFIRMED, *visit_ids)
    return seeded


def say(seeded: Seeded, state: BatchState) -> None:
    """Say what has become of the run."""

    def said(session: Session) -> None:
        record = session.get(BatchRecord, (NETWORK, RUN))
        if record is None:
            record = BatchRecord(network_id=NETWORK, batch_id=RUN)
            session.add(record)
        record.state = state
        record.changed_at = seeded.now
        record.changed_by = PLANNER.id

    seeded.change(said)


def decide(seeded: Seeded, number: int) -> PlanVersion:
    """Approve a version, a minute later."""
    now = seeded.now + timedelta(minutes=1)
    return seeded.database.run(
        lambda session: approve(
            session, now, APPROVER, network_id=NETWORK, number=number, reason="fine"
        )
    )


def promises(seeded: Seeded) -> dict[str, Promise]:
    """All promises, by visit."""
    with seeded.database.reading() as session:
        return {each.visit_id: each for each in session.scalars(select(Promise))}


def told(seeded: Seeded) -> dict[str, set[str]]:
    """Subjects of the events that promises have, by kind."""
    found: dict[str, set[str]] = {}
    with seeded.database.reading() as session:
        for each in session.scalars(select(Event)):
            if each.kind.startswith(("visit_", "hold_")):
                found.setdefault(each.kind, set()).add(each.subject)
    return found


def test_what_breaks_with_the_approval_is_told_with_it(trondheim: Seeded) -> None:
    """
    The run has failed, and the replan came before anybody changed the plan in force.
    """
    say(trondheim, BatchState.FAILED)

    version = decide(trondheim, propose(trondheim))

    events = told(trondheim)
    found = promises(trondheim)
    assert len(events["visit_moved"]) == 2
    assert len(events["visit_lost"]) == 4
    for visit_id in events["visit_moved"]:
        assert found[visit_id].broken_at is None
        assert found[visit_id].revision == version.revision
    for visit_id in events["visit_lost"]:
        assert found[visit_id].broken_at is not None
        assert found[visit_id].broken_by == ["production_chain"]
        assert found[visit_id].revision == 1
    assert {each.bumps for each in found.values()} == {1}
    assert trondheim.recheck() == []


def test_a_promise_that_has_its_time_again_is_mended(trondheim: Seeded) -> None:
    """
    The failure was a mistake: nobody has to be asked again.
    """
    say(trondheim, BatchState.FAILED)
    trondheim.revise()
    say(trondheim, BatchState.PLANNED)

    decide(trondheim, propose(trondheim))

    found = promises(trondheim)
    assert told(trondheim) == {"visit_restored": set(found)}
    assert all(each.broken_at is None for each in found.values())
    assert {each.bumps for each in found.values()} == {1}
    assert trondheim.recheck() == []


def test_what_was_moved_is_held_where_it_is_now(trondheim: Seeded) -> None:
    """
    The next plan looks back to the new time, and moves it no more.
    """
    say(trondheim, BatchState.FAILED)
    trondheim.revise()
    decide(trondheim, propose(trondheim))
    moved = told(trondheim)["visit_moved"]

    problem = trondheim.built(with_lost=True, later_min=1).problem
    injected = {
        each.visit_id: each.injection_min
        for each in problem.commitments.previous.administrations
    }
    in_force = {
        each.visit_id: each.injection_min
        for each in trondheim.built().problem.commitments.previous.administrations
    }

    assert all(injected[each] == in_force[each] for each in moved)
    firmness = {each.visit_id: each.firmness for each in problem.commitments.visits}
    assert {firmness[each] for each in moved} == {Firmness.CONFIRMED}


def test_a_hold_whose_run_fails_is_gone(trondheim: Seeded) -> None:
    """
    It was for that slot; elsewhere nobody has asked for it.
    """
    held = min(promises(trondheim))

    def only_held(session: Session) -> None:
        promise = session.get(Promise, (NETWORK, held))
        assert promise is not None
        promise.firmness = Firmness.HELD
        promise.lapses_at = trondheim.now + timedelta(minutes=30)

    trondheim.change(only_held)
    say(trondheim, BatchState.FAILED)

    decide(trondheim, propose(trondheim))

    assert held not in promises(trondheim)
    assert told(trondheim)["hold_lost"] == {held}
    assert trondheim.recheck() == []
