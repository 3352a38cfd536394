from dataclasses import replace
from random import Random

import pytest

from scheduler.scenarios.generator import GeneratorConfig, generate
from solver.checks import check
from solver.problem.problem import Problem
from solver.search.construct import by_urgency, seat_all
from solver.search.doses_kept import is_enough
from solver.search.ruin_recreate import RuinRecreate
from solver.search.score import score
from solver.search.slide import slide_earlier, slide_later
from solver.state.index import Index
from solver.state.record import plan_of, to_plan
from solver.state.state import State
from tests.solver.builders import a_problem as a_small_problem
from tests.solver.builders import an_order
from tests.solver.checks.replanned import a_replanned_problem
from tests.solver.checks.world import a_problem
from tests.solver.state.seating import a_state

STEPS = 150
CONFIGS = [
    GeneratorConfig(units=1, sites=2, days=2, visits=24, seed=3, tightness=1.0),
    GeneratorConfig(units=2, sites=3, days=2, visits=30, seed=8),
]


def constructed(problem: Problem) -> State:
    """A first plan."""
    state = State(Index(problem))
    seat_all(state, by_urgency(state.index))
    return state


def rebuilt(state: State) -> State:
    """The same placements in a new state."""
    anew = State(state.index)
    for visit_id in sorted(state.placements):
        anew.insert(state.placements[visit_id])
    return anew


@pytest.mark.parametrize("config", CONFIGS, ids=lambda config: str(config.seed))
def test_best_plan_only_gets_better_and_is_never_lost(config: GeneratorConfig) -> None:
    """
    The best score never rises, is that of the best placements, and passes the checks.
    """
    problem = generate(config).problem
    state = constructed(problem)
    first = score(state)
    search = RuinRecreate(state, seed=0)
    assert search.best <= first

    best = search.best
    for number in range(STEPS):
        is_better = search.step(temperature=1 - number / STEPS)
        assert (search.best < best) is is_better
        best = search.best

    kept = State(state.index)
    for visit_id in sorted(search.best_placements):
        kept.insert(search.best_placements[visit_id])
    assert score(kept) == search.best
    assert check(problem, to_plan(state.index, search.best_placements)) == []


@pytest.mark.parametrize("config", CONFIGS, ids=lambda config: str(config.seed))
def test_state_is_what_its_placements_say_after_many_steps(
    config: GeneratorConfig,
) -> None:
    """
    Ruins, repairs, slides and undos leave no trace but the placements.
    """
    problem = generate(config).problem
    search = RuinRecreate(constructed(problem), seed=1)

    for _ in range(STEPS):
        search.step(temperature=0.5)
        anew = rebuilt(search.state)
        assert score(anew) == search.current
        assert anew.free == search.state.free
    assert check(problem, to_plan(search.state.index, search.state.placements)) == []
    seated = set(search.state.placements)
    assert seated.isdisjoint(search.left)
    assert seated | set(search.left) == set(search.state.index.visits)


def test_locked_visits_are_never_moved() -> None:
    """
    What is locked keeps its minutes, resources and batch through all ruins.

    The batch may have another EOS meanwhile: the comparison sets it to minute 0.
    """
    problem = generate(CONFIGS[0]).problem
    state = constructed(problem)
    locked = dict(list(state.placements.items())[::3])
    state.locked.update(locked)

    search = RuinRecreate(state, seed=2)
    for _ in range(STEPS):
        search.step(temperature=1.0)
        for visit_id, before in locked.items():
            now = search.state.placements[visit_id]
            assert now.moved_to(0) == before.moved_to(0)


@pytest.mark.parametrize(
    ("minute", "eos_min"),
    [
        # Packed 18 min after EOS, 45 min on the road, 10 to receive: 73 before.
        pytest.param(600, 527, id="the van has to be received"),
        pytest.param(480, 407, id="a little later"),
        pytest.param(473, 400, id="already as late as can be"),
    ],
)
def test_run_slides_as_late_as_its_doses_allow(minute: int, eos_min: int) -> None:
    """
    A alone on R1: EOS moves from 400 to the last minute from which A is reached.
    """
    state = a_state(a_problem(), "A", A=minute)
    before = score(state)

    assert slide_later(state, "R1") is (eos_min > 400)

    assert state.loads["R1"].reference_min == eos_min
    assert state.placements["A"].injection_min == minute
    assert score(state) <= before
    assert check(a_problem(), plan_of(state)) == []
    assert not slide_later(state, "R1")


def test_run_slides_to_the_last_hand_over() -> None:
    """
    C on SK1, handed over by 450, of one portion: EOS at 450 - 18 = 432.
    """
    state = a_state(a_problem(), "C")

    assert slide_later(state, "R1")

    assert state.loads["R1"].reference_min == 432


def test_committed_runs_do_not_slide() -> None:
    """
    A batch that is made is made, when a participant is locked to it and when not.
    """
    state = a_state(a_replanned_problem(), "C", C=700)

    assert not slide_later(state, "R1")
    assert not slide_earlier(state, "R1", Random(0))


def test_run_of_a_locked_visit_slides_and_the_visit_stays() -> None:
    """
    What was agreed with a participant is the time: the run ends as late as that allows.

    As in the test above, the van has to be received by 600: EOS at 527, 73 min before.
    """
    state = a_state(a_problem(), "A", A=600)
    state.locked.add("A")

    assert slide_later(state, "R1")
    assert state.loads["R1"].reference_min == 527
    assert state.placements["A"].injection_min == 600


def test_run_made_earlier_makes_more_and_never_more_than_it_can() -> None:
    """
    Each slide back is to a minute before, for more activity; a later one undoes it.
    """
    state = a_state(a_problem(), "A", A=600)
    assert slide_later(state, "R1")
    least = state.loads["R1"].activity_kbq

    assert slide_earlier(state, "R1", Random(3))
    assert state.loads["R1"].reference_min < 527
    assert state.loads["R1"].activity_kbq > least
    assert is_enough(state, "R1")
    assert slide_later(state, "R1")
    assert state.loads["R1"].reference_min == 527


def test_polishing_takes_a_cheaper_seat_and_leaves_what_is_locked() -> None:
    """
    The visit is seated with a dose of the first order, which costs 500; the second
    costs nothing more than its dose.
    """
    orders = (an_order("dear"), an_order("cheap", cost_nok=0))
    problem = a_small_problem(runs=(), orders=orders)
    state = State(Index(problem))
    seat_all(state, ["V1"])
    placement = state.placements["V1"]
    assert placement.channel.supply_id == "cheap"
    channel = replace(placement.channel, supply_id="dear")
    state.remove("V1")
    state.insert(replace(placement, channel=channel))
    search = RuinRecreate(state, seed=0)

    state.locked.add("V1")
    assert not search.polish("V1")
    state.locked.clear()
    assert search.polish("V1")
    assert search.best_placements["V1"].channel.supply_id == "cheap"
    assert not search.polish("V1")
