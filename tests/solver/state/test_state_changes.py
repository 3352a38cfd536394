from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from solver.problem.problem import Problem
from solver.state.index import Index
from solver.state.placement import Placement
from solver.state.state import State
from tests.solver.checks.replanned import a_replanned_problem
from tests.solver.checks.world import a_problem
from tests.solver.checks.world_data import DAY
from tests.solver.checks.world_plan import EOS, a_plan
from tests.solver.state.seating import placements_of

# Minutes at which the visits of the hand-made plan never meet on a resource.
MINUTES = {
    "A": (500, 450),
    "B": (530, 560),
    "C": (580, 700),
    "D": (720, 900),
    "E": (DAY + 600, DAY + 660),
    "F": (600, 640),
}
REFERENCES = {run: (EOS[run], EOS[run] - 7, EOS[run] + 11) for run in ("R1", "R3")}
PROBLEMS = {"nothing": a_problem(), "committed": a_replanned_problem()}

STEPS = st.one_of(
    st.tuples(st.just("toggle"), st.sampled_from("ABCDEF"), st.integers(0, 1)),
    st.tuples(st.just("shift"), st.sampled_from(sorted(REFERENCES)), st.integers(0, 2)),
    st.tuples(st.just("mark"), st.just(""), st.just(0)),
    st.tuples(st.just("undo"), st.just(""), st.integers(0, 9)),
)


def facts(state: State) -> Mapping[str, Any]:
    """All that a state says, without the traces of how it came about."""
    return {
        "placements": state.placements,
        "loads": {
            supply_id: (
                load.supply,
                load.reference_min,
                sorted(load.doses, key=lambda dose: dose.visit_id),
                load.activity_kbq,
                load.portions,
                load.own_cost_nok,
            )
            for supply_id, load in state.loads.items()
        },
        "free": state.free,
        "busy": {who: minutes for who, minutes in state.busy.items() if minutes},
        "departures": {way: n for way, n in state.departures.items() if n},
        "runs": {line: runs for line, runs in state.runs.items() if runs},
    }


def rebuilt(index: Index, placements: Mapping[str, Placement]) -> State:
    """The same placements, in a state that has known nothing else."""
    state = State(index)
    for visit_id in sorted(placements):
        state.insert(placements[visit_id])
    return state


def seat(state: State, visit_id: str, choice: int) -> Placement:
    """A seat of the visit, on its batch as it is."""
    minute = MINUTES[visit_id][choice]
    found = placements_of(a_plan(**{visit_id: minute}))[visit_id]
    load = state.loads.get(found.channel.supply_id)
    return found if load is None else found.moved_to(load.reference_min)


def apply(state: State, kind: str, what: str, choice: int) -> None:
    """Insert or remove a visit, or shift a run that may be shifted."""
    if kind == "toggle" and what in state.placements:
        removed = state.placements[what]
        assert state.remove(what) == removed
    elif kind == "toggle":
        state.insert(seat(state, what, choice))
    elif what in state.loads and what not in state.stocks:
        state.shift(what, REFERENCES[what][choice])


@pytest.mark.parametrize("name", PROBLEMS)
@settings(max_examples=60, deadline=None)
@given(steps=st.lists(STEPS, max_size=25))
def test_any_history_leaves_what_its_placements_say(
    name: str, steps: list[tuple[str, str, int]]
) -> None:
    """
    After inserts, removals, shifts and undos, a state is as if built at once.
    """
    index = Index(PROBLEMS[name])
    state = State(index)
    marks: list[tuple[int, Mapping[str, Any]]] = []
    for kind, what, choice in steps:
        if kind == "mark":
            copy = {key: dict(value) for key, value in facts(state).items()}
            marks.append((state.mark(), copy))
        elif kind == "undo" and marks:
            del marks[choice % len(marks) + 1 :]
            mark, before = marks.pop()
            state.undo(mark)
            assert facts(state) == before
        elif kind != "undo":
            apply(state, kind, what, choice)

        assert facts(state) == facts(rebuilt(index, state.placements))


@pytest.mark.parametrize("problem", PROBLEMS.values(), ids=PROBLEMS)
def test_everything_removed_is_the_state_of_the_beginning(problem: Problem) -> None:
    """
    Committed batches stay, everything else is as before the first insertion.
    """
    index = Index(problem)
    state = rebuilt(index, placements_of(a_plan()))

    for visit_id in "FADBEC":
        state.remove(visit_id)

    assert facts(state) == facts(State(index))
    committed = {each.batch_id for each in problem.commitments.batches}
    assert state.loads.keys() == committed


def test_what_is_forgotten_cannot_be_undone() -> None:
    """
    Undoing to the very beginning goes back to the last time all was kept for good.
    """
    index = Index(a_problem())
    state = State(index)
    placements = placements_of(a_plan())
    state.insert(placements["A"])
    state.forget()
    state.insert(placements["B"])

    state.undo(0)

    assert set(state.placements) == {"A"}


def test_a_change_is_stamped_where_it_matters() -> None:
    """
    Inserting A touches the north, the factory, A's participant and trial, no others.
    """
    state = State(Index(a_problem()))
    before = dict(state.stamps)

    state.insert(placements_of(a_plan())["A"])

    changed = {key for key in state.stamps if state.stamps[key] is not before.get(key)}
    visit = state.index.visits["A"]
    whose = {("participant", visit.participant_id), ("trial", visit.trial_id)}
    assert changed == {"north", "factory", *whose}
