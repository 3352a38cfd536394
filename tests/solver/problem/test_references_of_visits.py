"""Series, cohorts, needs and later scans: a problem in which they do not fit."""

from collections.abc import Sequence
from typing import Any

import pytest

from solver.errors import InvalidDocument
from solver.problem.base import Interval
from solver.problem.clinic import Trial
from solver.problem.demand import Visit
from solver.problem.histories import Cohort, Exposure, Series
from solver.problem.procedures import LaterScan
from tests.solver.builders import a_problem, a_procedure, a_visit

TRIALS = tuple(
    Trial(id=id_, name=id_, active_site_ids=("site",)) for id_ in ("trial", "other")
)
P1: dict[str, Any] = {"participant_id": "P1"}


def issues(visits: Sequence[Visit], **overrides: Any) -> list[str]:
    """What is wrong with the smallest problem with these visits."""
    with pytest.raises(InvalidDocument) as refusal:
        a_problem(visits, **({"trials": TRIALS} | overrides))
    return [str(issue) for issue in refusal.value.issues]


def a_cohort(id: str = "C1", **overrides: Any) -> Cohort:
    """The first dose level of the trial."""
    fields: dict[str, Any] = {"name": id, "trial_id": "trial", "level": 1}
    return Cohort(id=id, **(fields | overrides))


def two_scans(**later: Any) -> tuple[LaterScan, ...]:
    """After 4 h for 30 minutes, cleaned for 5; then after the given minutes."""
    common: dict[str, Any] = {
        "scanner_kind": "PET",
        "role": "technologist",
        "scan_min": 30,
    }
    return (
        LaterScan(
            name="4 h", earliest_min=200, latest_min=240, cleaning_min=5, **common
        ),
        LaterScan(name="5 h", latest_min=400, setup_min=10, **(common | later)),
    )


def test_all_that_binds_visits_is_accepted() -> None:
    """
    What the other tests are refused for is what they change.
    """
    visits = (
        a_visit("A", **P1, cohort_id="C1", series_id="S1"),
        a_visit("B", **P1, needs_visit_id="A", series_id="S1"),
    )
    span = Interval(start_min=-100, end_min=-50)
    problem = a_problem(
        visits,
        series=(Series(id="S1", participant_id="P1"),),
        cohorts=(a_cohort(sentinel_visit_id="A"),),
        exposures=(Exposure(participant_id="P1", substance="drug", span=span),),
    )

    assert problem.visits == visits


def test_unknown_names_are_told() -> None:
    """
    Series, cohort, needed visit, trial and participants that nothing goes by.
    """
    visit = a_visit(series_id="S9", cohort_id="C9", needs_visit_id="V9")
    span = Interval(start_min=0, end_min=1)
    found = issues(
        (visit,),
        series=(Series(id="S1", participant_id="P9"),),
        cohorts=(a_cohort(trial_id="T9", sentinel_visit_id="V9"),),
        exposures=(Exposure(participant_id="P9", substance="drug", span=span),),
    )

    assert found == [
        "visits[V1].series_id: unknown series 'S9'",
        "visits[V1].cohort_id: unknown cohort 'C9'",
        "exposures[0].participant_id: unknown participant 'P9'",
        "series[S1].participant_id: unknown participant 'P9'",
        "cohorts[C1].trial_id: unknown trial 'T9'",
        "visits[V1].needs_visit_id: unknown visit 'V9'",
        "cohorts[C1].sentinel_visit_id: unknown visit 'V9'",
    ]


def test_series_and_cohorts_have_ids_of_their_own() -> None:
    """
    Each is listed once.
    """
    series = Series(id="S1", participant_id="participant of V1")
    found = issues(
        (a_visit(),), series=(series, series), cohorts=(a_cohort(), a_cohort())
    )

    assert found == [
        "series[S1]: this id occurs twice",
        "cohorts[C1]: this id occurs twice",
    ]


def test_series_are_of_one_participant() -> None:
    """
    Another participant's visit does not belong to a series.
    """
    visits = (a_visit("A", **P1), a_visit("B", series_id="S1"))

    assert issues(visits, series=(Series(id="S1", participant_id="P1"),)) == [
        "visits[B].series_id: series S1 is not of this participant"
    ]


def test_cohorts_are_of_one_trial() -> None:
    """
    A visit of one trial does not belong to the dose level of another.
    """
    found = issues((a_visit(cohort_id="C1"),), cohorts=(a_cohort(trial_id="other"),))

    assert found == ["visits[V1].cohort_id: cohort C1 is not of this trial"]


def test_sentinels_belong_to_their_cohort() -> None:
    """
    The sentinel is one of the visits that name the cohort.
    """
    assert issues((a_visit(),), cohorts=(a_cohort(sentinel_visit_id="V1"),)) == [
        "cohorts[C1].sentinel_visit_id: visit V1 is not of this cohort"
    ]


def test_needed_visits_are_of_the_same_participant() -> None:
    """
    A rest scan does not need the stress scan of somebody else.
    """
    visits = (a_visit("A"), a_visit("B", **P1, needs_visit_id="A"))

    assert issues(visits) == [
        "visits[B].needs_visit_id: visit A is not of this participant"
    ]


def test_clinical_visits_need_no_other() -> None:
    """
    Two claims without a participant are not of one participant.
    """
    nobody: dict[str, Any] = {"participant_id": None, "trial_id": None}
    visits = (a_visit("A", **nobody), a_visit("B", **nobody, needs_visit_id="A"))

    assert issues(visits) == [
        "visits[B].needs_visit_id: visit A is not of this participant"
    ]


def test_needs_in_a_circle_are_told_for_each_of_them() -> None:
    """
    A needs B needs A; C, that leads into the circle, is told as well.
    """
    visits = (
        a_visit("A", **P1, needs_visit_id="B"),
        a_visit("B", **P1, needs_visit_id="A"),
        a_visit("C", **P1, needs_visit_id="A"),
    )

    assert issues(visits) == [
        f"visits[{id_}].needs_visit_id: the visits need each other in a circle"
        for id_ in ("A", "B", "C")
    ]


@pytest.mark.parametrize(
    ("extra_min", "is_refused"),
    [pytest.param(15, False, id="they touch"), pytest.param(16, True, id="overlap")],
)
def test_extra_minutes_keep_later_scans_apart(
    *, extra_min: int, is_refused: bool
) -> None:
    """
    Set-up from 290; the scan before it is cleaned up by 240 + 30 + 15 + 5 = 290.
    """
    procedure = a_procedure(later_scans=two_scans(earliest_min=300))
    visit = a_visit(extra_min=extra_min)

    if is_refused:
        assert issues((visit,), procedures=(procedure,)) == [
            "visits[V1].extra_min: so long, 4 h may overlap 5 h"
        ]
    else:
        assert a_problem((visit,), procedures=(procedure,)).visits == (visit,)
