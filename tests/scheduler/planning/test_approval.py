"""A proposal comes into force as it is, or not at all."""

from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from scheduler.actors import Actor
from scheduler.audit.context import audited
from scheduler.database.database import Database
from scheduler.errors import (
    Invalid,
    NeedsAnother,
    NotFound,
    WrongState,
)
from scheduler.jobs.kinds import TIMETABLES
from scheduler.jobs.models import JobState
from scheduler.jobs.requests import jobs_of, request_job
from scheduler.networks.models import Network
from scheduler.planning.approval import approve, reject
from scheduler.planning.recording import record_proposal
from scheduler.planning.restoring import restore
from scheduler.planning.versions import PlanState, PlanVersion
from solver.problem.commitments import Firmness
from tests.scheduler.planning.decisions import (
    APPROVER,
    OTHER,
    VISIT,
    decide,
    events,
    fail,
    in_force,
    minute_of,
    promises,
    served,
    states,
)
from tests.scheduler.planning.seeds import (
    NETWORK,
    PLANNER,
    Seeded,
    constructed,
    propose,
    seed_planned,
)


@pytest.fixture
def fdg_day(database: Database) -> Seeded:
    """A day with 20 of 22 visits in its plan, and nothing promised."""
    return seed_planned(database, "no-fdg-day", VISIT, OTHER)


def test_a_proposal_comes_into_force_as_it_is(fdg_day: Seeded) -> None:
    """
    What was read is what is approved.
    """
    number = propose(fdg_day)
    with fdg_day.database.reading() as session:
        proposed = session.get(PlanVersion, (NETWORK, number))
        assert proposed is not None

    version = decide(fdg_day, number)

    assert version.number == number
    assert version.state is PlanState.APPROVED
    assert version.digest == proposed.digest
    assert version.decided_by == APPROVER.id
    assert version.reason == "it is fine"
    assert {VISIT, OTHER} <= served(fdg_day)
    assert states(fdg_day)[number - 1] is PlanState.SUPERSEDED
    (event,) = events(fdg_day, "plan_approved").values()
    assert event.subject == str(number)
    assert fdg_day.recheck() == []


def test_a_plan_that_comes_into_force_has_timetables_prepared(
    fdg_day: Seeded,
) -> None:
    """
    For the day on which one of its batches is low or late, by a worker.
    """
    decide(fdg_day, propose(fdg_day))
    with fdg_day.database.reading() as session:
        asked = jobs_of(session, NETWORK, TIMETABLES)

    assert [(each.state, each.asked_by) for each in asked] == [
        (JobState.WAITING, APPROVER.id)
    ]


def test_a_replan_moves_what_was_broken_and_says_so(database: Database) -> None:
    """
    Whoever is moved has to be asked again: each gets an event with both times.
    """
    seeded = seed_planned(database, "late-flight-trondheim-before")
    seeded.promise(Firmness.CONFIRMED, *sorted(served(seeded)))
    before = in_force(seeded)
    # Of six visits from one run two can have the run of the 17th.
    fail(seeded, before.batches[0].id)
    broken = {key for key, each in promises(seeded).items() if each.broken_at}
    number = propose(seeded)

    decide(seeded, number)

    after = {each.visit_id: each for each in in_force(seeded).administrations}
    found = promises(seeded)
    moved = events(seeded, "visit_moved")
    assert len(broken) == 6
    assert len(moved) == 2
    assert set(moved) == broken & after.keys()
    at = seeded.built().instants.at
    for visit_id, event in moved.items():
        was_at, is_at = (
            datetime.fromisoformat(event.details[name]) for name in ("was_at", "is_at")
        )
        assert was_at == at(minute_of(before, visit_id))
        assert is_at == at(after[visit_id].injection_min)
        assert is_at != was_at
        assert event.details["rules"] == ["production_chain"]
        assert found[visit_id].broken_at is None
        assert found[visit_id].firmness is Firmness.CONFIRMED
    for visit_id in broken - after.keys():
        assert found[visit_id].broken_at is not None
    assert all(found[visit_id].bumps == 1 for visit_id in broken)
    assert events(seeded, "visit_lost") == {}
    assert seeded.recheck() == []


def test_a_reason_is_asked_for(fdg_day: Seeded) -> None:
    """
    Nobody decides without saying why.
    """
    number = propose(fdg_day)

    for decision in (approve, reject, restore):
        with pytest.raises(Invalid), fdg_day.database.writing() as session:
            decision(
                session,
                fdg_day.now,
                APPROVER,
                network_id=NETWORK,
                number=number,
                reason="  ok  ",
            )

    assert states(fdg_day)[number] is PlanState.PROPOSED


def test_only_what_is_proposed_is_decided(fdg_day: Seeded) -> None:
    """
    A version is decided on once.
    """
    first, second = propose(fdg_day), propose(fdg_day)
    said = {"network_id": NETWORK, "reason": "not now"}
    with fdg_day.database.writing() as session:
        rejected = reject(session, fdg_day.now, APPROVER, number=second, **said)
    decide(fdg_day, first)

    assert rejected.state is PlanState.REJECTED
    assert events(fdg_day, "plan_rejected").keys() == {str(second)}
    for number in (first, second):
        with pytest.raises(WrongState):
            decide(fdg_day, number)
        with pytest.raises(WrongState), fdg_day.database.writing() as session:
            reject(session, fdg_day.now, APPROVER, number=number, **said)
    with pytest.raises(NotFound):
        decide(fdg_day, 99)


def test_a_second_person_is_asked_for(fdg_day: Seeded) -> None:
    """
    Neither who proposed it nor who asked for the job may approve it.
    """
    number = propose(fdg_day)

    def strict(session: Session) -> None:
        network = session.get(Network, NETWORK)
        assert network is not None
        network.needs_second_person = True

    fdg_day.change(strict)

    def decided(actor: Actor) -> PlanVersion:
        return fdg_day.database.run(
            lambda session: approve(
                session,
                fdg_day.now,
                actor,
                network_id=NETWORK,
                number=number,
                reason="it is fine",
            )
        )

    with pytest.raises(NeedsAnother):
        decided(PLANNER)
    assert decided(APPROVER).state is PlanState.APPROVED


def test_who_asked_for_the_job_has_proposed_it(fdg_day: Seeded) -> None:
    """
    A worker proposes in the name of whoever wanted the replan.
    """
    built = fdg_day.built(with_lost=True)
    worker = Actor("job:replan")

    def proposed(session: Session) -> int:
        audited(session, fdg_day.now, PLANNER, "ask", chain=NETWORK)
        network = session.get(Network, NETWORK)
        assert network is not None
        network.needs_second_person = True
        request_job(
            session,
            fdg_day.now,
            APPROVER,
            kind="replan",
            network_id=NETWORK,
            payload={},
            job_id="job-1",
        )
        result = constructed(built.problem)
        return record_proposal(
            session, fdg_day.now, worker, built, result, job_id="job-1"
        ).number

    number = fdg_day.database.run(proposed)

    with pytest.raises(NeedsAnother):
        decide(fdg_day, number)
