"""What a what-if starts from."""

import pytest

from scheduler.database.database import Database
from scheduler.errors import BaseMoved, Invalid
from scheduler.imports.planning_file.schema import PlanningFile
from scheduler.planning.problem_builder import build
from scheduler.scenarios.base import Base, base_of, base_of_file
from solver.plan.result import SolveStatus
from tests.scheduler.planning.decisions import fail
from tests.scheduler.planning.seeds import (
    NETWORK,
    Seeded,
    file_of,
    first_slot,
    seed,
    seed_planned,
)

WARD = "late-flight-trondheim-before"


def base(seeded: Seeded, number: int | None = None) -> Base:
    """The network as of now."""
    with seeded.database.reading() as session:
        return base_of(session, NETWORK, seeded.now, number)


@pytest.mark.parametrize("name", ["two-scanners", WARD, "no-fdg-day"])
def test_without_a_change_nothing_is_changed(
    sqlite_database: Database, name: str
) -> None:
    """
    The problem is the network's own, to the letter.
    """
    seeded = seed_planned(sqlite_database, name)
    found = base(seeded)
    with sqlite_database.reading() as session:
        own = build(session, NETWORK, seeded.now, with_lost=True).problem

    assert found.problem == own
    assert found.changed(()).problem == own


def test_what_has_happened_has_happened_in_the_what_if(
    sqlite_database: Database,
) -> None:
    """
    A run that has failed is not made there either.
    """
    seeded = seed_planned(sqlite_database, "two-scanners")
    fail(seeded, "O1/FDG/2026-09-15/1")
    found = base(seeded)

    assert found.changed(()).problem == found.problem
    assert {each.id for each in found.problem.runs} == {"O1/FDG/2026-09-16/1"}


def test_without_a_plan_there_is_none_to_compare_with(database: Database) -> None:
    """
    The base is solved then.
    """
    found = base(seed(database, WARD))

    assert (found.version, found.result) == (None, None)


def test_the_plan_in_force_is_compared_with(database: Database) -> None:
    """
    By default, or by its number; with levels of its own where nobody has solved it.
    """
    seeded = seed_planned(database, WARD)
    found = base(seeded)

    assert found.version == base(seeded, 1).version == 1
    assert found.result is not None
    assert found.result.status is SolveStatus.FEASIBLE
    assert found.result.plan == seeded.built().problem.commitments.previous


def test_a_plan_that_was_in_force_is_no_base(sqlite_database: Database) -> None:
    """
    A booking has come between.
    """
    seeded = seed_planned(sqlite_database, "two-scanners", "ULV-04-V1")
    slot = first_slot(seeded, "ULV-04-V1")
    seeded.revise(lambda revision: revision.seat(slot))

    with pytest.raises(BaseMoved, match="version 2 is superseded"):
        base(seeded, 2)
    assert base(seeded).version == 3


def test_a_file_is_no_base_if_it_makes_no_sense() -> None:
    """
    Every issue is below the field that it came in.
    """
    file = file_of("two-scanners")
    fewer = PlanningFile(**(dict(file) | {"scanners": (), "sites": ()}))

    with pytest.raises(Invalid) as refused:
        base_of_file(fewer)
    places = {each.place for each in refused.value.issues}
    assert all(each.startswith("planning_file.") for each in places)
    assert len(places) > 1
