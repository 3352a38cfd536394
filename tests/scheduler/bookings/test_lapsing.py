"""Holds that lapse are written down, and their site is told, once."""

from sqlalchemy import select

from scheduler.actors import Actor
from scheduler.bookings.booking import hold
from scheduler.bookings.lapsing import has_lapsed, lapse
from scheduler.bookings.standing import VisitState
from scheduler.database.database import Database
from scheduler.notices.models import Notice
from scheduler.planning.promises import Promise
from tests.scheduler.bookings.desk import Desk, planned_desk
from tests.scheduler.planning.seeds import NETWORK

CLOCK = Actor("job:lapsed-holds", "job-1")
VISIT, OTHER = "ULV-03-V1", "ULV-K05"


def held_desk(database: Database) -> Desk:
    """A day on which one visit has been held, and another has a slot open."""
    desk = planned_desk(database, "no-fdg-day", VISIT, OTHER)
    desk.do(hold, visit_id=VISIT, offer=desk.offers(VISIT)[0].token)
    return desk


def lapsed(desk: Desk) -> tuple[str, ...]:
    """What the job of the clock writes down."""
    return desk.database.run(lambda session: lapse(session, desk.now, CLOCK, NETWORK))


def is_wanted(desk: Desk) -> bool:
    """Whether there is something for it."""
    with desk.database.reading() as session:
        return has_lapsed(session, desk.now, NETWORK)


def notices(desk: Desk) -> list[tuple[str, str]]:
    """Kind and subject of all notices."""
    with desk.database.reading() as session:
        found = select(Notice.kind, Notice.subject).order_by(Notice.number)
        return [(kind, subject) for kind, subject in session.execute(found)]


def test_a_lapsed_hold_is_given_back_and_told(database: Database) -> None:
    """
    Its slot is free in the plan, its promise gone; an event and a notice say so.
    """
    desk = held_desk(database)
    assert not is_wanted(desk)
    later = desk.later(minutes=31)
    wanted = is_wanted(later)
    given_back = lapsed(later)
    with database.reading() as session:
        promises = session.scalars(select(Promise.visit_id)).all()

    assert wanted
    assert given_back == (VISIT,)
    assert promises == []
    assert later.state(VISIT) is VisitState.OPEN
    assert later.events().count("hold_lapsed") == 1
    assert notices(later) == [("hold_lapsed", VISIT)]
    assert later.actions()[-1] == "lapse holds"
    assert later.faults() == []


def test_lapsing_again_changes_nothing(sqlite_database: Database) -> None:
    """
    A job that comes twice finds nothing the second time, and writes nothing.
    """
    desk = held_desk(sqlite_database).later(minutes=31)
    lapsed(desk)
    revision, events, actions = desk.plan_revision(), desk.events(), desk.actions()

    assert lapsed(desk) == ()
    assert not is_wanted(desk)
    assert (desk.plan_revision(), desk.events()) == (revision, events)
    assert desk.actions() == actions


def test_whoever_changes_the_plan_first_tells_of_it(sqlite_database: Database) -> None:
    """
    A booking that finds the hold lapsed says so; the clock has nothing to add.
    """
    desk = held_desk(sqlite_database).later(minutes=31)
    desk.do(hold, visit_id=OTHER, offer=desk.offers(OTHER)[0].token)

    assert lapsed(desk) == ()
    assert desk.events().count("hold_lapsed") == 1
    assert notices(desk) == [("hold_lapsed", VISIT)]
