"""Results that gate a visit: a failed one breaks its booking."""

from datetime import timedelta

import pytest

from scheduler.bookings.booking import confirm
from scheduler.bookings.standing import VisitState
from scheduler.database.database import Database
from scheduler.errors import Invalid, NotFound
from scheduler.trials.participants import GateResult
from scheduler.trials.results import ResultEntry, enter_result
from solver.problem.demand import GateStatus
from tests.scheduler.bookings.desk import Desk, empty_desk
from tests.scheduler.planning.seeds import NETWORK

VISIT, GATE = "ULV-02-V1", "kidney function"


@pytest.fixture
def desk(database: Database) -> Desk:
    """Two visits that need a result: one is there, one is pending."""
    return empty_desk(database, "rules/eligibility_gate")


def entry(desk: Desk, status: GateStatus, gate: str = GATE) -> ResultEntry:
    """A result of a sample that was taken just now."""
    return ResultEntry(visit_id=VISIT, gate=gate, status=status, taken_at=desk.now)


def test_a_new_result_replaces_the_old_one(desk: Desk) -> None:
    """A fresh sample is valid again: the visit is offered slots."""
    desk.do(enter_result, result=entry(desk, GateStatus.PASSED))

    with desk.database.reading() as session:
        row = session.get_one(GateResult, (NETWORK, VISIT, 0, GATE))
        assert row.taken_at == desk.now
    assert desk.offers(VISIT)
    assert desk.events() == ["result_entered"]


def test_a_failed_result_breaks_the_booking(desk: Desk) -> None:
    """Its slot is free, and a replan is called for."""
    desk.do(enter_result, result=entry(desk, GateStatus.PASSED))
    desk.do(confirm, visit_id=VISIT, offer=desk.offers(VISIT)[0].token)

    broken = desk.do(enter_result, result=entry(desk, GateStatus.FAILED))

    assert broken == (VISIT,)
    assert desk.state(VISIT) is VisitState.BROKEN
    assert desk.row(VISIT).broken_by == ("eligibility_gate",)
    assert desk.offers(VISIT) == ()
    assert desk.events()[-2:] == ["visit_broken", "result_entered"]
    assert desk.faults() == []


def test_results_that_cannot_be_are_refused(desk: Desk) -> None:
    """Unknown gates and visits, future samples, pending ones that are never due."""
    future = desk.now + timedelta(days=1)

    with pytest.raises(Invalid, match="no gate"):
        desk.do(enter_result, result=entry(desk, GateStatus.PASSED, "liver"))
    with pytest.raises(Invalid, match="due_at"):
        desk.do(enter_result, result=entry(desk, GateStatus.PENDING))
    with pytest.raises(Invalid, match="future"):
        desk.do(
            enter_result,
            result=ResultEntry(
                visit_id=VISIT, gate=GATE, status=GateStatus.FAILED, taken_at=future
            ),
        )
    with pytest.raises(NotFound):
        desk.do(
            enter_result,
            result=ResultEntry(
                visit_id="c/1", gate=GATE, status=GateStatus.FAILED, taken_at=desk.now
            ),
        )

    assert desk.events() == []
