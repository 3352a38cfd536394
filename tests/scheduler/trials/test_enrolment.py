"""Participants enter a trial under a code, with what their doses depend on."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from scheduler.bookings.booking import confirm
from scheduler.bookings.standing import VisitState
from scheduler.database.database import Database
from scheduler.errors import Invalid, NotFound, WrongState
from scheduler.trials.enrolment import Absence, Enrolment, enrol
from scheduler.trials.participants import Participant, Weight
from scheduler.trials.requests import VisitRequest, request_schedule, request_visit
from scheduler.trials.service import unavailable, weigh, withdraw
from tests.scheduler.bookings.desk import Desk, empty_desk, planned_desk
from tests.scheduler.planning.seeds import NETWORK


@pytest.fixture
def desk(database: Database) -> Desk:
    """Two trials of amyloid and tau, nobody booked yet."""
    return empty_desk(database, "amyloid-tau")


@pytest.fixture
def fdg(database: Database) -> Desk:
    """A day of FDG by weight with its plan; one visit of it is confirmed."""
    desk = planned_desk(database, "no-fdg-day")
    desk.do(confirm, visit_id="ULV-01-V1")
    return desk


def newcomer(code: str | None = None, **more: object) -> Enrolment:
    """Somebody who enters the trial AMYTAU at Ullevål."""
    said = {"trial_id": "AMYTAU", "site_id": "ULV", "is_consented": True} | more
    return Enrolment(code=code, **said)  # type: ignore[arg-type]


def test_a_participant_gets_a_random_code(desk: Desk) -> None:
    """And asks for nothing yet: the network can be planned as before."""
    code = desk.do(enrol, participant=newcomer())

    with desk.database.reading() as session:
        row = session.get_one(Participant, (NETWORK, code))
    assert (row.trial_id, row.site_id, row.consented) == ("AMYTAU", "ULV", True)
    assert desk.offers("ULV-11-T1")
    assert desk.events() == ["participant_enrolled"]


def test_everything_wrong_with_an_enrolment_is_told_at_once(desk: Desk) -> None:
    """Nothing is written then."""
    wrong = newcomer(
        "01017012345",
        site_id="nowhere",
        trial_id="none",
        weight_kg=Decimal(700),
        weighed_on=date(2030, 1, 1),
        absences=(Absence(start_at=desk.now, end_at=desk.now),),
    )

    with pytest.raises(Invalid) as refused:
        desk.do(enrol, participant=wrong)

    places = {each.place for each in refused.value.issues}
    assert {"code", "site_id", "trial_id", "weight_kg", "weighed_on"} <= places
    assert any(place.startswith("absences[0]") for place in places)
    assert desk.events() == []


def test_a_code_is_given_once(desk: Desk) -> None:
    """Nor at a site where the trial is not active."""
    desk.do(enrol, participant=newcomer("ULV-99"))

    with pytest.raises(Invalid, match="is taken"):
        desk.do(enrol, participant=newcomer("ULV-99"))
    with pytest.raises(Invalid, match="arm"):
        desk.do(enrol, participant=newcomer("ULV-98", arm="none"))

    assert desk.events() == ["participant_enrolled"]


def test_a_schedule_is_all_visits_of_the_protocol(desk: Desk) -> None:
    """Two scans around the anchor date, asked for today; a second time none."""
    code = desk.do(enrol, participant=newcomer("ULV-77", anchor_date=date(2026, 2, 2)))

    made = desk.do(request_schedule, participant_id=code)
    again = desk.do(request_schedule, participant_id=code)

    assert made == ("ULV-77-amyloid", "ULV-77-tau")
    assert again == ()
    assert all(desk.offers(visit_id) for visit_id in made)


def test_a_visit_never_gets_the_id_of_another(desk: Desk) -> None:
    """Nor does it say that somebody else's goes by it."""
    days = (date(2026, 1, 19), date(2026, 2, 6))
    made = []
    for code, visit_id in (("ULV-76", "ULV-77-amyloid"), ("ULV-77", None)):
        desk.do(enrol, participant=newcomer(code, trial_id="TAUROS"))
        wanted = VisitRequest(
            participant_id=code,
            definition_id="amyloid",
            visit_id=visit_id,
            dates=days,
        )
        made.append(desk.do(request_visit, visit=wanted))

    assert made == ["ULV-77-amyloid", "ULV-77-amyloid-2"]


def test_a_schedule_without_its_anchor_is_refused(desk: Desk) -> None:
    """Every visit that lacks it is told, and none is written."""
    code = desk.do(enrol, participant=newcomer("ULV-77"))

    with pytest.raises(Invalid) as refused:
        desk.do(request_schedule, participant_id=code)

    assert len(refused.value.issues) == 2
    assert all("anchor_date" in each.message for each in refused.value.issues)
    with pytest.raises(NotFound):
        desk.offers("ULV-77-amyloid")


def test_visits_follow_each_other_where_their_window_says_so(desk: Desk) -> None:
    """The scan of week 18 follows the one at entry; dates are given where needed."""
    entering = newcomer("ULV-78", trial_id="TAUROS", weight_kg=None)
    code = desk.do(enrol, participant=entering)
    days = (date(2026, 1, 19), date(2026, 2, 6))

    made = desk.do(
        request_schedule,
        participant_id=code,
        dates={"amyloid": days, "tau-entry": days},
    )

    assert made[-1] == "ULV-78-tau-week-18"
    with desk.database.reading() as session:
        found = session.get_one(Participant, (NETWORK, code))
        assert found.anchor_date is None
    assert desk.offers("ULV-78-tau-entry")
    assert desk.offers("ULV-78-tau-week-18") == ()  # it waits for the first


def test_one_visit_more_has_a_number(desk: Desk) -> None:
    """The same visit again is another one."""
    asked = VisitRequest(
        participant_id="ULV-11",
        definition_id="tau-entry",
        dates=(date(2026, 2, 2), date(2026, 2, 13)),
    )

    first = desk.do(request_visit, visit=asked)
    second = desk.do(request_visit, visit=asked)

    assert (first, second) == ("ULV-11-tau-entry", "ULV-11-tau-entry-2")


def test_requests_that_cannot_be_are_refused(desk: Desk) -> None:
    """Unknown people and visits, and dates that are over."""
    over = (date(2025, 2, 2), date(2025, 2, 13))

    with pytest.raises(NotFound):
        desk.do(
            request_visit,
            visit=VisitRequest(participant_id="nobody", definition_id="tau-entry"),
        )
    with pytest.raises(NotFound):
        desk.do(
            request_visit,
            visit=VisitRequest(participant_id="ULV-11", definition_id="none"),
        )
    with pytest.raises(Invalid, match="past"):
        desk.do(
            request_visit,
            visit=VisitRequest(
                participant_id="ULV-11", definition_id="tau-entry", dates=over
            ),
        )

    assert desk.events() == []


def test_a_new_weight_changes_what_is_ordered(fdg: Desk) -> None:
    """200 g more are 0.5 MBq more; the booking keeps its time."""
    before = fdg.row("ULV-01-V1")
    assert before.draw_mbq is not None

    weighed = fdg.do(
        weigh,
        participant_id="ULV-01",
        weight_kg=Decimal("61.0"),
        weighed_on=fdg.now.date(),
    )

    after = fdg.row("ULV-01-V1")
    (prescribed,) = weighed.visits
    # 60.8 kg before: 2.5 MBq/kg are 152 MBq, with 61 kg 152.5.
    assert prescribed.before_mbq == (212.8, 152.0)
    assert prescribed.after_mbq == (213.5, 152.5)
    assert not prescribed.is_significant
    assert after.draw_mbq is not None
    assert after.draw_mbq > before.draw_mbq
    assert after.injection_at == before.injection_at
    assert weighed.version is not None
    assert fdg.events()[-1] == "weight_changed"
    assert fdg.faults() == []


def test_a_weight_that_no_longer_fits_breaks_the_booking(fdg: Desk) -> None:
    """After the cut-off the vial has what it has: a heavier participant needs more."""
    late = fdg.later(hours=5)

    weighed = late.do(
        weigh,
        participant_id="ULV-01",
        weight_kg=Decimal(120),
        weighed_on=late.now.date(),
    )

    assert weighed.broken
    assert weighed.visits[0].is_significant
    assert late.state("ULV-01-V1") in {VisitState.BROKEN, VisitState.FROZEN}
    assert "visit_broken" in late.events()


def test_the_same_weight_again_changes_nothing(fdg: Desk) -> None:
    """Said twice, it is written, and told, once."""
    weight = {"participant_id": "ULV-01", "weight_kg": Decimal("61.0")}
    fdg.do(weigh, **weight, weighed_on=fdg.now.date())
    events = fdg.events()

    again = fdg.do(weigh, **weight, weighed_on=fdg.now.date())

    assert again.visits == ()
    assert fdg.events() == events


def test_an_older_weight_changes_nothing(fdg: Desk) -> None:
    """The newest counts; the other is kept."""
    day = fdg.now.date() - timedelta(days=300)

    weighed = fdg.do(
        weigh, participant_id="ULV-01", weight_kg=Decimal(90), weighed_on=day
    )

    assert weighed.visits == ()
    assert weighed.version is None
    with fdg.database.reading() as session:
        kept = session.get_one(Weight, (NETWORK, "ULV-01", day))
        assert kept.weight_kg == Decimal(90)


def test_weights_that_cannot_be_are_refused(fdg: Desk) -> None:
    """Of nobody, in the future, or of no human being."""
    today = fdg.now.date()

    with pytest.raises(NotFound):
        fdg.do(weigh, participant_id="none", weight_kg=Decimal(70), weighed_on=today)
    with pytest.raises(Invalid) as refused:
        fdg.do(
            weigh,
            participant_id="ULV-01",
            weight_kg=Decimal(1),
            weighed_on=today + timedelta(days=2),
        )

    assert {each.place for each in refused.value.issues} == {"weight_kg", "weighed_on"}


def test_an_absence_breaks_the_booking_it_covers(fdg: Desk) -> None:
    """And no other; the event asks for a replan."""
    at = fdg.row("ULV-01-V1").injection_at
    assert isinstance(at, datetime)
    absence = Absence(
        start_at=at - timedelta(hours=1), end_at=at + timedelta(hours=1), note="dentist"
    )

    broken = fdg.do(unavailable, participant_id="ULV-01", absence=absence)

    assert broken == ("ULV-01-V1",)
    assert fdg.state("ULV-01-V1") is VisitState.BROKEN
    assert fdg.row("ULV-01-V1").broken_by
    assert fdg.faults() == []


def test_who_withdraws_asks_for_nothing_any_more(fdg: Desk) -> None:
    """Bookings are cancelled, and nothing can be changed for them."""
    ended = fdg.do(withdraw, participant_id="ULV-01", reason="moved abroad")

    assert ended.visit_ids == ("ULV-01-V1",)
    assert fdg.state("ULV-01-V1") is VisitState.CANCELLED
    assert fdg.faults() == []
    with pytest.raises(WrongState, match="withdrawn"):
        fdg.do(withdraw, participant_id="ULV-01", reason="moved abroad")
    with pytest.raises(WrongState, match="withdrawn"):
        fdg.do(request_schedule, participant_id="ULV-01")
