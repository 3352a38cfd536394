"""Rules 4 and 13 in the exact model: places, scanners and people."""

import pytest

from solver.plan.plan import Purpose
from solver.problem.clinic import Person, Trial
from solver.problem.demand import Visit
from solver.problem.procedures import Scan
from tests.solver.builders import (
    a_person,
    a_procedure,
    a_therapy,
    a_visit,
    an_ordered_problem,
    places,
    scanners,
    spans,
)
from tests.solver.model.forcing import Force, both, injected_at, is_possible


def _on(visit: Visit, scanner_id: str) -> Force:
    """The visit is scanned on a scanner."""
    return lambda x: [x.uses(visit, Purpose.SCANNER, scanner_id) == 1]


@pytest.mark.parametrize(("second", "possible"), [(569, False), (570, True)])
def test_a_scanner_has_one_participant_at_a_time(second: int, possible: bool) -> None:
    """
    Set-up and cleaning count: 5 + 20 + 5 minutes per scan with equal waits.
    """
    # First injected at 540 and scanned at 600: the scanner is held 595 to 625. The
    # second is scanned 60 minutes after its injection, held from 55 after it.
    visits = (a_visit("V1"), a_visit("V2"))
    problem = an_ordered_problem(*visits, places=places("c1", "c2"))
    force = both(
        injected_at(540),
        injected_at(second, "V2"),
        lambda x: [x.visit(v).scan_start == x.injection(v) + 60 for v in ("V1", "V2")],
    )

    assert is_possible(problem, force) is possible
    assert is_possible(
        an_ordered_problem(
            *visits,
            places=places("c1", "c2"),
            scanners=scanners("a", "b"),
            people=(
                a_person("n", "nurse"),
                a_person("t", "technologist"),
                a_person("u", "technologist"),
            ),
        ),
        both(injected_at(540), injected_at(565, "V2")),
    )


@pytest.mark.parametrize(("second", "possible"), [(621, False), (622, True)])
def test_a_chair_is_cleaned_before_the_next(second: int, possible: bool) -> None:
    """
    The place is held from arrival to the scan start, and its cleaning follows.
    """
    # First injected at 540, scanned at 600: the chair is held until 602. The second
    # arrives 20 minutes before its injection.
    problem = an_ordered_problem(
        a_visit("V1"), a_visit("V2"), procedures=(a_procedure(place_cleaning_min=2),)
    )
    force = both(
        injected_at(540),
        injected_at(second, "V2"),
        lambda x: [x.visit("V1").scan_start == 600],
    )

    assert is_possible(problem, force) is possible


@pytest.mark.parametrize(("start", "possible"), [(520, True), (521, False)])
def test_a_chair_is_used_within_its_hours(start: int, possible: bool) -> None:
    """
    From arrival at 520 on, the chair must be there.
    """
    chairs = places("chair", available=spans((0, 60), (start, 1440)))

    assert is_possible(an_ordered_problem(places=chairs), injected_at(540)) is possible


@pytest.mark.parametrize("uptake_max", [75, 400])
def test_no_use_spans_a_short_gap(uptake_max: int) -> None:
    """
    A chair that is away for a minute is not held across it, however long a stay is.
    """
    scan = Scan(
        scanner_kind="PET",
        role="technologist",
        uptake_min=60,
        uptake_max_min=uptake_max,
    )
    chairs = places("chair", available=spans((0, 559), (560, 1440)))
    problem = an_ordered_problem(places=chairs, procedures=(a_procedure(scan=scan),))

    # The chair is held from 20 minutes before the injection to 60 after it.
    assert is_possible(problem, injected_at(499))
    for minute in (500, 579):
        assert not is_possible(problem, injected_at(minute))
    assert is_possible(problem, injected_at(580))


@pytest.mark.parametrize(("second", "possible"), [(509, False), (510, True)])
def test_a_person_does_one_thing_at_a_time(second: int, possible: bool) -> None:
    """
    The nurse injects for five minutes, after ten of preparation.
    """
    # First injected at 495 to 500; the second is prepared from 500 on, until 510.
    therapy = a_therapy(preparation_min=10, preparation_role="nurse")
    problem = an_ordered_problem(
        a_visit("V1"), a_visit("V2"), procedures=(therapy,), places=places("c1", "c2")
    )
    force = both(injected_at(495), injected_at(second, "V2"))

    assert is_possible(problem, force) is possible


@pytest.mark.parametrize(
    ("person", "possible"),
    [
        (a_person("n", "nurse"), True),
        (a_person("n", "technologist"), False),
        (a_person("n", "nurse", trial_ids=("other",)), False),
        (a_person("n", "nurse", available=spans((480, 505))), True),
        (a_person("n", "nurse", available=spans((480, 504))), False),
    ],
    ids=["able", "another role", "not delegated", "to the end", "leaves early"],
)
def test_people_have_role_delegation_and_shift(person: Person, possible: bool) -> None:
    """
    Preparation from 480 and injection until 505 need the nurse throughout.
    """
    trials = tuple(
        Trial(id=id_, name=id_, active_site_ids=("site",)) for id_ in ("trial", "other")
    )
    people = (person, a_person("t", "technologist"))
    problem = an_ordered_problem(people=people, trials=trials)

    assert is_possible(problem, injected_at(500)) is possible


def test_occupations_name_the_resource() -> None:
    """
    One of two scanners is used, and which one can be forced.
    """
    problem = an_ordered_problem(scanners=scanners("a", "b"))
    visit = problem.visits[0]

    for scanner in ("a", "b"):
        assert is_possible(problem, _on(visit, scanner))
    assert not is_possible(
        problem,
        lambda x: [x.uses(visit, Purpose.SCANNER, s) == 1 for s in ("a", "b")],
    )
