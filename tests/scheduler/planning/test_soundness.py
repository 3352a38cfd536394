"""Who was judged, and found to stay, is not judged again while nothing speaks anew."""

from datetime import timedelta

import pytest

from scheduler.audit.context import audited
from scheduler.bookings import booking
from scheduler.database.database import Database
from scheduler.database.tables import METADATA
from scheduler.networks.revisions import touch
from scheduler.planning.seated import seated
from solver.booking import in_force
from solver.search import commit
from solver.state.placement import Placement
from solver.state.state import State
from tests.scheduler.bookings.desk import STAFF, Desk, planned_desk
from tests.scheduler.planning.seeds import NETWORK

VISIT = "ULV-03-V1"


@pytest.fixture
def desk(sqlite_database: Database) -> Desk:
    """A day with one visit that is open."""
    return planned_desk(sqlite_database, "no-fdg-day", VISIT)


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Visits that are judged from now on, as often as they are."""
    found: list[str] = []
    judge = commit.violated

    def noted(state: State, placement: Placement) -> tuple[str, ...]:
        found.append(placement.visit_id)
        return judge(state, placement)

    monkeypatch.setattr(in_force, "violated", noted)
    return found


def test_after_a_booking_nobody_is_judged_again(desk: Desk, judged: list[str]) -> None:
    """
    The plan was judged as it came into force, and a promise breaks no rule.
    """
    offer = desk.offers(VISIT)[0]
    judged.clear()
    desk.do(booking.hold, visit_id=VISIT, offer=offer.token)
    _look(desk)
    desk.do(booking.confirm, visit_id=VISIT)
    _look(desk)

    assert judged == []


def test_at_another_minute_everybody_is_judged(desk: Desk, judged: list[str]) -> None:
    """
    Time closes what it passes.
    """
    planned = _look(desk)
    judged.clear()
    _look(desk.later(minutes=1))

    assert set(judged) == set(planned)


@pytest.mark.parametrize(
    ("table", "is_judged"),
    [
        ("batch_records", True),
        ("shipment_records", True),
        ("vial_records", True),
        ("visit_ends", True),
        ("people", True),
        ("networks", True),
        ("promises", False),
    ],
)
def test_what_problems_are_made_from_has_everybody_judged(
    desk: Desk, judged: list[str], table: str, *, is_judged: bool
) -> None:
    """
    But for promises: they break no rule.
    """
    planned = _look(desk)
    judged.clear()
    rows = METADATA.tables[table]
    with desk.database.writing() as session:
        audited(session, desk.now, STAFF, "test", chain=NETWORK)
        same = {"network_id": NETWORK} if "network_id" in rows.columns else {}
        session.connection().execute(rows.update().values(same or {"zone": "UTC"}))
        touch(session, NETWORK)
    _look(desk)

    assert set(judged) == (set(planned) if is_judged else set())


def test_who_is_promised_nothing_any_more_is_judged(
    desk: Desk, judged: list[str]
) -> None:
    """
    A promise may have begun before now; without it nothing may.
    """
    held = desk.do(booking.hold, visit_id=VISIT, offer=desk.offers(VISIT)[0].token)
    assert held.lapses_at is not None
    judged.clear()
    last = desk.at(held.lapses_at - timedelta(seconds=30))
    _look(last)

    assert VISIT in judged


def _look(desk: Desk) -> tuple[str, ...]:
    """Have the plan in force seated; who is in it."""
    with desk.database.reading() as session:
        there = seated(session, NETWORK, desk.now)
    with there.trying() as revision:
        return revision.visit_ids
