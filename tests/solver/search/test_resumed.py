"""A solve goes on from the previous plan, also where nobody was promised anything."""

import pytest

from solver.problem.problem import Problem
from solver.search.budget import Budget
from solver.search.stages import Search
from tests.properties.solving import REPEATABLE
from tests.solver.checks.world_plan import a_plan
from tests.solver.constraints.asking import world
from tests.solver.search.approval import EVERYBODY, approved
from tests.solver.state.seating import placements_of


def _resumed(problem: Problem) -> Search:
    search = Search(problem, Budget(REPEATABLE))
    search.seat_commitments()
    search.resume()
    return search


def test_what_nobody_was_promised_stays_where_it_fits() -> None:
    """
    The hand-made plan is read as it is, to the minute and the resource.
    """
    search = _resumed(approved(visits=()))

    assert search.keeper.plan is not None
    found, before = placements_of(search.keeper.plan), placements_of(a_plan())
    for visit_id in EVERYBODY:
        assert found[visit_id].injection_min == before[visit_id].injection_min
        assert found[visit_id].occupations == before[visit_id].occupations


@pytest.mark.parametrize("is_promised", [False, True])
def test_who_cannot_stay_is_seated_elsewhere(is_promised: bool) -> None:
    """
    B loses its nurse and gets the other one; the others stay.
    """
    problem = approved(world(("people", "north-n2", {"available": ()})))
    if not is_promised:
        problem = approved(problem, visits=())
    search = _resumed(problem)

    assert search.keeper.plan is not None
    found, before = placements_of(search.keeper.plan), placements_of(a_plan())
    changed = {
        each
        for each in EVERYBODY
        if found[each].occupations != before[each].occupations
    }
    assert changed == {"B"}
