import re
from random import Random

import pytest

from solver.checks import CHECKS, Violation, check
from tests.solver.checks.mutation import Mutation
from tests.solver.checks.mutations import MUTATIONS
from tests.solver.checks.replanned import a_replanned_problem
from tests.solver.checks.world import a_problem
from tests.solver.checks.world_plan import a_plan


def test_hand_made_plan_is_clean() -> None:
    """
    A plan made by hand, its numbers derived independently, breaks no rule.
    """
    assert check(a_problem(), a_plan()) == []


def test_every_rule_has_a_check() -> None:
    """
    The thirteen rules are there by their names, each with its number, and two more.
    """
    numbers = {
        "administered_activity": 1,
        "batch_balance": 2,
        "visit_steps": 3,
        "occupancy": 4,
        "production_chain": 5,
        "shelf_life": 7,
        "orders": 8,
        "availability": 9,
        "transport": 10,
        "visit_windows": 11,
        "staff": 13,
        "commitments": 20,
        "supply_authorisation": 23,
    }

    assert CHECKS.keys() == numbers.keys() | {"identity", "conservation"}
    for name, number in numbers.items():
        assert re.search(rf"rule {number}\)", CHECKS[name].__doc__ or ""), name


def test_violation_reads_as_a_sentence() -> None:
    """
    A violation prints its rule, its subject and its message.
    """
    assert str(Violation("orders", "R1", "too late")) == "orders: R1: too late"


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda each: each.name)
def test_every_mutant_is_caught(mutation: Mutation) -> None:
    """
    No operator makes a plan that the checker lets pass, and its rule is named.
    """
    problem = a_problem()
    if mutation.rule == "commitments":
        problem = a_replanned_problem()
    plan = a_plan()
    assert check(problem, plan) == []
    mutants = [mutation(problem, plan, Random(seed)) for seed in range(8)]
    found = [each for each in mutants if each is not None]

    assert found
    for mutant in found:
        assert mutation.rule in {each.rule for each in check(problem, mutant)}


def test_there_are_many_operators() -> None:
    """
    The mutants cover the rules: at least 25 operators, each with its own name.
    """
    assert len({each.name for each in MUTATIONS}) == len(MUTATIONS) >= 25
