import pytest

from solver.problem.equipment import EquipmentUse
from solver.problem.problem import Problem
from solver.state.equipment import can_hold, named_equipment
from solver.state.pages import spans_of
from solver.state.record import plan_of, to_plan
from solver.state.state import State
from tests.solver.builders import a_run
from tests.solver.eluted import a_dose, a_piece, made, seat, state_of

TESTED = EquipmentUse(kind="test", from_min=0, until_min=20)
WATCHED = EquipmentUse(kind="test", from_min=10, until_min=40)


def instrumented(*uses: EquipmentUse, ids: str = "xy") -> Problem:
    """Two runs that may end from 300 to 420, and instruments for their tests."""
    equipment = tuple(a_piece(id_, "test") for id_ in ids)
    visits = [a_dose("A", 480), a_dose("B", 500)]
    return made(
        visits, {"uses": uses}, runs=(a_run("R1"), a_run("R2")), equipment=equipment
    )


def taken(state: State, equipment_id: str) -> list[tuple[int, int]]:
    """Spans of the day in which a piece of equipment is not free."""
    ends = [0, *(end for each in spans_of(state.free[equipment_id]) for end in each)]
    return [
        (start, end)
        for start, end in zip(ends[::2], [*ends[1::2], 1440], strict=True)
        if start < end
    ]


def test_a_run_holds_its_equipment_until_it_is_not_made() -> None:
    """Held from EOS on, moved with it, and given back with the last dose."""
    problem = instrumented(TESTED)
    state = state_of(
        problem,
        seat(problem, "A", "R1", 400, "y"),
        seat(problem, "B", "R1", 400, "y"),
    )

    assert (taken(state, "x"), taken(state, "y")) == ([], [(400, 420)])
    mark = state.mark()
    state.shift("R1", 410)
    state.remove("A")
    assert taken(state, "y") == [(410, 430)]
    state.remove("B")
    assert taken(state, "y") == []
    state.undo(mark)
    assert taken(state, "y") == [(400, 420)]


def test_what_is_held_is_written_down() -> None:
    """Whatever the order of insertion, the plan says the same."""
    problem = instrumented(TESTED, WATCHED)
    seats = {
        "A": seat(problem, "A", "R1", 400, "y", "x"),
        "B": seat(problem, "B", "R1", 400, "y", "x"),
    }
    (batch,) = to_plan(state_of(problem).index, seats).batches

    held = [(e.equipment_id, e.start_min, e.end_min) for e in batch.equipment]
    assert held == [("y", 400, 420), ("x", 410, 440)]
    assert plan_of(state_of(problem, *reversed(seats.values()))).batches == (batch,)


def test_uses_at_the_same_time_take_two_pieces() -> None:
    """From EOS to 20 and from 10 to 40 after it: one instrument cannot do both."""
    problem = instrumented(TESTED, WATCHED)
    supply = state_of(problem).index.supplies["R1"]

    assert named_equipment(state_of(problem), supply, 400) == ("x", "y")
    assert named_equipment(
        state_of(instrumented(TESTED, WATCHED, ids="x")), supply, 400
    ) is (None)
    after = EquipmentUse(kind="test", from_min=20, until_min=40)
    alone = instrumented(TESTED, after, ids="x")
    once = state_of(alone).index.supplies["R1"]
    assert named_equipment(state_of(alone), once, 400) == ("x", "x")


def test_the_first_free_piece_is_left_to_who_needs_it() -> None:
    """The second use is free on x only, so that the first takes y."""
    problem = instrumented(TESTED, WATCHED)
    problem = problem.model_copy(
        update={"equipment": (a_piece("x", "test"), a_piece("y", "test", (0, 425)))}
    )
    state = state_of(problem)

    assert named_equipment(state, state.index.supplies["R1"], 400) == ("y", "x")


@pytest.mark.parametrize(
    ("equipment", "is_possible"),
    [
        (("x", "y"), True),
        (("x", "x"), False),
        (("x",), False),
        (("x", "nowhere"), False),
        ((), False),
    ],
)
def test_equipment_that_is_named_must_be_right(
    equipment: tuple[str, ...], is_possible: bool
) -> None:
    """One per use, of the kind, free, and not twice at once."""
    state = state_of(instrumented(TESTED, WATCHED))
    supply = state.index.supplies["R1"]

    assert can_hold(state, supply, 400, equipment) is is_possible
