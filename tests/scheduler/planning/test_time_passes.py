"""Nothing but *now* changes: what is promised stays, from the first day to the last."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from scheduler.database.database import Database
from scheduler.trials.participants import GateResult
from solver.problem.commitments import Firmness
from solver.problem.demand import GateStatus
from tests.scheduler.planning.seeds import (
    NETWORK,
    Seeded,
    file_of,
    seed_planned,
)

STEPS = 4
DAY_MIN = 24 * 60


def promise_all(seeded: Seeded) -> None:
    """Confirm whatever the plan in force serves."""
    plan = seeded.built().problem.commitments.previous
    seeded.promise(
        Firmness.CONFIRMED, *(each.visit_id for each in plan.administrations)
    )


def days_until_the_end(name: str) -> int:
    """Days from the file's *now* to the day after its horizon."""
    file = file_of(name)
    last = file.horizon.first_date + timedelta(days=file.horizon.days)
    return (last - file.as_of.date()).days + 1


@pytest.mark.parametrize(
    "name",
    [
        "amyloid-tau",
        "dst-switch",
        "late-flight-trondheim-before",
        "lut-dosimetry",
        "nms-outage-week-before",
        "no-fdg-day",
        "pb212-fih",
    ],
)
def test_promises_survive_the_time_that_passes(
    sqlite_database: Database, name: str
) -> None:
    """
    Cut-offs pass, doses come near, days go by that nobody has reported on.
    """
    seeded = seed_planned(sqlite_database, name)
    promise_all(seeded)
    before = seeded.built().problem.commitments.previous
    span_min = days_until_the_end(name) * DAY_MIN

    for step in range(1, STEPS + 1):
        later_min = step * span_min // STEPS
        revised = seeded.revise(later_min=later_min)

        assert revised.broken == ()
        assert revised.version is None
        assert seeded.recheck(later_min=later_min) == []
    assert seeded.built().problem.commitments.previous == before


def test_a_result_that_is_overdue_is_waited_for(database: Database) -> None:
    """
    One late laboratory must not keep everybody else from being booked.
    """
    seeded = seed_planned(database, "rules/eligibility_gate")
    promise_all(seeded)
    # ULV-01's result was due at 16:00 on the 11th; its dose is ordered a day later.
    four_hours_late = 8 * 60

    revised = seeded.revise(later_min=four_hours_late)
    gates = {
        gate.due_min
        for visit in revised.built.problem.visits
        for gate in visit.gates
        if gate.status is GateStatus.PENDING
    }

    assert revised.built.problem.as_of_min in gates
    assert seeded.recheck(later_min=four_hours_late) == []


def test_a_result_of_a_sample_taken_since_the_import_counts(
    database: Database,
) -> None:
    """
    It lies in the future of the file that was imported, and in the past of now.
    """
    seeded = seed_planned(database, "rules/eligibility_gate")
    promise_all(seeded)
    taken_min = 120

    def entered(session: Session) -> None:
        session.merge(
            GateResult(
                network_id=NETWORK,
                owner_id="ULV-01-V1",
                cycle=0,
                gate="kidney function",
                position=0,
                status=GateStatus.PASSED.value,
                taken_at=seeded.now + timedelta(minutes=taken_min),
                due_at=None,
                details={},
            )
        )

    seeded.change(entered)
    revised = seeded.revise(later_min=taken_min + 1)

    statuses = {
        visit.id: [gate.status for gate in visit.gates]
        for visit in revised.built.problem.visits
    }
    assert statuses["ULV-01-V1"] == [GateStatus.PASSED]
    assert revised.broken == ()
