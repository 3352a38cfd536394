from random import Random

import pytest

from scheduler.scenarios.generator import GeneratorConfig
from solver.checks import check
from solver.constraints import OFFER_RULES, SOURCE_RULES, STEPS_RULES, VISIT_RULES
from solver.problem.problem import Problem
from solver.search.booking import seated
from solver.search.construct import by_urgency, predecessors_first, seat_all
from solver.search.insertion import best_seat
from solver.state.frame import Frame
from solver.state.index import Index
from solver.state.record import plan_of
from solver.state.state import State
from tests.properties.tiny import tiny_problem
from tests.solver.checks.world import a_problem
from tests.solver.constraints.asking import world
from tests.solver.state.seating import a_state
from tests.strategies import generated


def a_generated_problem(seed: int) -> Problem:
    """Ten visits on two sites and two days."""
    config = GeneratorConfig(units=1, sites=2, days=2, visits=10, seed=seed)
    problem = generated(config, plant=True, losses=2)
    assert problem is not None
    return problem


PROBLEMS = [*(a_generated_problem(n) for n in range(4)), *map(tiny_problem, range(6))]


@pytest.mark.parametrize("problem", PROBLEMS, ids=lambda problem: problem.name)
def test_seat_is_allowed_by_every_rule(problem: Problem) -> None:
    """
    Each seat lies in what every single rule leaves open, and the plan stays valid.
    """
    state = State(Index(problem))
    for visit_id in predecessors_first(state.index, by_urgency(state.index)):
        visit = state.index.visits[visit_id]
        seat = best_seat(state, visit)
        if seat is None:
            continue
        minute, unit_id = seat.injection_min, seat.offer.supply.unit_id
        at = Frame.of_minute(minute)
        bits = [rule.allows(state, visit, at) for rule in VISIT_RULES]
        bits += [rule.allows(state, visit, seat.steps, at) for rule in STEPS_RULES]
        bits += [rule.allows(state, visit, unit_id, at) for rule in SOURCE_RULES]
        assert all(bits)
        for rule in OFFER_RULES:
            first, last = rule.allows(state, visit, seat.steps.alternative, seat.offer)
            assert first <= minute <= last
        state.insert(seated(state, visit, seat))
        assert check(problem, plan_of(state)) == []


@pytest.mark.parametrize("problem", PROBLEMS, ids=lambda problem: problem.name)
def test_what_a_state_remembers_is_never_stale(problem: Problem) -> None:
    """
    After any insertions, removals and undos, seats are those of a state built anew.
    """
    rng = Random(1)
    state = State(Index(problem))
    for _ in range(40):
        visit = state.index.visits[rng.choice(list(state.index.visits))]
        mark = state.mark()
        if visit.id in state.placements:
            state.remove(visit.id)
        elif (seat := best_seat(state, visit)) is not None:
            state.insert(seated(state, visit, seat))
        if rng.random() < 0.3:
            state.undo(mark)
        anew = State(Index(problem))
        for visit_id in sorted(state.placements):
            anew.insert(state.placements[visit_id])
        for other in state.index.visits.values():
            if other.id not in state.placements:
                assert best_seat(state, other) == best_seat(anew, other)


def test_participant_of_two_sites_is_not_seated_twice_at_once() -> None:
    """
    What is remembered of the south is forgotten when the participant sits in the north.
    """
    problem = world(("visits", "C", {"participant_id": "P-A"}))
    state = State(Index(problem))
    visits = state.index.visits

    before = best_seat(state, visits["C"])
    assert before is not None
    state.insert(a_state(problem, "A", A=before.injection_min).placements["A"])
    after = best_seat(state, visits["C"])

    if after is not None:
        state.insert(seated(state, visits["C"], after))
    assert {e.rule for e in check(problem, plan_of(state))} & {"visit_steps"} == set()


def test_cheapest_batch_is_taken_and_shared() -> None:
    """
    B joins A's vial, for a second run would cost 5000 NOK and its own dead volume.
    """
    state = a_state(a_problem(), "A")

    seat = best_seat(state, state.index.visits["B"])

    assert seat is not None
    assert (seat.offer.supply.id, seat.offer.way.id, seat.offer.vial) == (
        "R1",
        "road",
        1,
    )
    assert seat.key[1] == 0


def test_follower_is_seated_after_what_it_follows() -> None:
    """
    Whatever the order asked for, D comes first, and E on the day after.
    """
    state = State(Index(a_problem()))

    left = seat_all(state, ["E", "D"])

    assert left == []
    assert state.placements["D"].injection_min < 1440
    assert 1440 <= state.placements["E"].injection_min < 2880


def test_nobody_is_seated_without_a_nurse() -> None:
    """
    What cannot be is left over, in the order asked for.
    """
    people = tuple(e for e in a_problem().people if "nurse" not in e.roles)
    state = State(Index(a_problem(people=people)))

    assert seat_all(state, list("FEDCBA")) == list("FDECBA")
    assert state.placements == {}
