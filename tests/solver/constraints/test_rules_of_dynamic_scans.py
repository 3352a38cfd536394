"""Rules 3 and 4, in insertion and in the exact model: injected on the scanner."""

from typing import Any

import pytest

from solver.plan.plan import Purpose
from solver.problem.demand import Alternative, Visit
from solver.problem.procedures import Procedure, Scan
from tests.solver.builders import a_procedure, a_site, places, scanners, spans
from tests.solver.model.forcing import Force, injected_at
from tests.solver.ward import (
    ALWAYS,
    DAY,
    a_patient,
    agreed,
    is_open_with,
    is_possible_beside,
    on_the_ward,
    staff,
)


def a_dynamic(lead_min: int = 30, **overrides: Any) -> Procedure:
    """Ten minutes of injection on the scanner, whose set-up takes twenty."""
    fields: dict[str, Any] = {
        "scanner_kind": "PET",
        "role": "technologist",
        "uptake_min": 0,
        "uptake_max_min": 0,
        "setup_min": 20,
        "cleaning_min": 5,
        "is_dynamic": True,
    }
    return a_procedure(
        preparation_min=lead_min,
        injection_min=10,
        place_cleaning_min=15,
        scan=Scan(**(fields | overrides)),
    )


@pytest.mark.parametrize(
    ("scanner", "chair", "technologist", "allowed"),
    [
        pytest.param((580, 625), (570, 595), (580, 620), True, id="all fit"),
        pytest.param((581, 625), (570, 595), (580, 620), False, id="set-up late"),
        pytest.param((580, 624), (570, 595), (580, 620), False, id="not cleaned"),
        pytest.param((580, 625), (571, 595), (580, 620), False, id="arrives early"),
        pytest.param((580, 625), (570, 594), (580, 620), False, id="chair unclean"),
        pytest.param((580, 625), (570, 595), (581, 620), False, id="nobody sets up"),
        pytest.param((580, 625), (570, 595), (580, 619), False, id="nobody scans"),
    ],
)
def test_a_dynamic_scan_begins_with_the_injection(
    scanner: tuple[int, int],
    chair: tuple[int, int],
    technologist: tuple[int, int],
    allowed: bool,
) -> None:
    """
    Injected and scanned at 600: the chair is held from 570 to the set-up at 580, and
    15 min of cleaning; the scanner from 580 to 620, and 5 min of cleaning.
    """
    problem = on_the_ward(
        procedures=(a_dynamic(),),
        scanners=scanners("PET", available=spans(scanner)),
        places=places("chair", available=spans(chair)),
        people=staff(available=spans(technologist)),
    )

    assert agreed(problem, 600) is allowed


@pytest.mark.parametrize(("lead", "needed"), [(20, False), (21, True)])
def test_a_place_for_no_minutes_is_not_held(lead: int, needed: bool) -> None:
    """
    Whoever arrives as the set-up begins needs no chair; a minute sooner, one does.
    """
    no_chair = places("chair", kind="bed")
    problem = on_the_ward(procedures=(a_dynamic(lead),), places=no_chair)

    assert agreed(problem, 600) is not needed


@pytest.mark.parametrize(("wait", "allowed"), [(0, True), (1, False)])
def test_a_place_is_held_only_if_the_scan_begins_later(
    wait: int, allowed: bool
) -> None:
    """
    With a scan start 0 to 5 min after the injection, no wait takes no chair.
    """
    problem = on_the_ward(
        procedures=(a_dynamic(20, uptake_max_min=5),),
        places=places("chair", kind="bed"),
    )

    assert is_open_with(problem, 600, wait) is allowed
    assert allowed is is_possible_beside(
        problem,
        {},
        injected_at(600),
        lambda x: [x.visit("V1").scan_start == 600 + wait],
    )


def test_a_chair_is_taken_if_the_scan_begins_later() -> None:
    """
    The exact model holds the chair from the first minute of waiting on.
    """
    problem = on_the_ward(procedures=(a_dynamic(20, uptake_max_min=5),))
    for wait, held in ((0, 0), (1, 1), (5, 1)):
        for uses in (0, 1):
            waiting = _waits(problem.visits[0], wait, uses)
            assert (uses == held) is is_possible_beside(problem, {}, waiting)


def _waits(visit: Visit, wait: int, uses: int) -> Force:
    """V1 waits so long, in the chair or not."""
    return lambda x: [
        x.visit("V1").scan_start == x.injection("V1") + wait,
        x.uses(visit, Purpose.PLACE, "chair") == uses,
    ]


@pytest.mark.parametrize(("minute", "allowed"), [(950, True), (951, False)])
def test_the_injection_may_outlast_the_scan(minute: int, allowed: bool) -> None:
    """
    A scan of 5 min ends before the injection of 10: the ward closes at 960.
    """
    short = a_patient(alternatives=(Alternative(target_kbq=200_000, scan_min=5),))
    problem = on_the_ward(
        short,
        procedures=(a_dynamic(),),
        sites=(
            a_site(
                opening=spans((480, 960)),
                midnights_min=(0, DAY, 2 * DAY, 3 * DAY),
            ),
        ),
        scanners=scanners("PET", available=ALWAYS),
    )

    assert agreed(problem, minute) is allowed
