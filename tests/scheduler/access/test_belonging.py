"""Whose everything is, compared with what the planning file says."""

import json
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from scheduler.access.belonging import Belonging, Owner, belonging_of
from scheduler.access.supplies import supplies_of
from scheduler.actors import Actor
from scheduler.bookings.ending import GiveUp, cancel
from scheduler.database.database import Database
from scheduler.imports.service import import_file
from scheduler.trials import service as trials
from scheduler.trials.enrolment import Enrolment, enrol
from scheduler.trials.participants import Visit
from tests.api.service import NETWORK, START, week

SOMEBODY = Actor("test:somebody")


@pytest.fixture
def imported(sqlite_database: Database) -> Database:
    """The demo week, twice: under its own name and under another."""
    for network_id in (NETWORK, "copy"):
        with sqlite_database.writing() as session:
            import_file(session, START, SOMEBODY, week(), network_id=network_id)
    return sqlite_database


def belonging(database: Database, network_id: str = NETWORK) -> Belonging:
    """What belongs to whom."""
    with database.reading() as session:
        return belonging_of(session, network_id)


def test_everything_belongs_to_whom_the_file_says(imported: Database) -> None:
    """
    Read off the file by hand: participants, visits, courses, claims, clocks.
    """
    file = json.loads(week())
    found = belonging(imported)

    people = {
        each["id"]: Owner(each["site"], each["trial"], each["id"])
        for each in file["participants"]
    }
    visits = {
        visit["id"]: people[each["id"]]
        for each in file["participants"]
        for visit in each.get("visits", ())
    }
    courses = {
        course["id"]: people[each["id"]]
        for each in file["participants"]
        for course in each.get("courses", ())
    }
    claims = {
        each["id"]: Owner(each["site"], None, None) for each in file.get("claims", ())
    }
    assert found.participants == people
    assert found.courses == courses
    assert {each: found.of_visit(each) for each in visits} == visits
    assert {each: found.of_visit(each) for each in claims} == claims
    assert found.zones == {each["id"]: ZoneInfo(each["zone"]) for each in file["sites"]}
    assert found.unit_ids == {each["id"] for each in file["units"]}
    assert set(found.trials) == {each["id"] for each in file["trials"]}
    assert len(visits) > 20


def test_what_ends_goes_on_to_belong(imported: Database) -> None:
    """
    A cancelled visit, and the visits of somebody who has withdrawn.
    """
    with imported.reading() as session:
        first, second = session.execute(
            select(Visit.id, Visit.participant_id)
            .where(Visit.network_id == NETWORK)
            .order_by(Visit.participant_id.desc(), Visit.id)
        ).all()[:2]
    before = belonging(imported)
    with imported.writing() as session:
        cancel(
            session, START, SOMEBODY, network_id=NETWORK, visit=GiveUp(first.id, "gone")
        )
    with imported.writing() as session:
        trials.withdraw(
            session,
            START,
            SOMEBODY,
            network_id=NETWORK,
            participant_id=second.participant_id,
            reason="gone",
        )
    after = belonging(imported)

    for visit_id in (first.id, second.id):
        assert after.of_visit(visit_id) == before.of_visit(visit_id) is not None


def test_what_comes_belongs_at_once(imported: Database) -> None:
    """
    What was read before does not hide it, and another network has none of it.
    """
    before = belonging(imported)
    someone = next(iter(before.participants.values()))
    with imported.writing() as session:
        new_id = enrol(
            session,
            START,
            SOMEBODY,
            network_id=NETWORK,
            participant=Enrolment(
                trial_id=str(someone.trial_id), site_id=someone.site_id
            ),
        )
    after = belonging(imported)

    assert before.of_participant(new_id) is None
    assert after.of_participant(new_id) is not None
    assert belonging(imported, "copy").of_participant(new_id) is None


@pytest.mark.parametrize(
    ("visit_id", "is_known"),
    [
        ("C/1", True),
        ("C/12", True),
        ("D/E/3", True),
        ("C", False),
        ("C/", False),
        ("C/x", False),
        ("C/-1", False),
        ("C/1.0", False),
        ("C/ 1", False),
        ("/1", False),
        ("1", False),
        ("", False),
        ("D/3", False),
        ("X/1", False),
    ],
)
def test_a_cycle_belongs_with_its_course(visit_id: str, *, is_known: bool) -> None:
    """
    Also one that is not planned yet; nothing else that looks alike does.
    """
    owner = Owner("S", "T", "P")
    found = Belonging(
        zones={},
        unit_ids=frozenset(),
        trials={},
        participants={"P": owner},
        visits={},
        courses={"C": owner, "D/E": owner},
    )

    assert (found.of_visit(visit_id) == owner) is is_known


def test_supplies_are_those_of_the_file(imported: Database) -> None:
    """
    A run is of the unit of its line, an order of the unit that sells it; a departure
    leads from the unit of its lane to its site.
    """
    file = json.loads(week())
    with imported.reading() as session:
        found = supplies_of(session, NETWORK, START)
    lines = {each["id"]: each["unit"] for each in file["lines"]}
    lanes = {each["id"]: (each["unit"], each["site"]) for each in file["lanes"]}

    assert found.units
    for batch_id, unit_id in found.units.items():
        maker = batch_id.partition("/")[0]  # a run's line, or an order's unit
        assert unit_id == lines.get(maker, maker), batch_id
    ends = {(each.unit_id, each.site_id) for each in found.departures.values()}
    assert ends
    assert ends <= set(lanes.values())
    assert found.unit_of_batch("missing") is None
    assert found.ends_of_shipment("missing") is None
    assert found.ends_of_departure("missing") is None
    assert found.batch_of_vial("missing") is None
    assert found.visits_of_shipment("missing") == frozenset()
