"""A scan that takes longer than planned, and who waits for its scanner."""

import pytest
from sqlalchemy import select

from scheduler.bookings.overrunning import overran
from scheduler.database.database import Database
from scheduler.errors import Invalid, NotFound
from scheduler.jobs.models import Job
from scheduler.outages.models import Outage
from scheduler.production.affected import Happening
from solver.problem.commitments import Firmness
from tests.scheduler.planning.seeds import NETWORK, PLANNER, Seeded
from tests.scheduler.production.batch_day import (
    a_batch_day,
    at,
    doing,
    events,
    fact,
    lost_ids,
    released,
    visits,
)


def _scanning(database: Database) -> Seeded:
    """Half past twelve: the first is on the scanner, from 12:25 to 13:00."""
    seeded = a_batch_day(database)
    released(seeded, "18")
    served = visits(seeded)
    fact(seeded, served[0])
    seeded.promise(Firmness.CONFIRMED, *served[1:])
    return seeded


def _overran(
    seeded: Seeded, visit_id: str, minutes: int = 20, clock: str = "12:30"
) -> Happening:
    return doing(
        seeded,
        lambda session: overran(
            session,
            at(clock),
            PLANNER,
            network_id=NETWORK,
            visit_id=visit_id,
            minutes=minutes,
            reason="it had to be repeated",
        ),
    )


def test_the_next_on_the_scanner_cannot_begin(database: Database) -> None:
    """
    Scanner and staff are free 20 minutes later, and the scan at 13:00 has neither.
    """
    seeded = _scanning(database)
    served = visits(seeded)
    happening = _overran(seeded, served[0])
    with database.reading() as session:
        outages = [
            (each.resource_id, each.start_at, each.end_at)
            for each in session.scalars(select(Outage).order_by(Outage.number))
        ]
        jobs = list(session.scalars(select(Job)))

    assert served[1] in lost_ids(happening)
    assert served[0] in visits(seeded)
    assert outages == [
        ("TRD-PET1", at("13:00"), at("13:20")),
        ("TRD-R1", at("12:55"), at("13:15")),
    ]
    assert len(jobs) == 1
    (event,) = events(seeded, "visit_overran")
    assert event.details["outages"] == [1, 2]


def test_said_twice_it_is_known(sqlite_database: Database) -> None:
    """
    Nothing more is closed; a longer one is another.
    """
    seeded = _scanning(sqlite_database)
    visit_id = visits(seeded)[0]
    found = [_overran(seeded, visit_id, each) for each in (20, 20, 25)]

    assert [each.is_new for each in found] == [True, False, True]


def test_what_has_not_begun_is_late_and_does_not_overrun(
    sqlite_database: Database,
) -> None:
    """
    At 11:04 nobody is on the scanner yet.
    """
    seeded = _scanning(sqlite_database)
    visit_id = visits(seeded)[0]

    with pytest.raises(Invalid, match="has not begun"):
        _overran(seeded, visit_id, clock="11:04")
    with pytest.raises(Invalid, match="between 1 and"):
        _overran(seeded, visit_id, 0)
    with pytest.raises(NotFound):
        _overran(seeded, "nobody")
