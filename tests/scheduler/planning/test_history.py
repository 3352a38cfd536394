"""Every plan that ever was in force can be read back, exactly."""

import random

import pytest
from sqlalchemy import select

from scheduler.database.database import Database
from scheduler.planning.digests import digest_of
from scheduler.planning.instants import Instants
from scheduler.planning.read_back import plan_at, plan_of_version
from scheduler.planning.versions import PlanVersion
from solver.plan.plan import Plan
from solver.plan.shifting import shifted
from solver.revision import Revision
from tests.scheduler.planning.seeds import NETWORK, Seeded, seed_planned

CHANGES = 10


def change_anything(seeded: Seeded, chance: random.Random) -> Plan | None:
    """Take a visit out, seat one, or move one; the plan that came into force, if so."""
    revision = Revision(seeded.built().problem)
    seated = set(revision.visit_ids)
    visit_id = chance.choice([each.id for each in revision.problem.visits])
    if visit_id in seated and chance.random() < 0.5:
        if revision.copy().offers(visit_id, 1) and not _is_needed(revision, visit_id):
            return seeded.revise(lambda it: it.remove(visit_id)).plan
        return None
    offers = revision.offers(visit_id)
    if not offers:
        return None
    slot = chance.choice(offers).slot

    def seat(it: Revision) -> None:
        it.lift(visit_id)
        it.seat(slot)

    return seeded.revise(seat).plan


def _is_needed(revision: Revision, visit_id: str) -> bool:
    tried = revision.copy()
    tried.lift(visit_id)
    return bool(tried.stranded)


@pytest.mark.parametrize(
    ("name", "database_url"),
    [
        ("no-fdg-day", "postgresql"),
        ("no-fdg-day", "sqlite"),
        ("ga-generator-9mo", "postgresql"),
        ("lut-dosimetry", "sqlite"),
        ("nms-outage-week-before", "sqlite"),
        pytest.param("ga-generator-9mo", "sqlite", marks=pytest.mark.verify),
        pytest.param("lut-dosimetry", "postgresql", marks=pytest.mark.verify),
        pytest.param("nms-outage-week-before", "postgresql", marks=pytest.mark.verify),
    ],
    indirect=["database_url"],
)
def test_every_earlier_plan_is_reproduced(database: Database, name: str) -> None:
    """
    Closed rows and new ones together make each plan, after whatever came later.
    """
    seeded = seed_planned(database, name)
    built = seeded.built()
    plans = {built.plan_revision: built.problem.commitments.previous}
    chance = random.Random(name)

    while len(plans) < CHANGES:
        plan = change_anything(seeded, chance)
        if plan is not None:
            plans[seeded.built().plan_revision] = plan
        assert seeded.recheck() == []

    origin_at = built.problem.origin_at
    with database.reading() as session:
        versions = {
            each.revision: each for each in session.scalars(select(PlanVersion))
        }
        assert versions.keys() == plans.keys()
        for revision, plan in plans.items():
            assert plan_at(session, NETWORK, revision, origin_at) == plan
            version = versions[revision]
            assert version.digest == digest_of(plan, Instants(origin_at))
            assert plan_of_version(session, NETWORK, version.number) == plan


def test_minutes_are_counted_from_any_origin(sqlite_database: Database) -> None:
    """
    Versions of two problems are compared on one axis.
    """
    seeded = seed_planned(sqlite_database, "lut-dosimetry")
    built = seeded.built()
    plan = built.problem.commitments.previous
    with sqlite_database.reading() as session:
        earlier = plan_of_version(session, NETWORK, 1, seeded.now)

    minutes = built.instants.minute(seeded.now)
    assert minutes != 0
    assert earlier == shifted(plan, -minutes)
