"""Everybody whom a new plan concerns is told old, new and why; nobody else is."""

from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from scheduler.database.database import Database
from scheduler.jobs.happenings import happened
from scheduler.planning.changes_told import BATCHES, VISITS
from scheduler.production.records import BatchRecord
from solver.problem.commitments import Firmness
from solver.units import gbq
from tests.scheduler.planning.decisions import (
    OTHER,
    VISIT,
    decide,
    fail,
    in_force,
    promises,
    served,
)
from tests.scheduler.planning.replans import (
    ask,
    notices,
    replan,
    set_policy,
    version,
)
from tests.scheduler.planning.seeds import NETWORK, PLANNER, Seeded, seed_planned


@pytest.fixture
def day(database: Database) -> Seeded:
    """A day with 20 of 22 visits in its plan, and nothing promised."""
    return seed_planned(database, "no-fdg-day", VISIT, OTHER)


def _told(seeded: Seeded) -> dict[str, dict[str, object]]:
    """What is told of visits, by their ids; each is told of once."""
    rows = [
        row
        for each in notices(seeded, VISITS).values()
        for row in each.details["visits"]
    ]
    found = {row["visit_id"]: row for row in rows}
    assert len(found) == len(rows)
    return found


def test_each_site_is_told_of_its_visits(day: Seeded) -> None:
    """
    With the trial, so that a study manager of another one learns nothing.
    """
    before, problem = in_force(day), day.built().problem
    number = replan(day)["version"]

    visits = {each.id: each for each in problem.visits}
    was = {each.visit_id: each for each in before.administrations}
    now = {each.visit_id: each for each in in_force(day).administrations}
    changed = {key for key in was.keys() | now.keys() if was.get(key) != now.get(key)}
    told = notices(day, VISITS)
    assert {VISIT, OTHER} <= _told(day).keys() <= changed
    for audience, notice in told.items():
        assert notice.subject == str(number)
        assert notice.details["reason"] == version(day, number).reason
        for row in notice.details["visits"]:
            visit = visits[row["visit_id"]]
            assert audience == {visit.site_id, visit.trial_id} - {None}


def test_old_and_new_are_by_the_clock_of_the_site(day: Seeded) -> None:
    """
    Who had no seat had no time; the new one says where.
    """
    replan(day)

    row = _told(day)[VISIT]
    seat = next(x for x in in_force(day).administrations if x.visit_id == VISIT)
    is_at = datetime.fromisoformat(str(row["is_at"]))
    assert (row["change"], row["was_at"], row["rules"]) == ("added", None, [])
    assert is_at == day.built().instants.at(seat.injection_min)
    assert str(row["is_at"]).endswith("+02:00")
    assert row["resources"] == sorted({x.resource_id for x in seat.occupations})


def test_each_unit_is_told_of_its_batches(day: Seeded) -> None:
    """
    How much they are to be; of visits a unit learns nothing.
    """
    before = {each.id: each.activity_kbq for each in in_force(day).batches}
    replan(day)

    after = {each.id: each.activity_kbq for each in in_force(day).batches}
    changed = {key for key in before | after if before.get(key) != after.get(key)}
    rows = [
        row
        for each in notices(day, BATCHES).values()
        for row in each.details["batches"]
    ]
    units = {each.id for each in day.built().problem.units}
    assert changed
    assert changed <= {row["batch_id"] for row in rows}
    assert all(len(audience) == 1 for audience in notices(day, BATCHES))
    assert units >= {id_ for audience in notices(day, BATCHES) for id_ in audience}
    for row in rows:
        assert row["was_gbq"] == gbq(before[row["batch_id"]])
        assert row["is_gbq"] == gbq(after[row["batch_id"]])


def test_who_lost_a_slot_is_told_the_promised_time_and_the_new_one(
    database: Database,
) -> None:
    """
    Those who get none again were told when they lost it.
    """
    seeded = seed_planned(database, "late-flight-trondheim-before")
    seeded.promise(Firmness.CONFIRMED, *sorted(served(seeded)))
    before = in_force(seeded)
    fail(seeded, before.batches[0].id)
    broken = {key for key, each in promises(seeded).items() if each.broken_at}
    replan(seeded, later_min=1)

    told = _told(seeded)
    at = seeded.built().instants.at
    was = {each.visit_id: each.injection_min for each in before.administrations}
    now = {
        each.visit_id: each.injection_min for each in in_force(seeded).administrations
    }
    assert told.keys() & broken == broken & now.keys()
    for visit_id in told.keys() & broken:
        row = told[visit_id]
        assert row["change"] == "moved"
        assert datetime.fromisoformat(str(row["was_at"])) == at(was[visit_id])
        assert datetime.fromisoformat(str(row["is_at"])) == at(now[visit_id])


@pytest.mark.parametrize("kind", [VISITS, BATCHES])
def test_what_an_approver_writes_is_not_told_to_everybody(
    day: Seeded, kind: str
) -> None:
    """
    They may name another sponsor's trial: it is in the version, for those who see the
    whole network.
    """
    number = replan(day, ask(day, PLANNER))["version"]
    assert notices(day, kind) == {}
    decide(day, number)

    told = {each.details["reason"] for each in notices(day, kind).values()}
    assert told == {"a person approved it"}
    assert version(day, number).reason == "it is fine"


def test_a_person_approves_what_events_have_asked_for(
    sqlite_database: Database,
) -> None:
    """
    Whose visit it is are told what had happened; others, that something had.
    """
    seeded = seed_planned(sqlite_database, "no-fdg-day", VISIT, OTHER)
    set_policy(seeded, publishes_by_itself=False)

    def overran(session: Session) -> int:
        return happened(
            session, seeded.now, PLANNER, NETWORK, "visit_overran", OTHER
        ).number

    number = seeded.database.run(overran)
    decide(seeded, replan(seeded, ask(seeded, because=(number,)))["version"])

    owner = next(each for each in seeded.built().problem.visits if each.id == OTHER)
    whose = frozenset(filter(None, (owner.site_id, owner.trial_id)))
    told = {
        key: each.details["reason"] for key, each in notices(seeded, VISITS).items()
    }
    others = {reason for key, reason in told.items() if key != whose}
    units = {each.details["reason"] for each in notices(seeded, BATCHES).values()}
    assert told[whose] == "a person approved it: visit_overran"
    assert others | units == {"a person approved it: a change elsewhere"}
    assert others


def test_who_gets_a_lost_slot_back_is_told_so(sqlite_database: Database) -> None:
    """
    The batch has not failed after all: it is as it was promised.
    """
    seeded = seed_planned(sqlite_database, "late-flight-trondheim-before")
    seeded.promise(Firmness.CONFIRMED, *sorted(served(seeded)))
    batch_id = in_force(seeded).batches[0].id
    fail(seeded, batch_id)
    broken = {key for key, each in promises(seeded).items() if each.broken_at}
    seeded.change(
        lambda session: session.delete(
            session.get_one(BatchRecord, (NETWORK, batch_id))
        )
    )
    replan(seeded, later_min=1)

    told = _told(seeded)
    assert broken
    assert {told[visit_id]["change"] for visit_id in broken} == {"restored"}
    assert all(told[key]["was_at"] == told[key]["is_at"] for key in broken)
