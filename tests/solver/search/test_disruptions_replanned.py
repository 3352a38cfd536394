"""What is answered when an approved plan is disturbed."""

import pytest

from solver.plan.result import LevelName
from solver.search.budget import Budget
from solver.search.score import level_values
from solver.search.stages import Search
from tests.properties.solving import REPEATABLE, solved
from tests.solver.checks.replanned import a_replanned_problem
from tests.solver.checks.world import a_problem
from tests.solver.checks.world_plan import a_plan
from tests.solver.constraints.asking import world
from tests.solver.search.approval import EVERYBODY, approved
from tests.solver.state.seating import placements_of

DISRUPTIONS = {
    "nothing": a_problem(),
    "late flight": world(("departures", "SK1", {"arrives_min": 600})),
    "no scanner": world(("scanners", "north-pet", {"available": ()})),
    "no nurse": world(("people", "north-n2", {"available": ()})),
    "no run": a_problem(
        runs=tuple(each for each in a_problem().runs if each.id != "R1")
    ),
}


@pytest.mark.parametrize("name", DISRUPTIONS)
def test_disruption_is_answered_with_a_verified_plan(name: str) -> None:
    """
    The checker agrees on who is broken, and the others stay as they were.
    """
    problem = approved(DISRUPTIONS[name])

    result = solved(problem)

    assert result.plan is not None
    broken = {each.visit_id for each in result.broken}
    now = placements_of(result.plan)
    before = placements_of(a_plan())
    for visit_id in set(EVERYBODY) - broken:
        assert now[visit_id].injection_min == before[visit_id].injection_min
        assert now[visit_id].occupations == before[visit_id].occupations


def test_replanned_world_is_answered_with_a_verified_plan() -> None:
    """
    In the middle of the day, with facts, frozen, confirmed and held visits.
    """
    result = solved(a_replanned_problem())

    assert result.plan is not None
    assert result.broken == ()


def test_broken_visit_that_keeps_its_minute_is_not_touched() -> None:
    """
    B loses its nurse and gets the other one at the same minute: bounds allow for it.

    n1 prepares A in [480, 500) and injects it until 505; B needs one in [510, 535).
    """
    problem = approved(world(("people", "north-n2", {"available": ()})))
    search = Search(problem, Budget(REPEATABLE))

    search.seat_commitments()
    search.construct()

    touched = (LevelName.TOUCHED, None)
    assert [each.visit_id for each in search.broken] == ["B"]
    assert level_values(search.keeper.state_of(search.keeper.placements))[touched] == 0
    assert search.bounds[touched] == 0
