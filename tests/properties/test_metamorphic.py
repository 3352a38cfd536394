from collections.abc import Iterable
from datetime import timedelta
from functools import cache
from random import Random

import pytest

from solver.checks import check
from solver.plan.plan import Plan
from solver.plan.result import LevelName, Result, SolveStatus
from solver.problem.commitments import (
    BatchCommitment,
    Commitments,
    Firmness,
    VisitCommitment,
)
from solver.problem.problem import Problem
from tests.properties.counts import share
from tests.properties.relations import (
    DAY,
    NEVER_WORSE,
    NO_DIFFERENCE,
    Relation,
    moved,
    with_origin_days_earlier,
)
from tests.properties.solving import proved, signed, solved
from tests.properties.tiny import tiny_problem
from tests.solver.checks.mutation import changed

SEEDS = (0, 3, 14, 35, 46, 92, 97, 112)
MANY = range(1000, 1000 + share(60))
VISITS = 4


@cache
def solved_seed(seed: int) -> Result:
    """A tiny problem of four visits, solved once."""
    return solved(tiny_problem(seed, VISITS))


def proved_seeds(seeds: Iterable[int]) -> list[int]:
    """Those solved to the proved optimum: most, or the tests prove nothing."""
    seeds = list(seeds)
    found = [e for e in seeds if solved_seed(e).status is SolveStatus.OPTIMAL]
    assert len(found) >= 0.8 * len(seeds)
    return found


def assert_never_worse(relation: Relation, seeds: Iterable[int]) -> None:
    """No level is worse, the levels before it being equal."""
    for seed in proved_seeds(seeds):
        after = proved(relation(tiny_problem(seed, VISITS), Random(seed)))
        assert after is None or after <= signed(solved_seed(seed)), seed


def assert_no_difference(relation: Relation, seeds: Iterable[int]) -> None:
    """All level values are the same."""
    for seed in proved_seeds(seeds):
        after = proved(relation(tiny_problem(seed, VISITS), Random(seed)))
        assert after is None or after == signed(solved_seed(seed)), seed


@pytest.mark.parametrize("relation", NEVER_WORSE)
def test_more_never_serves_fewer(relation: Relation) -> None:
    """
    Another resource, another batch, wider hours or more capacity never hurt.
    """
    assert_never_worse(relation, SEEDS)


@pytest.mark.verify
@pytest.mark.parametrize("relation", NEVER_WORSE)
def test_more_never_serves_fewer_many_times(relation: Relation) -> None:
    """
    As above, for many more problems.
    """
    assert_never_worse(relation, MANY)


@pytest.mark.parametrize("relation", NO_DIFFERENCE)
def test_order_and_names_make_no_difference(relation: Relation) -> None:
    """
    Permuting the file or renaming everything leaves every level value.
    """
    assert_no_difference(relation, SEEDS)


@pytest.mark.verify
@pytest.mark.parametrize("relation", NO_DIFFERENCE)
def test_order_and_names_make_no_difference_many_times(relation: Relation) -> None:
    """
    As above, for many more problems.
    """
    assert_no_difference(relation, MANY)


@pytest.mark.parametrize("seed", SEEDS)
def test_another_date_is_the_same_plan(seed: int) -> None:
    """
    The solver knows minutes only: with another date at minute zero, the same bytes.
    """
    problem = tiny_problem(seed, VISITS)
    later = changed(problem, origin_at=problem.origin_at + timedelta(days=9))

    assert solved(later).plan == solved_seed(seed).plan


@pytest.mark.parametrize("seed", SEEDS)
def test_earlier_origin_shifts_the_plan(seed: int) -> None:
    """
    Counted from three days earlier, the values stay, and the plan fits three days on.
    """
    problem = tiny_problem(seed, VISITS)
    shifted = with_origin_days_earlier(problem, 3)

    result = solved(shifted)

    assert signed(result) == signed(solved_seed(seed))
    assert result.plan is not None
    back = Plan.model_validate(moved(result.plan.model_dump(), -3 * DAY))
    assert check(problem, back) == []


def committed(seed: int, firmness: Firmness, *, with_batches: bool) -> Problem:
    """The problem with the plan it was given, as something to hold to."""
    plan = solved_seed(seed).plan
    assert plan is not None
    return changed(
        tiny_problem(seed, VISITS),
        commitments=Commitments(
            previous=plan,
            visits=tuple(
                VisitCommitment(
                    visit_id=each.visit_id,
                    firmness=firmness,
                    lapses_min=1 if firmness is Firmness.HELD else None,
                )
                for each in plan.administrations
            ),
            batches=tuple(
                BatchCommitment(batch_id=batch.id, firmness=Firmness.FROZEN)
                for batch in plan.batches
                if with_batches
            ),
        ),
    )


@pytest.mark.parametrize("firmness", Firmness)
@pytest.mark.parametrize("seed", SEEDS)
def test_plan_given_back_is_returned(seed: int, firmness: Firmness) -> None:
    """
    With all its visits committed, the best plan is answered by itself.
    """
    assert solved_seed(seed).status is SolveStatus.OPTIMAL

    with_batches = firmness is Firmness.FACT  # what was injected had been made
    result = solved(committed(seed, firmness, with_batches=with_batches))

    assert result.plan == solved_seed(seed).plan
    assert result.broken == ()


@pytest.mark.parametrize("seed", SEEDS)
def test_plan_given_back_as_made_is_returned(seed: int) -> None:
    """
    With its batches made as well, nobody moves and nothing more is paid.
    """
    before = solved_seed(seed).plan
    assert before is not None

    result = solved(committed(seed, Firmness.CONFIRMED, with_batches=True))

    assert result.plan is not None
    assert result.plan.batches == before.batches
    assert result.plan.vials == before.vials
    assert [
        (each.visit_id, each.injection_min, each.vial_ids, each.occupations)
        for each in result.plan.administrations
    ] == [
        (each.visit_id, each.injection_min, each.vial_ids, each.occupations)
        for each in before.administrations
    ]
    paid = {level.name: level.value for level in result.levels}
    assert paid[LevelName.COST_NOK] == 0
    assert paid[LevelName.TOUCHED] == 0


def served(result: Result, problem: Problem) -> tuple[int, ...]:
    """Visits served, class by class, deferrable ones last."""
    assert result.plan is not None
    ids = {each.visit_id for each in result.plan.administrations}
    classes: dict[tuple[bool, int], int] = {}
    names = list(type(problem.visits[0].priority))
    for visit in problem.visits:
        late = visit.window_end_min > problem.horizon_min
        key = (late, 0 if late else names.index(visit.priority))
        classes[key] = classes.get(key, 0) + (visit.id in ids)
    keys = [*((False, n) for n in range(len(names))), (True, 0)]
    return tuple(classes.get(key, 0) for key in keys)


@pytest.mark.parametrize("seed", SEEDS)
def test_one_visit_less_is_no_loss_to_the_others(seed: int) -> None:
    """
    Without one visit, the others are served as well as they were beside it.
    """
    problem = tiny_problem(seed, VISITS)
    gone = problem.visits[seed % VISITS]
    rest = changed(
        problem, visits=tuple(each for each in problem.visits if each is not gone)
    )
    assert solved_seed(seed).status is SolveStatus.OPTIMAL

    after = solved(rest)

    assert after.status is SolveStatus.OPTIMAL
    assert served(after, rest) >= served(solved_seed(seed), rest)
