"""Of a file whose commitments have changed, nothing else is converted otherwise."""

import pytest

from scheduler.database.database import Database
from scheduler.imports.planning_file.convert import to_live_problem
from scheduler.imports.planning_file.convert_live import Live
from scheduler.planning.problem_builder import Built
from solver.problem.commitments import Firmness
from solver.problem.problem import Problem
from tests.scheduler.planning.seeds import Seeded, seed_planned

FILES = ["no-fdg-day", "norway-week", "amyloid-tau", "dst-switch", "lut-dosimetry"]


@pytest.fixture(params=FILES)
def planned(request: pytest.FixtureRequest, sqlite_database: Database) -> Seeded:
    """A network with a plan in force, in which nobody is promised anything."""
    return seed_planned(sqlite_database, request.param)


def test_a_problem_is_the_one_that_a_whole_conversion_makes(planned: Seeded) -> None:
    """
    Before any promise, after some, and with holds among them.
    """
    found = [planned.built()]
    visits = _visits(found[0])
    planned.promise(Firmness.CONFIRMED, *visits[::2])
    found.append(planned.built())
    planned.promise(Firmness.HELD, *visits[1::4])
    found.append(planned.built())

    assert len(visits) > 1
    for built in found:
        assert built.problem == _whole(built)


def _visits(built: Built) -> list[str]:
    previous = built.problem.commitments.previous
    return [each.visit_id for each in previous.administrations]


def _whole(built: Built) -> Problem:
    held = built.held
    assert held is not None
    planned = frozenset(each.visit_id for each in held.plan.administrations)
    return to_live_problem(built.file, Live(planned))
