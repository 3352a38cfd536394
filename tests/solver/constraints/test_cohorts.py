from typing import Any

import pytest

from solver.checks import check
from solver.config import SolverConfig
from solver.constraints.cohorts import Cohorts
from solver.plan.result import LeftOut
from solver.problem.commitments import (
    BatchCommitment,
    Commitments,
    Firmness,
    VisitCommitment,
)
from solver.problem.histories import Cohort, CohortState
from solver.problem.problem import Problem
from solver.solve import solve
from solver.state.frame import Frame
from solver.state.index import Index
from solver.state.record import to_plan
from tests.solver.builders import an_order
from tests.solver.several_days import (
    a_dose,
    checked_minutes,
    is_possible_together,
    posted_minutes,
    seat,
    seated,
    three_days,
)

RULE = Cohorts()
CONFIG = SolverConfig(time_limit_s=20, is_deterministic=True)


def _level(id: str, level: int, **overrides: Any) -> Cohort:
    """A cohort of the trial, open, without a sentinel."""
    fields: dict[str, Any] = {"name": id, "trial_id": "trial", "level": level}
    return Cohort(id=id, **(fields | overrides))


def _escalation(**overrides: Any) -> Problem:
    """
    Level 1 with sentinel A and another visit B, level 3 with C: no visits at level 2.

    B waits 60 minutes for A; C waits 200 minutes for both.
    """
    sentinel = {"sentinel_visit_id": "A", "sentinel_gap_min": 60}
    cohorts = (
        _level("low", 1, toxicity_min=200, **sentinel),
        _level("empty", 2, toxicity_min=9999),
        _level("high", 3),
    )
    return three_days(
        a_dose("A", cohort_id="low"),
        a_dose("B", cohort_id="low"),
        a_dose("C", cohort_id="high"),
        **({"cohorts": cohorts} | overrides),
    )


def _both(problem: Problem, visit_id: str, minutes: range, **seats: int) -> list[int]:
    """Open minutes, on which ``allows``, ``post`` and the checker agree."""
    index = Index(problem)
    placements = [seat(index, id_, at) for id_, at in seats.items()]
    frame = Frame(minutes.start, minutes.stop)
    bits = RULE.allows(seated(index, placements), index.visits[visit_id], frame)
    allowed = [minute for minute in minutes if frame.holds(bits, minute)]
    assert posted_minutes(index, RULE, visit_id, minutes, placements) == allowed
    assert checked_minutes(problem, RULE, visit_id, minutes, placements) == allowed
    return allowed


def test_the_rest_waits_for_the_sentinel() -> None:
    """
    The gap is counted from injection to injection, its end included.
    """
    # A at 1500: B from 1560 on.
    found = _both(_escalation(), "B", range(1555, 1565), A=1500)
    assert found == list(range(1560, 1565))


def test_nobody_comes_without_the_sentinel() -> None:
    """
    As long as the sentinel is not served, nobody else of its level is.
    """
    assert _both(_escalation(), "B", range(1500, 1505)) == []


def test_a_sentinel_comes_before_those_who_wait() -> None:
    """
    Seated again, the sentinel may not come later than those seated already allow.
    """
    # B at 1600: A by 1540.
    found = _both(_escalation(), "A", range(1535, 1545), B=1600)
    assert found == list(range(1535, 1541))


def test_the_next_level_waits_for_all_of_the_lower_one() -> None:
    """
    The toxicity window counts from each visit of the next lower level with visits.
    """
    # A at 1450 and B at 1510: C from 1510 + 200 on, whatever the empty level says.
    found = _both(_escalation(), "C", range(1705, 1715), A=1450, B=1510)
    assert found == list(range(1710, 1715))
    assert _both(_escalation(), "C", range(1705, 1715), A=1450) == []


@pytest.mark.parametrize(
    ("state", "found"),
    [
        (CohortState.OPEN, [1440, 1441]),
        (CohortState.CONDITIONAL, [1440, 1441]),
        (CohortState.CLOSED, []),
    ],
)
def test_a_closed_level_is_not_planned(state: CohortState, found: list[int]) -> None:
    """
    Slots are planned on condition, and not at all in a closed cohort.
    """
    problem = three_days(
        a_dose("A", cohort_id="low"), cohorts=(_level("low", 1, state=state),)
    )

    assert _both(problem, "A", range(1440, 1442)) == found


@pytest.mark.parametrize(
    ("minutes", "is_possible"),
    [
        pytest.param({"A": 1500, "B": 1560}, True, id="at the gap"),
        pytest.param({"A": 1500, "B": 1559}, False, id="a minute too early"),
        pytest.param({"A": 1500, "B": 1560, "C": 1760}, True, id="all three"),
        pytest.param({"A": 1500, "B": 1560, "C": 1759}, False, id="C too early"),
        pytest.param({"A": 1500, "C": 1760}, True, id="B is served too"),
        pytest.param({"C": 1440 + 60 + 200}, True, id="C pulls the others along"),
        pytest.param({"C": 1440 + 60 + 199}, False, id="no room for B before C"),
    ],
)
def test_free_visits_keep_the_order(minutes: dict[str, int], is_possible: bool) -> None:
    """
    Posted between visits that are all to be decided.
    """
    others = [each for each in "ABC" if each not in minutes]
    index = Index(_escalation())
    assert is_possible_together(index, (RULE,), minutes, *others) is is_possible


def test_what_has_happened_stands_and_is_not_overtaken() -> None:
    """
    B was given without its sentinel: it stands, and A may only come before it.
    """
    orders = tuple(
        an_order(each, cutoff_min=1440, max_portions=9) for each in ("O1", "O2")
    )
    problem = _escalation(orders=orders)
    index = Index(problem)
    happened = Commitments(
        previous=to_plan(index, {"B": seat(index, "B", 1500)}),
        visits=(VisitCommitment(visit_id="B", firmness=Firmness.FACT),),
        batches=(BatchCommitment(batch_id="O1", firmness=Firmness.FACT),),
    )
    index = Index(problem.model_copy(update={"commitments": happened}))
    fact = seat(index, "B", 1500)

    # From 1440, when A's window begins, to 1500 - 60 = 1440.
    minutes = range(1438, 1443)
    assert posted_minutes(index, RULE, "A", minutes, [fact]) == [1440]
    frame = Frame(minutes.start, minutes.stop)
    bits = RULE.allows(seated(index, [fact]), index.visits["A"], frame)
    assert bits == frame.span(1438, 1441)


def test_an_escalation_is_planned_in_order() -> None:
    """
    All are served as early as their activity asks, each after its wait.
    """
    problem = _escalation()

    result = solve(problem, CONFIG)

    assert result.plan is not None
    assert check(problem, result.plan) == []
    at = {each.visit_id: each.injection_min for each in result.plan.administrations}
    # Decay makes waiting dear: A at 1440, B 60 minutes and C 260 minutes later.
    assert at == {"A": 1440, "B": 1500, "C": 1700}


def test_who_waits_in_vain_is_told_for_whom() -> None:
    """
    Without its sentinel, a cohort is left out, and the reason names the sentinel.
    """
    problem = _escalation()
    unready = [
        each.model_copy(update={"is_consented": each.id != "A"})
        for each in problem.visits
    ]
    problem = three_days(*unready, cohorts=problem.cohorts)

    result = solve(problem, CONFIG)

    assert result.plan is not None
    assert result.plan.administrations == ()
    left: dict[str, LeftOut] = {each.visit_id: each for each in result.left_out}
    assert left["A"].rules == ("supply_authorisation",)
    assert left["B"].rules == ("cohorts",)
    assert left["B"].reason == "It waits for A, which is not served."
    assert left["C"].rules == ("cohorts",)
    # Nobody could serve them even alone: what they wait for cannot be.
    assert all(each.is_impossible for each in left.values())
