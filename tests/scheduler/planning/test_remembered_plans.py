"""After any booking, what is remembered is what the rows say."""

import pytest

from scheduler.bookings import booking, ending, moving
from scheduler.bookings.ending import GiveUp
from scheduler.bookings.listing import Which, bookings
from scheduler.bookings.standing import VisitState
from scheduler.database.database import Database
from tests.scheduler.bookings.desk import Desk, planned_desk
from tests.scheduler.planning.seeds import NETWORK
from tests.stateful.memory import misremembered

OPEN = ("ULV-03-V1", "ULV-06-V1")


@pytest.mark.slow
def test_a_course_of_bookings_is_remembered_as_it_is_written(
    sqlite_database: Database,
) -> None:
    """
    Each change is derived from what was known, and comes to what is read anew.
    """
    desk = planned_desk(sqlite_database, "norway-week", *OPEN)
    first, second = OPEN
    forecast, other = _forecast(desk)[:2]
    found = _faults(desk)
    desk.do(booking.hold, visit_id=first, offer=desk.offers(first)[0].token)
    found += _faults(desk)
    desk.do(booking.confirm, visit_id=first)
    found += _faults(desk)
    desk.do(booking.confirm, visit_id=forecast)
    found += _faults(desk)
    another = moving.Move(first, desk.offers(first)[-1].token, "a test")
    desk.do(moving.move, move=another)
    found += _faults(desk)
    desk.do(booking.hold, visit_id=second, offer=desk.offers(second)[0].token)
    desk.do(booking.give_back, visit_id=second)
    found += _faults(desk)
    desk.do(booking.hold, visit_id=second, offer=desk.offers(second)[0].token)
    desk = desk.later(minutes=31)
    found += _faults(desk)
    desk.do(ending.cancel, visit=GiveUp(other, "a test"))
    found += _faults(desk)
    desk.do(booking.confirm, visit_id=second, offer=desk.offers(second)[0].token)
    found += _faults(desk)

    assert found == []


def test_what_is_remembered_wrongly_is_noticed(sqlite_database: Database) -> None:
    """
    A row that is changed past every use case is not what was remembered.
    """
    desk = planned_desk(sqlite_database, "no-fdg-day")
    assert _faults(desk) == []
    with sqlite_database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE participants SET extra_minutes = 7")

    assert "remembered problem: it is another one" in _faults(desk)


def _forecast(desk: Desk) -> list[str]:
    with desk.database.reading() as session:
        rows = bookings(session, desk.now, NETWORK, Which(state=VisitState.FORECAST))
    return [each.visit_id for each in rows]


def _faults(desk: Desk) -> list[str]:
    return list(misremembered(desk.database, NETWORK, desk.now))
