"""A dose becomes a fact, at the minute at which it was given."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from scheduler.bookings.administering import administered, correct
from scheduler.bookings.booking import confirm
from scheduler.bookings.doses import Deviation
from scheduler.bookings.given import outcomes
from scheduler.bookings.moving import Move, move
from scheduler.bookings.records import DoseRecord
from scheduler.bookings.reopening import reopen
from scheduler.bookings.standing import VisitState
from scheduler.database.database import Database
from scheduler.errors import Invalid, WrongState
from scheduler.planning.promises import VisitEnd
from tests.scheduler.bookings.desk import Desk, planned_desk
from tests.scheduler.planning.seeds import NETWORK

VISIT, NEXT = "ULV-01-V1", "ULV-K03"


@pytest.fixture
def desk(database: Database) -> Desk:
    """Three hours after an injection that was planned and confirmed."""
    desk = planned_desk(database, "no-fdg-day")
    for visit_id in (VISIT, NEXT):
        desk.do(confirm, visit_id=visit_id)
    at = desk.row(VISIT).injection_at
    assert at is not None
    return desk.at(at).later(minutes=10)


def record_of(desk: Desk, *, late_min: int = 0, mbq: str = "155") -> DoseRecord:
    """A dose assayed when it was injected, so many minutes late."""
    at = desk.now + timedelta(minutes=late_min - 10)
    return DoseRecord(assay_mbq=Decimal(mbq), assayed_at=at, injected_at=at)


def test_a_dose_becomes_a_fact_where_it_was_planned(desk: Desk) -> None:
    """155 of 152 MBq: 1.97 % more, rounded up, and within the tolerance."""
    given = desk.do(administered, visit_id=VISIT, record=record_of(desk))

    assert given.dose == Deviation(155_000, 152_000, permille=20, is_within=True)
    assert given.warnings == ()
    assert given.late_min == 0
    assert desk.state(VISIT) is VisitState.ADMINISTERED
    assert desk.events()[-1] == "visit_administered"
    assert desk.faults() == []


def test_the_plan_says_the_minute_at_which_it_happened(desk: Desk) -> None:
    """Injection, place and scan are those that were; the rest of the day holds."""
    before = desk.row(VISIT)
    assert before.injection_at is not None

    given = desk.do(administered, visit_id=VISIT, record=record_of(desk, late_min=4))

    after = desk.row(VISIT)
    assert given.late_min == 4
    assert after.injection_at == before.injection_at + timedelta(minutes=4)
    assert after.resources == before.resources
    assert desk.faults() == []


def test_an_early_dose_is_a_fact_too(desk: Desk) -> None:
    """Minutes before the plan count below zero."""
    given = desk.do(administered, visit_id=VISIT, record=record_of(desk, late_min=-6))

    assert given.late_min == -6
    assert desk.faults() == []


def test_a_dose_out_of_tolerance_is_told(desk: Desk) -> None:
    """It was given all the same."""
    given = desk.do(administered, visit_id=VISIT, record=record_of(desk, mbq="171"))

    # 19 MBq of 152 are 12.5 %.
    assert not given.dose.is_within
    assert given.warnings == ("activity is +12.5 % off the target",)


def test_a_dose_far_off_needs_its_reason(desk: Desk) -> None:
    """More than a fifth off: nothing is written until somebody says why."""
    far = record_of(desk, mbq="300")

    with pytest.raises(Invalid, match="give a reason"):
        desk.do(administered, visit_id=VISIT, record=far)
    assert desk.state(VISIT) is VisitState.FROZEN
    given = desk.do(
        administered, visit_id=VISIT, record=replace(far, reason="a wrong syringe")
    )

    assert given.dose.permille > 200


def test_a_record_that_cannot_be_is_refused_with_every_issue(desk: Desk) -> None:
    """All that is wrong is told at once, and nothing is written."""
    future = desk.now + timedelta(hours=1)
    wrong = DoseRecord(
        assay_mbq=Decimal(0),
        assayed_at=future,
        injected_at=future,
        residual_mbq=Decimal(1),
        scanner_id="none",
        vial_id="none",
    )

    with pytest.raises(Invalid) as refused:
        desk.do(administered, visit_id=VISIT, record=wrong)

    places = {each.place for each in refused.value.issues}
    assert places == {
        "assay_mbq",
        "assayed_at",
        "injected_at",
        "residual_at",
        "scanner_id",
        "vial_id",
    }
    assert desk.events()[-1] == "visit_confirmed"


@pytest.mark.parametrize(
    ("field", "days"), [("scan_started_at", -9000), ("residual_at", 400)]
)
def test_what_was_noted_beside_a_dose_is_of_its_day(
    desk: Desk, field: str, days: int
) -> None:
    """A wrong year is refused where it was written, before anything is computed."""
    record = record_of(desk)
    at = record.injected_at
    residual = replace(record, residual_mbq=Decimal(1), residual_at=at)
    said: dict[str, Any] = {field: at + timedelta(days=days)}
    wrong = replace(residual, **said)

    with pytest.raises(Invalid, match="more than a day") as refused:
        desk.later(days=500).do(administered, visit_id=VISIT, record=wrong)

    assert [each.place for each in refused.value.issues] == [field]


def test_a_corrected_record_counts_from_what_was_planned(desk: Desk) -> None:
    """Corrected twice, it is as if it had been written so at once."""
    desk.do(administered, visit_id=VISIT, record=record_of(desk, late_min=7))
    planned = desk.later(minutes=-10).now

    wrong = replace(record_of(desk, late_min=2, mbq="150"), reason="clock was fast")
    given = desk.do(correct, visit_id=VISIT, record=wrong)

    assert given.late_min == 2
    assert desk.row(VISIT).injection_at == planned + timedelta(minutes=2)
    with desk.database.reading() as session:
        end = session.get_one(VisitEnd, (NETWORK, VISIT))
        assert end.net_kbq == 150_000
    assert desk.actions()[-2:] == ["administered", "correct_dose"]
    assert desk.faults() == []


def test_a_correction_needs_a_record_and_a_reason(desk: Desk) -> None:
    """There is nothing to correct before."""
    with pytest.raises(WrongState):
        desk.do(
            correct, visit_id=VISIT, record=replace(record_of(desk), reason="a mistake")
        )
    desk.do(administered, visit_id=VISIT, record=record_of(desk))

    with pytest.raises(Invalid, match="reason"):
        desk.do(correct, visit_id=VISIT, record=record_of(desk))


def test_a_record_for_the_wrong_visit_is_taken_back(desk: Desk) -> None:
    """It is confirmed again, where it was."""
    before = desk.row(VISIT)
    desk.do(administered, visit_id=VISIT, record=record_of(desk, late_min=5))

    state = desk.do(reopen, visit_id=VISIT, reason="it was somebody else")

    assert state is VisitState.FROZEN
    assert desk.row(VISIT).injection_at == before.injection_at
    assert desk.faults() == []


def test_a_fact_is_neither_moved_nor_booked(desk: Desk) -> None:
    """What has happened has happened."""
    token = desk.later(hours=-24).offers(VISIT)[0].token
    desk.do(administered, visit_id=VISIT, record=record_of(desk))

    with pytest.raises(WrongState, match="administered"):
        desk.do(confirm, visit_id=VISIT)
    with pytest.raises(WrongState, match="administered"):
        desk.do(move, move=Move(VISIT, token, "asked for", is_override=True))
    with pytest.raises(WrongState, match="administered"):
        desk.do(administered, visit_id=VISIT, record=record_of(desk))


def test_outcomes_compare_plan_and_fact(desk: Desk) -> None:
    """One dose, four minutes late, by its own plan and not the rewritten one."""
    desk.do(administered, visit_id=VISIT, record=record_of(desk, late_min=4))

    with desk.database.reading() as session:
        found = outcomes(session, desk.now, NETWORK)

    (dose,) = found.doses
    assert (dose.visit_id, dose.late_min, dose.net_mbq) == (VISIT, 4, 155.0)
    assert found.summary.doses == 1
    assert found.summary.median_late_min == 4
    assert found.summary.within_tolerance == 1
