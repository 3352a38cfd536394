from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from solver.checks import check, level_values, warnings
from solver.plan.plan import Administration, BookedScan, Occupation, Plan, Purpose
from solver.problem.base import Interval
from solver.problem.demand import GateStatus
from solver.problem.histories import CohortState
from solver.problem.problem import Problem
from tests.solver.checks import mutations_of_clinic
from tests.solver.checks.clinic_plan import (
    LATER,
    STAY_AT,
    a_stay,
    a_ward_plan,
    administrations,
    committed,
    holding,
    ward_with,
)
from tests.solver.checks.clinic_world import DAY, END, VISITS, a_ward
from tests.solver.checks.judged import named
from tests.solver.checks.mutation import changed
from tests.solver.checks.mutations import MUTATIONS


def test_plan_of_the_ward_is_clean() -> None:
    """
    A plan with all twelve visits, put together by hand, breaks no rule.
    """
    assert check(a_ward(), a_ward_plan()) == []


def test_operators_cover_the_rules_of_the_ward() -> None:
    """
    Each rule about stays, histories and people has an operator.
    """
    found = [
        e for e in MUTATIONS if e.mutate.__module__ == mutations_of_clinic.__name__
    ]

    assert {each.rule for each in found} == {
        "eligibility_gate",
        "staff",
        "therapy_stay",
        "follow_up_imaging",
        "washout",
        "same_scanner",
        "cohorts",
        "visit_steps",
    }


def held(problem: Problem, *visit_ids: str) -> Problem:
    """The plan of the ward, some visits confirmed."""
    visits = [holding(each) for each in visit_ids]
    return committed(problem, a_ward_plan(), visits=visits, batches=())


def test_committed_stay_keeps_its_later_scans() -> None:
    """
    A scan may not move to another minute, nor to another scanner.
    """
    problem = held(a_ward(), "stay")
    moved = a_stay(later=(LATER[0], ("day 3", STAY_AT + 3 * DAY + 1, "s1", "t1")))
    elsewhere = a_stay(later=(LATER[0], (*LATER[1][:2], "s3", "t1")))

    assert named(problem, a_ward_plan()) == set()
    for stay in (moved, elsewhere):
        assert named(problem, a_ward_plan(stay)) == {("commitments", "stay")}


@pytest.mark.parametrize(("end", "is_broken"), [(35, False), (34, True)])
def test_commitment_is_broken_by_the_scanner_of_a_later_scan(
    end: int, is_broken: bool
) -> None:
    """
    Scanner s1 fails during the scan of day 3: only then may the scan move to s2.
    """
    until = Interval(start_min=0, end_min=STAY_AT + 3 * DAY + end)
    again = Interval(start_min=4 * DAY + 700, end_min=END)
    problem = held(ward_with("scanners", "s1", available=(until, again)), "stay")
    moved = a_ward_plan(a_stay(later=(LATER[0], (*LATER[1][:2], "s2", "t1"))))

    assert (named(problem, moved) == set()) is is_broken
    assert (named(problem, a_ward_plan()) == set()) is not is_broken


@pytest.mark.parametrize(
    ("field", "id", "changes", "lost"),
    [
        (
            "visits",
            "second",
            {"gates": (changed(VISITS["second"].gates[0], status=GateStatus.FAILED),)},
            {"second", "higher"},
        ),
        (
            "cohorts",
            "low",
            {"state": CohortState.CLOSED},
            {"sentinel", "second", "higher"},
        ),
        ("series", "S2", {"certified_class": None}, {"scan 1", "scan 2"}),
        ("people", "n2", {"max_injections_per_day": 0}, {"scan 1"}),
        (
            "procedures",
            "INFUSION",
            {"observation_min": 61},
            {"sentinel", "second", "higher", "therapy"},
        ),
        (
            "exposures",
            "drug",
            {"span": Interval(start_min=2 * DAY, end_min=5 * DAY)},
            {"tracer"},
        ),
    ],
)
def test_commitments_that_break_a_rule_may_be_left_out(
    field: str, id: str, changes: dict[str, Any], lost: set[str]
) -> None:
    """
    A commitment that a rule of the ward forbids now is broken, and no other.
    """
    if field == "exposures":
        problem = a_ward(exposures=(changed(a_ward().exposures[0], **changes),))
    else:
        problem = ward_with(field, id, **changes)
    problem = held(problem, *VISITS)

    assert named(problem, a_ward_plan()) != set()
    assert named(problem, a_ward_plan(without=sorted(lost))) == set()
    assert named(problem, a_ward_plan(without=(*lost, "dynamic"))) == {
        ("commitments", "dynamic")
    }


def test_facts_stand_whatever_the_rules_of_the_ward_say() -> None:
    """
    What happened is not flagged: not its gate, its stay, its scans or its cohort.
    """
    facts = [holding(each, "fact") for each in VISITS]
    problem = committed(a_ward(), a_ward_plan(), visits=facts)
    failed = changed(VISITS["second"].gates[0], status=GateStatus.FAILED)
    visits = tuple(
        changed(each, gates=(failed,)) if each.id == "second" else each
        for each in problem.visits
    )
    procedures = tuple(
        changed(each, later_scans=()) if each.id == "STAY" else each
        for each in problem.procedures
    )
    cohorts = tuple(
        changed(each, toxicity_min=20 * DAY, sentinel_gap_min=20 * DAY)
        for each in problem.cohorts
    )
    series = (changed(problem.series[0], certified_class=None),)
    problem = changed(
        problem,
        visits=visits,
        procedures=procedures,
        cohorts=cohorts,
        series=series,
    )

    assert named(problem, a_ward_plan()) == set()


MINUTES = st.sampled_from([-1_054_080, -1, 0, 2040, 2310, 6360, 1_054_080])
HELD = st.builds(
    Occupation,
    resource_id=st.sampled_from(["b1", "c1", "s1", "s3", "n1", "t1", "?"]),
    purpose=st.sampled_from(Purpose),
    start_min=MINUTES,
    end_min=MINUTES,
)
BOOKED = st.builds(
    BookedScan,
    name=st.sampled_from(["4 h", "day 3", "soon", "?"]),
    scan_start_min=MINUTES,
    occupations=st.lists(HELD, max_size=3).map(tuple),
)


@st.composite
def odd_visits(draw: st.DrawFn) -> tuple[Administration, ...]:
    """Visits of the valid plan with some fields made nonsense."""
    found = []
    for one in administrations().values():
        fields: dict[str, Any] = {}
        if draw(st.booleans()):
            fields["later_scans"] = draw(st.lists(BOOKED, max_size=3).map(tuple))
        if draw(st.booleans()):
            fields["occupations"] = draw(st.lists(HELD, max_size=5).map(tuple))
        if draw(st.booleans()):
            fields["scan_start_min"] = draw(st.none() | MINUTES)
        if draw(st.booleans()):
            fields["injection_min"] = draw(MINUTES)
        found.append(changed(one, **fields))
    return tuple(found)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(odd=odd_visits())
def test_nonsense_is_judged(odd: tuple[Administration, ...]) -> None:
    """
    Wrong later scans, unknown scanners and missing occupations are violations.
    """
    valid = a_ward_plan()
    plan: Plan = changed(valid, administrations=odd)
    problems = (a_ward(), committed(a_ward(), plan, visits=[holding("stay")]))
    for problem in problems:
        violations = check(problem, plan)
        level_values(problem, plan)
        warnings(problem, plan)

        assert violations or plan == valid
