from random import Random
from typing import Any

import pytest

from solver.checks import check
from solver.config import SolverConfig
from solver.constraints.follow_up_imaging import FollowUpImaging
from solver.constraints.needed_visits import unsupported
from solver.plan.result import LevelName
from solver.problem.commitments import Commitments, Firmness, VisitCommitment
from solver.problem.demand import Follows
from solver.problem.histories import Cohort
from solver.problem.problem import Problem
from solver.problem.products import Container, Presentation
from solver.search.commit import seat_commitments
from solver.search.construct import seat_all
from solver.search.ruins import Ruins
from solver.search.together import prune, remove_stranded, with_dependents
from solver.search.trivial import trivial_bounds
from solver.solve import solve
from solver.state.index import Index
from solver.state.record import to_plan
from solver.state.state import State
from tests.solver.builders import a_product, spans
from tests.solver.several_days import (
    a_dose,
    a_nurse,
    is_possible_together,
    seat,
    seated,
    three_days,
)

CONFIG = SolverConfig(time_limit_s=20, is_deterministic=True)
NEVER = spans((0, 1))


def _pair(**overrides: Any) -> Problem:
    """A rest scan that needs its stress scan, which comes a day later."""
    return three_days(
        a_dose("rest", participant_id="P", needs_visit_id="stress"),
        a_dose(
            "stress",
            **{
                "participant_id": "P",
                "follows": Follows(visit_id="rest", min_days=1, max_days=1),
                "window_end_min": 4320,
            }
            | overrides,
        ),
    )


def test_a_pair_is_served_together() -> None:
    """
    Each needs the other: they come one day apart.
    """
    problem = _pair()

    result = solve(problem, CONFIG)

    assert result.plan is not None
    assert check(problem, result.plan) == []
    at = {each.visit_id: each.injection_min for each in result.plan.administrations}
    assert at == {"rest": 1440, "stress": 2880}


def test_half_a_pair_is_not_served() -> None:
    """
    The stress scan has no hour at which it may be, and so the rest scan is left out.
    """
    problem = _pair(injection_hours=NEVER)

    result = solve(problem, CONFIG)

    assert result.plan is not None
    assert result.plan.administrations == ()
    left = {each.visit_id: each for each in result.left_out}
    assert left["rest"].rules == ("follow_up_imaging",)
    assert left["rest"].reason == "It needs stress, which is not served."
    assert all(each.is_impossible for each in left.values())


def test_construction_takes_half_a_pair_out_again() -> None:
    """
    The rest scan has a seat, and is left over all the same, like who waits for it.
    """
    state = State(Index(_pair(injection_hours=NEVER)))

    assert sorted(seat_all(state, ["rest", "stress"])) == ["rest", "stress"]
    assert state.placements == {}
    assert state.loads == {}


def _chain() -> Index:
    """B needs A, C waits for B, D needs C, E is alone."""
    cohorts = tuple(
        Cohort(id=id_, name=id_, trial_id="trial", level=level)
        for id_, level in (("low", 1), ("high", 2))
    )
    return Index(
        three_days(
            a_dose("A", participant_id="P"),
            a_dose("B", participant_id="P", needs_visit_id="A", cohort_id="low"),
            a_dose("C", participant_id="Q", cohort_id="high"),
            a_dose("D", participant_id="Q", needs_visit_id="C"),
            a_dose("E"),
            cohorts=cohorts,
        )
    )


def test_dependents_go_to_the_end() -> None:
    """
    What depends on what goes, goes.
    """
    index = _chain()
    minutes = {id_: 1440 + 100 * k for k, id_ in enumerate("ABCDE")}
    state = seated(index, [seat(index, id_, at) for id_, at in minutes.items()])

    assert with_dependents(state, ["A"]) == ["A", "B", "C", "D"]
    assert with_dependents(state, ["D", "E"]) == ["D", "E"]
    state.remove("A")
    assert unsupported(state) == ["B"]
    assert prune(state) == ["B", "C", "D"]
    assert list(state.placements) == ["E"]


def test_ruins_take_dependents_along_and_leave_what_others_hold() -> None:
    """
    With D locked, neither C nor what it waits for may go.
    """
    index = _chain()
    minutes = {id_: 1440 + 100 * k for k, id_ in enumerate("ABCDE")}
    state = seated(index, [seat(index, id_, at) for id_, at in minutes.items()])
    ruins = Ruins(state, Random(0))

    assert ruins.with_followers(["B"]) == ["B", "C", "D"]
    state.locked.add("D")
    assert ruins.with_followers(["A", "E"]) == ["E"]
    assert ruins.with_followers(["D"]) == []


def test_ruins_leave_followers_unless_they_would_strand_the_locked() -> None:
    """
    B may go without D, who waits for it, while D may be taken out afterwards.
    """
    index = _chain()
    minutes = {id_: 1440 + 100 * k for k, id_ in enumerate("ABCDE")}
    state = seated(index, [seat(index, id_, at) for id_, at in minutes.items()])
    ruins = Ruins(state, Random(0))

    assert ruins.without_followers(["B", "E"]) == ["B", "E"]
    state.remove("B")
    assert remove_stranded(state, ["B"]) == ["C", "D"]
    assert sorted(state.placements) == ["A", "E"]
    state = seated(index, [seat(index, id_, at) for id_, at in minutes.items()])
    state.locked.add("D")
    ruins = Ruins(state, Random(0))
    assert ruins.without_followers(["A", "B", "C", "D", "E"]) == ["E"]
    assert remove_stranded(state, ["A"]) == ["B", "C"]


@pytest.mark.parametrize(
    ("minutes", "is_possible"),
    [({"rest": 1500, "stress": 2900}, True), ({"rest": 1500}, True)],
)
def test_posted_the_needed_visit_is_served(
    minutes: dict[str, int], is_possible: bool
) -> None:
    """
    With the needed visit free it is pulled along; where it is not, nobody is served.
    """
    others = [each for each in ("rest", "stress") if each not in minutes]
    index, rules = Index(_pair()), (FollowUpImaging(),)

    assert is_possible_together(index, rules, minutes, *others) is is_possible
    assert not is_possible_together(index, rules, {"rest": 1500})


def _replanned(problem: Problem, *bumped: str, **minutes: int) -> Problem:
    """The problem after a plan with visits at these minutes, all confirmed."""
    index = Index(problem)
    plan = to_plan(index, {id_: seat(index, id_, at) for id_, at in minutes.items()})
    held = Commitments(
        previous=plan,
        visits=tuple(
            VisitCommitment(
                visit_id=id_, firmness=Firmness.CONFIRMED, bumps=int(id_ in bumped)
            )
            for id_ in minutes
        ),
    )
    return problem.model_copy(update={"commitments": held})


def test_a_commitment_without_the_visit_it_needs_is_broken() -> None:
    """
    The stress scan has lost its hours, which breaks both, and proves them moved.
    """
    problem = _replanned(_pair(), "rest", rest=1500, stress=2900).model_copy(
        update={"visits": _pair(injection_hours=NEVER).visits}
    )
    state = State(Index(problem))

    broken = seat_commitments(state)

    assert [(each.visit_id, each.rules) for each in broken] == [
        ("rest", ("follow_up_imaging",)),
        ("stress", ("availability",)),
    ]
    assert state.placements == {}
    assert state.locked == set()
    bounds = trivial_bounds(state, broken, frozenset())
    # The stress scan can nowhere be at its minute; the rest scan could.
    assert bounds[LevelName.TOUCHED, None] == 1
    assert bounds[LevelName.BUMPED_AGAIN, None] == 0
    bounds = trivial_bounds(state, broken, frozenset({"rest", "stress"}))
    # Both are of one participant, and only the rest scan was moved before.
    assert bounds[LevelName.TOUCHED, None] == 1
    assert bounds[LevelName.BUMPED_AGAIN, None] == 1
    assert bounds[LevelName.REFUSAL_PERMILLE, None] == 1000


def test_commitments_that_stay_wait_and_are_outside_their_hours() -> None:
    """
    Their waiting is in every plan, whatever else is served.
    """
    visit = a_dose("A", window_start_min=0, preferred_hours=spans((0, 100)))
    state = State(Index(_replanned(three_days(visit, a_dose("B")), A=1500)))

    broken = seat_commitments(state)

    assert broken == ()
    bounds = trivial_bounds(state, broken, frozenset())
    assert bounds[LevelName.WAITING_DAYS, None] == 1
    assert bounds[LevelName.OUTSIDE_PREFERRED, None] == 1
    assert bounds[LevelName.REFUSAL_PERMILLE, None] == 0


def test_who_was_bumped_before_stays_where_another_can_move() -> None:
    """
    With one injection a day left, the visit that was never moved is moved.
    """
    problem = _replanned(three_days(a_dose("A"), a_dose("B")), "B", A=1500, B=1600)
    strict = three_days(
        a_dose("A", window_end_min=4320),
        a_dose("B", window_end_min=4320),
        people=(a_nurse(max_injections_per_day=1),),
        commitments=problem.commitments,
    )

    result = solve(strict, CONFIG)

    assert result.plan is not None
    assert check(strict, result.plan) == []
    assert [each.visit_id for each in result.broken] == ["A"]
    # A goes to the next day: from 1500 to 2880 at the earliest.
    at = {each.visit_id: each.injection_min for each in result.plan.administrations}
    assert at == {"A": 2880, "B": 1600}
    values = {each.name: each.value for each in result.levels}
    assert values[LevelName.BUMPED_AGAIN] == 0
    assert values[LevelName.TOUCHED] == values[LevelName.MOVED_DAYS] == 1
    assert values[LevelName.MOVED_MIN] == 1380


def test_preferred_hours_decide_where_nothing_else_does() -> None:
    """
    A whole vial costs and holds the same at any minute: the preferred one is taken.
    """
    vial = a_product(
        half_life_min=10_000.0,
        presentation=Presentation.WHOLE_VIALS,
        container=Container(content_kbq=10**9, concentration_kbq_per_ml=10**6),
    )
    visit = a_dose("A", preferred_hours=spans((2000, 2100)))
    problem = three_days(visit, products=(vial,))
    state = State(Index(problem))

    assert seat_all(state, ["A"]) == []
    assert state.placements["A"].injection_min == 2000
    result = solve(problem, CONFIG)
    assert result.plan is not None
    assert [each.injection_min for each in result.plan.administrations] == [2000]
    values = {each.name: (each.value, each.bound) for each in result.levels}
    assert values[LevelName.OUTSIDE_PREFERRED] == (0, 0)
