from typing import Any

import pytest

from solver.problem.histories import Cohort, CohortState
from tests.solver.checks.clinic_plan import a_ward_plan, served, ward_with
from tests.solver.checks.clinic_world import DAY, a_ward
from tests.solver.checks.judged import named
from tests.solver.checks.mutation import changed

SENTINEL_AT = DAY + 700
SECOND_AT = 3 * DAY + 700


@pytest.mark.parametrize(
    ("state", "is_named"),
    [
        (CohortState.OPEN, False),
        (CohortState.CONDITIONAL, False),
        (CohortState.CLOSED, True),
    ],
)
def test_closed_cohort_is_not_served(state: CohortState, is_named: bool) -> None:
    """
    Slots of a conditional cohort are planned, those of a closed one are not.
    """
    problem = ward_with("cohorts", "high", state=state)
    expected = {("cohorts", "higher")} if is_named else set()

    assert named(problem, a_ward_plan()) == expected


@pytest.mark.parametrize(("gap", "is_named"), [(2 * DAY, False), (2 * DAY + 1, True)])
def test_sentinel_goes_first(gap: int, is_named: bool) -> None:
    """
    The second participant is injected two days after the sentinel, to the minute.
    """
    problem = ward_with("cohorts", "low", sentinel_gap_min=gap)
    expected = {("cohorts", "second")} if is_named else set()

    assert named(problem, a_ward_plan()) == expected


def test_cohort_without_its_sentinel_is_not_served() -> None:
    """
    Neither is the next level, of which all the lower visits are needed.
    """
    found = named(a_ward(), a_ward_plan(without=("sentinel",)))

    assert found == {("cohorts", "second"), ("cohorts", "higher")}
    assert named(a_ward(), a_ward_plan(without=("second",))) == {("cohorts", "higher")}
    free = ward_with("cohorts", "low", sentinel_visit_id=None)
    assert named(free, a_ward_plan(without=("higher", "sentinel"))) == set()


@pytest.mark.parametrize(
    ("window", "is_named"), [(7 * DAY, False), (7 * DAY + 1, True)]
)
def test_toxicity_window_closes_before_the_next_level(
    window: int, is_named: bool
) -> None:
    """
    The higher dose is given 7 days after the second of the lower level: day 10 to 3.
    """
    problem = ward_with("cohorts", "low", toxicity_min=window)
    expected = {("cohorts", "higher")} if is_named else set()

    assert named(problem, a_ward_plan()) == expected


def test_levels_keep_their_order_without_a_window() -> None:
    """
    A window of no minutes still wants the lower level first, the same minute allowed.
    """
    problem = ward_with("cohorts", "low", toxicity_min=0)
    same = a_ward_plan(served("higher", SECOND_AT, "n2 c1"))
    before = a_ward_plan(served("higher", SECOND_AT - 1, "n2 c1"))

    assert named(problem, same) == set()
    assert named(problem, before) == {("cohorts", "higher")}


def a_cohort(id: str, level: int, **overrides: Any) -> Cohort:
    """A cohort of the trial."""
    return Cohort(id=id, name=id, trial_id="T1", level=level, **overrides)


@pytest.mark.parametrize(
    ("between", "expected"),
    [
        # a level that no visit names is none
        (a_cohort("middle", 2), {("cohorts", "higher")}),
        # on the same level as the lower one, without visits
        (a_cohort("low too", 1), {("cohorts", "higher")}),
    ],
)
def test_lower_level_is_one_that_visits_name(
    between: Cohort, expected: set[tuple[str, str]]
) -> None:
    """
    An empty level in between does not open the higher one.
    """
    problem = a_ward()
    problem = changed(problem, cohorts=(*problem.cohorts, between))

    assert named(problem, a_ward_plan(without=("second",))) == expected


def test_next_lower_level_is_that_of_the_same_trial_alone() -> None:
    """
    A visit on a level in between is the one to wait for; of another trial, it is not.

    The therapy of P9 at day 7 is 3 days and 100 min before the higher dose.
    """
    for trial_id, expected in (("T1", {("cohorts", "higher")}), ("T2", set())):
        problem = ward_with("cohorts", "low", toxicity_min=0)
        trial = changed(problem.trials[0], id="T2")
        middle = changed(a_cohort("middle", 2, toxicity_min=7 * DAY), trial_id=trial_id)
        people = tuple(changed(each, trial_ids=("T1", "T2")) for each in problem.people)
        authorisations = problem.authorisations + tuple(
            changed(each, trial_id="T2") for each in problem.authorisations[:4:2]
        )
        visits = tuple(
            changed(each, cohort_id="middle", trial_id=trial_id)
            if each.id == "therapy"
            else each
            for each in problem.visits
        )
        problem = changed(
            problem,
            trials=(*problem.trials, trial),
            people=people,
            authorisations=authorisations,
            visits=visits,
            cohorts=(*problem.cohorts, middle),
        )

        assert named(problem, a_ward_plan()) == expected
