"""Rules 3 and 17, in insertion and in the exact model: scans that are compared."""

from typing import Any

import pytest

from solver.constraints.same_scanner import SameScanner
from solver.plan.plan import Occupation, Purpose
from solver.problem.clinic import Certificate, Scanner
from solver.problem.histories import Series
from solver.problem.problem import Problem
from solver.problem.procedures import Procedure, Scan
from solver.state.frame import Frame
from solver.state.index import Index
from solver.state.placement import Channel, Placement
from solver.state.state import State
from tests.solver.builders import a_procedure, scanners, spans
from tests.solver.model.forcing import injected_at
from tests.solver.ward import (
    ALWAYS,
    DAY,
    a_later_scan,
    a_patient,
    a_stay,
    agreed,
    is_open_with,
    is_possible_beside,
    on_the_ward,
    refusing,
)


def a_series(**overrides: Any) -> Series:
    """A series of one participant, on one scanner."""
    return Series(id="S", participant_id="P", **overrides)


def pet(id: str, *certified: tuple[int, int], class_name: str = "EARL") -> Scanner:
    """A scanner that is always there, certified now and then."""
    (scanner,) = scanners(id, available=ALWAYS)
    certificates = tuple(
        Certificate(class_name=class_name, valid=span) for span in spans(*certified)
    )
    return Scanner(**(dict(scanner) | {"certificates": certificates}))


def a_pair(series: Series, *pets: Scanner, **overrides: Any) -> Problem:
    """V1 and V2 of one series, with an uptake of 60 to 75 min; V2 has been seated."""
    visits = [a_patient(f"V{n}", participant_id="P", series_id="S") for n in (1, 2)]
    fields: dict[str, Any] = {
        "procedures": (a_procedure(),),
        "scanners": pets,
        "series": (series,),
    }
    return on_the_ward(*visits, **(fields | overrides))


def seated(scanner_id: str, uptake_min: int = 60) -> dict[str, Placement]:
    """V2, injected at 1990 and scanned an uptake later."""
    start = 1990 + uptake_min
    held = [
        (Purpose.PLACE, "chair", 1970, start),
        (Purpose.PREPARATION, "nurse", 1970, 1990),
        (Purpose.INJECTION, "nurse", 1990, 1995),
        (Purpose.SCANNER, scanner_id, start - 5, start + 25),
        (Purpose.SCAN, "technologist", start - 5, start + 20),
    ]
    return {
        "V2": Placement(
            visit_id="V2",
            alternative=0,
            injection_min=1990,
            scan_start_min=start,
            channel=Channel("O1", 600, "lane", 0),
            occupations=tuple(
                Occupation(resource_id=id_, purpose=purpose, start_min=a, end_min=b)
                for purpose, id_, a, b in held
            ),
        )
    }


def opened(problem: Problem, scanner_id: str, start_min: int) -> bool:
    """Whether insertion may scan V1 on a scanner at a minute, V2 being on A."""
    state = State(Index(problem))
    state.insert(seated("A")["V2"])
    visit = state.index.visits["V1"]
    steps = state.steps("V1", 0, 60)
    (task,) = (each for each in steps.tasks if each.purpose is Purpose.SCANNER)
    frame = Frame.of_minute(start_min - task.setup_min)
    return bool(SameScanner().opens(state, visit, task, scanner_id, frame))


def posted(problem: Problem, scanner_id: str, start_min: int) -> bool:
    """Whether the exact model scans V1 on a scanner at a minute, V2 being on A."""
    visit = problem.visits[0]
    return is_possible_beside(
        problem,
        seated("A"),
        injected_at(start_min - 60),
        lambda x: [
            x.visit("V1").scan_start == start_min,
            x.uses(visit, Purpose.SCANNER, scanner_id) == 1,
        ],
    )


@pytest.mark.parametrize(
    ("series", "scanner_id", "start", "allowed"),
    [
        pytest.param(a_series(), "A", 700, True, id="the same"),
        pytest.param(a_series(), "B", 700, False, id="another"),
        pytest.param(a_series(certified_class="EARL"), "B", 649, False, id="early"),
        pytest.param(a_series(certified_class="EARL"), "B", 650, True, id="first"),
        pytest.param(a_series(certified_class="EARL"), "B", 749, True, id="last"),
        pytest.param(a_series(certified_class="EARL"), "B", 750, False, id="late"),
        pytest.param(a_series(certified_class="EARL"), "A", 750, True, id="same, late"),
        pytest.param(a_series(certified_class="other"), "B", 700, False, id="class"),
    ],
)
def test_scans_of_a_series_are_on_comparable_scanners(
    series: Series, scanner_id: str, start: int, allowed: bool
) -> None:
    """
    Rule 17: V2 is on A at 2050, certified then; B is certified in [650, 750).
    """
    problem = a_pair(series, pet("A", (2050, 2051)), pet("B", (650, 750)))

    assert opened(problem, scanner_id, start) is allowed
    assert posted(problem, scanner_id, start) is allowed


@pytest.mark.parametrize(
    ("valid", "allowed"), [((2040, 2050), False), ((2050, 2060), True)]
)
def test_both_scanners_have_to_be_certified(
    valid: tuple[int, int], allowed: bool
) -> None:
    """
    Rule 17: A's certificate has to hold at V2's scan start, 2050.
    """
    series = a_series(certified_class="EARL")
    problem = a_pair(series, pet("A", valid), pet("B", (0, 1000)))

    assert opened(problem, "B", 700) is allowed
    assert posted(problem, "B", 700) is allowed


@pytest.mark.parametrize(
    ("baseline", "class_name", "allowed"),
    [
        pytest.param("A", None, True, id="one that is free"),
        pytest.param("B", None, False, id="one that is away"),
        pytest.param("B", "EARL", True, id="one that ever was certified"),
        pytest.param("B", "other", False, id="never of that class"),
        pytest.param("elsewhere", "EARL", False, id="unknown"),
    ],
)
def test_the_baseline_scan_counts(
    baseline: str, class_name: str | None, allowed: bool
) -> None:
    """
    Rule 17: only A is there for V1; B has been certified long ago.
    """
    (away,) = scanners("B", available=spans((0, 10)))
    b = Scanner(**(dict(away) | {"certificates": pet("B", (0, 1)).certificates}))
    series = a_series(certified_class=class_name, baseline_scanner_id=baseline)
    problem = a_pair(series, pet("A", (0, 4320)), b)

    assert agreed(problem, 600) is allowed


@pytest.mark.parametrize(
    ("class_name", "allowed"), [(None, False), ("EARL", True), ("other", False)]
)
def test_scans_of_one_visit_are_comparable(
    class_name: str | None, allowed: bool
) -> None:
    """
    Rule 17: A is there for the scan of the day, only B for the one of the next.
    """
    days = {"A": spans((0, DAY)), "B": spans((DAY, 3 * DAY))}
    pets = [
        Scanner(**(dict(pet(id_, (0, 3 * DAY))) | {"available": available}))
        for id_, available in days.items()
    ]
    problem = a_pair(
        a_series(certified_class=class_name),
        *pets,
        procedures=(a_procedure(later_scans=(a_later_scan(),)),),
    )

    assert agreed(problem, 600) is allowed


def test_later_scans_alone_are_comparable_too() -> None:
    """
    Rule 17: a therapy's scans on the second and third day are on A, not on A and B.
    """
    second = a_later_scan("48 h", earliest_min=2 * DAY, latest_min=2 * DAY + 60)
    stay = a_stay(id="scan", later_scans=(a_later_scan(), second))
    for until, allowed in ((3 * DAY, True), (2 * DAY, False)):
        a = Scanner(**(dict(pet("A")) | {"available": spans((0, until))}))
        b = Scanner(**(dict(pet("B")) | {"available": spans((2 * DAY, 3 * DAY))}))
        problem = a_pair(a_series(), a, b, procedures=(stay,))

        assert agreed(problem, 600) is allowed


@pytest.mark.parametrize(
    ("uptake", "allowed"), [(64, False), (65, True), (75, True), (76, False)]
)
def test_uptake_is_near_that_of_the_baseline(uptake: int, allowed: bool) -> None:
    """
    Rule 3: the protocol says 60 to 90 min, the participant's baseline was 70 +/- 5.
    """
    series = a_series(baseline_uptake_min=70, uptake_tolerance_min=5)
    problem = a_pair(series, pet("A"), procedures=(_patient_scan(),))

    assert is_open_with(problem, 600, uptake) is allowed
    assert waits_possible(problem, uptake) is allowed


@pytest.mark.parametrize(
    ("uptake", "allowed"), [(61, False), (62, True), (78, True), (79, False)]
)
def test_uptake_of_the_baseline_is_near_those_that_are_seated(
    uptake: int, allowed: bool
) -> None:
    """
    Rule 3: V1, first of the series, is its baseline; V2 has waited for 70 min, +/- 8.
    """
    series = a_series(uptake_tolerance_min=8)
    problem = a_pair(series, pet("A"), procedures=(_patient_scan(),))

    assert is_open_with(problem, 600, uptake, seated("A", 70)) is allowed
    assert waits_possible(problem, uptake, seated("A", 70)) is allowed


@pytest.mark.parametrize(
    ("uptake", "allowed"), [(61, False), (62, True), (78, True), (79, False)]
)
def test_uptake_is_near_that_of_the_first_visit(uptake: int, allowed: bool) -> None:
    """
    Rule 3: V2 comes first in the problem, and waited for 70 min.
    """
    series = a_series(uptake_tolerance_min=8)
    problem = a_pair(series, pet("A"), procedures=(_patient_scan(),))
    swapped = type(problem)(
        **(dict(problem) | {"visits": tuple(reversed(problem.visits))})
    )

    assert is_open_with(swapped, 600, uptake, seated("A", 70)) is allowed
    assert waits_possible(swapped, uptake, seated("A", 70)) is allowed
    assert is_open_with(swapped, 600, 90)  # V2 is not served: no baseline
    assert waits_possible(swapped, 90)


def _patient_scan() -> Procedure:
    """Sixty to ninety minutes of uptake."""
    scan = Scan(
        scanner_kind="PET", role="technologist", uptake_min=60, uptake_max_min=90
    )
    return a_procedure(scan=scan)


def waits_possible(
    problem: Problem, uptake: int, fixed: dict[str, Placement] | None = None
) -> bool:
    """Whether the exact model lets V1 wait so long, injected at 600."""
    return is_possible_beside(
        problem,
        fixed or {},
        injected_at(600),
        lambda x: [x.visit("V1").scan_start == 600 + uptake],
    )


def test_scans_that_cannot_be_compared_are_a_matter_of_rule_17() -> None:
    """
    A is there on the first day, B on the next: the rule set aside, both may be used.
    """
    days = {"A": spans((0, DAY)), "B": spans((DAY, 3 * DAY))}
    pets = [
        Scanner(**(dict(pet(id_)) | {"available": available}))
        for id_, available in days.items()
    ]
    scan = a_procedure(later_scans=(a_later_scan(),))
    problem = a_pair(a_series(), *pets, procedures=(scan,))

    assert refusing(problem, 600) == {"follow_up_imaging"}
    assert refusing(problem, 600, lifted="same_scanner") == set()
