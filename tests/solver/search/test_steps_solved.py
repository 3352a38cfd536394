"""Problems with stays, later scans and series, solved and judged by the checker."""

from typing import Any

import pytest

from solver.checks import check, check_result
from solver.config import SolverConfig
from solver.plan.plan import Administration, Plan, Purpose
from solver.plan.result import LevelName, Result
from solver.problem.clinic import Certificate, Scanner
from solver.problem.commitments import Commitments, Firmness, VisitCommitment
from solver.problem.histories import Series
from solver.problem.problem import Problem
from solver.problem.procedures import Scan
from solver.search.commit import seat_commitments
from solver.solve import solve
from solver.state.index import Index
from solver.state.state import State
from tests.solver.builders import a_procedure, scanners, spans
from tests.solver.ward import (
    ALWAYS,
    DAY,
    a_later_scan,
    a_patient,
    a_stay,
    on_the_ward,
)

QUICK = SolverConfig(time_limit_s=5, is_deterministic=True, num_workers=1)
SECOND = a_later_scan("48 h", earliest_min=2 * DAY - 60, latest_min=2 * DAY + 60)
FOLLOWED = a_stay(later_scans=(a_later_scan(), SECOND))


def planned(problem: Problem) -> tuple[Result, dict[str, Administration]]:
    """The result, nothing being said against it, and who is served."""
    result = solve(problem, QUICK)
    assert check_result(problem, result) == []
    assert result.plan is not None
    assert check(problem, result.plan) == []
    return result, {each.visit_id: each for each in result.plan.administrations}


def test_therapies_are_planned_with_their_later_scans() -> None:
    """
    Four infusions in one chair; all eight later scans fit one scanner.
    """
    visits = [a_patient(f"V{n}") for n in range(4)]
    result, served = planned(on_the_ward(*visits, procedures=(FOLLOWED,)))

    assert len(served) == 4
    assert all(level.is_proved for level in result.levels if level.name in _SERVED)
    for each in served.values():
        assert [scan.name for scan in each.later_scans] == ["24 h", "48 h"]


_SERVED = {LevelName.SERVED, LevelName.SERVED_EARLY}


def test_a_scanner_without_room_for_all_later_scans_limits_the_visits() -> None:
    """
    The scanner of the third day has 100 minutes: two scans of 50, with all around.
    """
    pet = scanners("PET", available=spans((0, 2 * DAY), (3400, 3500)))
    visits = [a_patient(f"V{n}") for n in range(4)]
    result, served = planned(on_the_ward(*visits, procedures=(FOLLOWED,), scanners=pet))

    assert len(served) == 2
    assert all(level.is_proved for level in result.levels if level.name in _SERVED)


def test_a_ward_bed_is_held_over_night() -> None:
    """
    One bed, discharge by day after at least 15 h: at most one patient a night.
    """
    stay = a_stay(
        observation_min=900,
        observation_max_min=1400,
        is_overnight=True,
        place_cleaning_min=30,
        later_scans=(a_later_scan("4 h", earliest_min=180, latest_min=300),),
    )
    visits = [a_patient(f"V{n}") for n in range(3)]
    _, served = planned(on_the_ward(*visits, procedures=(stay,)))

    # Injections by 900 on the first and the second day; whoever came on the third
    # could not leave by day before the horizon ends.
    assert len(served) == 2
    for each in served.values():
        (place,) = (e for e in each.occupations if e.purpose is Purpose.PLACE)
        assert (place.end_min - 30) % DAY in range(480, 960)


def series_problem(class_name: str | None) -> Problem:
    """Two visits of one series; A is there on the first day, B on the others."""
    days = {"A": spans((0, DAY)), "B": spans((DAY, 3 * DAY))}
    certificate = Certificate(class_name="EARL", valid=ALWAYS[0])
    pets = tuple(
        Scanner(
            **(
                dict(each)
                | {"available": days[each.id], "certificates": (certificate,)}
            )
        )
        for each in scanners("A", "B")
    )
    visits = [
        a_patient("V1", participant_id="P", series_id="S", window_end_min=DAY),
        a_patient("V2", participant_id="P", series_id="S", window_start_min=DAY),
    ]
    series = Series(
        id="S",
        participant_id="P",
        certified_class=class_name,
        uptake_tolerance_min=3,
    )
    scan = Scan(
        scanner_kind="PET", role="technologist", uptake_min=60, uptake_max_min=90
    )
    return on_the_ward(
        *visits,
        procedures=(a_procedure(scan=scan),),
        scanners=pets,
        series=(series,),
    )


@pytest.mark.parametrize(("class_name", "count"), [(None, 1), ("EARL", 2)])
def test_series_are_planned_on_comparable_scanners(
    class_name: str | None, count: int
) -> None:
    """
    Within the class both visits can be; on one scanner only one of them.
    """
    result, served = planned(series_problem(class_name))

    assert len(served) == count
    assert all(level.is_proved for level in result.levels if level.name in _SERVED)


def committed(problem: Problem, plan: Plan, **changes: Any) -> Problem:
    """The problem with everybody of a plan confirmed, and something changed."""
    visits = tuple(
        VisitCommitment(visit_id=each.visit_id, firmness=Firmness.CONFIRMED)
        for each in plan.administrations
    )
    held = Commitments(previous=plan, visits=visits)
    return type(problem)(**(dict(problem) | {"commitments": held} | changes))


def a_followed_plan() -> tuple[Problem, Plan]:
    """Two therapies with later scans, planned."""
    visits = [a_patient(f"V{n}") for n in (1, 2)]
    problem = on_the_ward(
        *visits, procedures=(FOLLOWED,), scanners=scanners("A", "B", available=ALWAYS)
    )
    result, served = planned(problem)
    assert result.plan is not None
    assert len(served) == 2
    return problem, result.plan


def test_confirmed_visits_keep_their_later_scans() -> None:
    """
    Given back as commitments, the plan is kept, later scans included.
    """
    problem, plan = a_followed_plan()
    result, served = planned(committed(problem, plan))

    assert result.broken == ()
    for before in plan.administrations:
        assert served[before.visit_id].later_scans == before.later_scans


def test_a_lost_scanner_breaks_the_visits_that_are_booked_on_it() -> None:
    """
    The scanner of V1's second later scan is gone: V1 is broken by rule 15, and both
    are served anew or as before.
    """
    problem, plan = a_followed_plan()
    gone = plan.administrations[0].later_scans[1].occupations[0].resource_id
    left = tuple(each for each in problem.scanners if each.id != gone)
    changed = committed(problem, plan, scanners=left)
    lost = {
        each.visit_id
        for each in plan.administrations
        for scan in each.later_scans
        if scan.occupations[0].resource_id == gone
    }
    broken = seat_commitments(State(Index(changed)))
    _, served = planned(changed)

    assert {each.visit_id for each in broken} == lost
    assert {rule for each in broken for rule in each.rules} == {"follow_up_imaging"}
    assert len(served) == 2


def test_a_stay_that_became_too_short_is_broken() -> None:
    """
    An observation of 60 min is not one of at least 61 any more: rules 4 and 14.
    """
    stay = a_stay(observation_min=60)
    problem = on_the_ward(a_patient(), procedures=(stay,))
    result, _ = planned(problem)
    assert result.plan is not None
    changed = committed(problem, result.plan, procedures=(a_stay(observation_min=61),))
    (broken,) = seat_commitments(State(Index(changed)))

    assert broken.rules == ("therapy_stay",)


def test_a_certificate_that_was_withdrawn_breaks_the_later_visit() -> None:
    """
    V1 on A and V2 on B were comparable within the class; B is in it no more.
    """
    problem = series_problem("EARL")
    result, served = planned(problem)
    assert result.plan is not None
    assert len(served) == 2
    a, b = problem.scanners
    uncertified = Scanner(**(dict(b) | {"certificates": ()}))
    changed = committed(problem, result.plan, scanners=(a, uncertified))
    (broken,) = seat_commitments(State(Index(changed)))

    assert (broken.visit_id, broken.rules) == ("V2", ("same_scanner",))
