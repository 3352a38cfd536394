import re
from random import Random

import pytest

from solver.checks import CHECKS, Violation, check
from tests.solver.checks.clinic_plan import a_ward_plan
from tests.solver.checks.clinic_world import a_ward
from tests.solver.checks.mutation import Mutation
from tests.solver.checks.mutations import MUTATIONS
from tests.solver.checks.replanned import a_replanned_problem
from tests.solver.checks.world import a_problem
from tests.solver.checks.world_plan import a_plan
from tests.solver.checks.world_supply import a_supplied_plan, a_supplied_problem


def test_hand_made_plan_is_clean() -> None:
    """
    A plan made by hand, its numbers derived independently, breaks no rule.
    """
    assert check(a_problem(), a_plan()) == []


def test_every_rule_has_a_check() -> None:
    """
    The hard rules are there by their names, each with its number, and two more.
    """
    numbers = {
        "administered_activity": 1,
        "batch_balance": 2,
        "visit_steps": 3,
        "occupancy": 4,
        "production_chain": 5,
        "generators": 6,
        "shelf_life": 7,
        "orders": 8,
        "availability": 9,
        "transport": 10,
        "visit_windows": 11,
        "eligibility_gate": 12,
        "staff": 13,
        "therapy_stay": 14,
        "follow_up_imaging": 15,
        "washout": 16,
        "same_scanner": 17,
        "activity_on_site": 18,
        "cohorts": 19,
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
    worlds = [
        (a_problem(), a_plan()),
        (a_supplied_problem(), a_supplied_plan()),
        (a_ward(), a_ward_plan()),
    ]
    if mutation.rule == "commitments":
        worlds = [(a_replanned_problem(), a_plan())]
    found = 0
    for problem, plan in worlds:
        assert check(problem, plan) == []
        for seed in range(8):
            mutant = mutation(problem, plan, Random(seed))
            if mutant is not None:
                found += 1
                assert mutation.rule in {each.rule for each in check(problem, mutant)}

    assert found


def test_there_are_many_operators() -> None:
    """
    The mutants cover the rules: at least 25 operators, each with its own name.
    """
    assert len({each.name for each in MUTATIONS}) == len(MUTATIONS) >= 25
