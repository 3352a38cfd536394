"""Plans come back from rows as they were written."""

import json
from collections.abc import Iterator
from copy import deepcopy
from datetime import timedelta
from typing import Any

import pytest

from scheduler.database.database import Database
from scheduler.planning.digests import digest_of
from scheduler.planning.instants import Instants
from scheduler.planning.read_back import plan_at, plan_of_version, version_of_revision
from solver.plan.plan import Plan
from solver.plan.shifting import shifted
from tests.scheduler.planning.seeds import (
    INSTANCES,
    NETWORK,
    Seeded,
    file_of,
    put_first_plan,
    seed,
    seed_planned,
)

SLOW = {"norway-week", "vision-like-q6w"}
NAMES = [
    str(path.relative_to(INSTANCES).with_suffix(""))
    for path in sorted(INSTANCES.rglob("*.json"))
]
VARIED = ("amyloid-tau", "ga-generator-9mo", "lut-dosimetry", "no-fdg-day")
"""Together: equipment, discards, later scans, couriers, orders and unit doses."""


def _params(names: list[str]) -> list[object]:
    return [
        pytest.param(name, marks=[pytest.mark.slow] if name in SLOW else [])
        for name in names
    ]


def variants_of(plan: Plan) -> Iterator[Plan]:
    """The plan with one number more by one, for each number of its first records."""
    document = plan.model_dump(mode="json")
    parts = {name: records[:2] for name, records in document.items()}
    for place in list(numbers_in(parts)):
        changed = deepcopy(document)
        holder: Any = changed
        for step in place[:-1]:
            holder = holder[step]
        holder[place[-1]] += 1
        yield Plan.model_validate_json(json.dumps(changed))


def numbers_in(value: object, *place: str | int) -> Iterator[tuple[str | int, ...]]:
    """Where numbers stand in a JSON document."""
    if isinstance(value, dict):
        for name, each in value.items():
            yield from numbers_in(each, *place, name)
    elif isinstance(value, list):
        for position, each in enumerate(value):
            yield from numbers_in(each, *place, position)
    elif isinstance(value, int):
        yield place


def in_force(seeded: Seeded) -> Plan:
    """The plan that a database has in force, its minutes as the problem counts."""
    built = seeded.built()
    with seeded.database.reading() as session:
        version = version_of_revision(session, NETWORK, built.plan_revision)
        assert version is not None
        plan = plan_of_version(session, NETWORK, version.number)
        assert plan == plan_at(session, NETWORK, built.plan_revision, version.origin_at)
        assert version.digest == digest_of(plan, Instants(version.origin_at))
        return plan


@pytest.mark.parametrize("name", _params(NAMES))
def test_every_plan_of_the_fixtures_comes_back_equal(
    sqlite_database: Database, name: str
) -> None:
    """
    A record that lost a field, or an order, would change what was approved.
    """
    seeded = seed(sqlite_database, name)
    commitments = file_of(name).commitments

    written = commitments.previous.plan if commitments else put_first_plan(seeded)

    assert in_force(seeded) == written


@pytest.mark.parametrize("name", VARIED)
def test_plans_come_back_equal_from_either_database(
    database: Database, name: str
) -> None:
    """
    Databases have types of their own for instants and JSON.
    """
    seeded = seed(database, name)

    written = put_first_plan(seeded)

    assert in_force(seeded) == written


def test_digest_does_not_depend_on_where_minutes_are_counted_from() -> None:
    """
    A later problem has another minute zero; the plan is the same one.
    """
    commitments = file_of("nms-outage-week-after").commitments
    assert commitments is not None
    plan, origin_at = commitments.previous.plan, commitments.previous.origin_at
    earlier = Instants(origin_at - timedelta(minutes=777))
    one_later = Instants(origin_at + timedelta(minutes=1))

    assert digest_of(shifted(plan, 777), earlier) == digest_of(
        plan, Instants(origin_at)
    )
    assert digest_of(plan, one_later) != digest_of(plan, Instants(origin_at))


@pytest.mark.parametrize(
    "name",
    [
        "amyloid-tau",
        "ga-generator-9mo",
        pytest.param("lut-dosimetry", marks=pytest.mark.verify),
    ],
)
def test_digest_sees_every_field(sqlite_database: Database, name: str) -> None:
    """
    Two plans that differ anywhere are two plans.
    """
    plan = in_force(seed_planned(sqlite_database, name))
    at = Instants(file_of(name).as_of)
    digests = {digest_of(plan, at)}
    variants = list(variants_of(plan))

    digests |= {digest_of(each, at) for each in variants}

    assert len(digests) == len(variants) + 1
