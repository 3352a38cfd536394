"""Rules 3, 4, 9, 11, 13 and 23 in the exact model: the visit and its resources."""

from typing import Any

import pytest

from solver.plan.plan import Purpose
from solver.problem.clinic import Person, Trial
from solver.problem.demand import Alternative, Follows, Scan, Visit
from solver.problem.problem import Problem
from tests.solver.builders import (
    a_person,
    a_problem,
    a_procedure,
    a_site,
    a_therapy,
    a_visit,
    an_authorisation,
    an_order,
    places,
    scanners,
    spans,
)
from tests.solver.model.forcing import both, injected_at, is_possible


@pytest.mark.parametrize(
    ("wait", "possible"), [(59, False), (60, True), (75, True), (76, False)]
)
def test_the_scan_starts_within_the_uptake_time(wait: int, possible: bool) -> None:
    """
    Both ends of the uptake time are inclusive.
    """
    assert (
        is_possible(
            a_problem(),
            lambda x: [x.visit("V1").scan_start == x.injection("V1") + wait],
        )
        is possible
    )


@pytest.mark.parametrize(("minute", "possible"), [(559, False), (560, True)])
def test_nobody_arrives_before_now(minute: int, possible: bool) -> None:
    """
    Arrival is an hour before the injection, and not before now at 500.
    """
    # What leaves now is usable at 535, so that only the arrival can be too early.
    problem = _ordered(as_of_min=500, procedures=(a_procedure(preparation_min=60),))

    assert is_possible(problem, injected_at(minute)) is possible


def _ordered(*visits: Visit, **overrides: Any) -> Problem:
    """The smallest problem with an order, usable from 435, instead of the run."""
    order = an_order(cutoff_min=1440, ready_min=400, max_portions=9)
    asked = visits or (a_visit(),)
    return a_problem(asked, runs=(), orders=(order,), **overrides)


@pytest.mark.parametrize(("horizon", "possible"), [(604, False), (605, True)])
def test_everything_ends_by_the_horizon(horizon: int, possible: bool) -> None:
    """
    Injected at 520, scanned from 580 to 600, the scanner is clean at 605.
    """
    problem = _ordered(horizon_min=horizon)

    assert is_possible(problem, injected_at(520)) is possible


@pytest.mark.parametrize(("second", "possible"), [(569, False), (570, True)])
def test_a_scanner_has_one_participant_at_a_time(second: int, possible: bool) -> None:
    """
    Set-up and cleaning count: 5 + 20 + 5 minutes per scan with equal waits.
    """
    # First injected at 540 and scanned at 600: the scanner is held 595 to 625. The
    # second is scanned 60 minutes after its injection, held from 55 after it.
    visits = (a_visit("V1"), a_visit("V2"))
    problem = _ordered(*visits, places=places("c1", "c2"))
    force = both(
        injected_at(540),
        injected_at(second, "V2"),
        lambda x: [x.visit(v).scan_start == x.injection(v) + 60 for v in ("V1", "V2")],
    )

    assert is_possible(problem, force) is possible
    assert is_possible(
        _ordered(
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
    problem = _ordered(
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

    assert is_possible(_ordered(places=chairs), injected_at(540)) is possible


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
    problem = _ordered(places=chairs, procedures=(a_procedure(scan=scan),))

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
    problem = _ordered(
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
    problem = _ordered(people=people, trials=trials)

    assert is_possible(problem, injected_at(500)) is possible


def test_occupations_name_the_resource() -> None:
    """
    One of two scanners is used, and which one can be forced.
    """
    problem = _ordered(scanners=scanners("a", "b"))
    visit = problem.visits[0]

    for scanner in ("a", "b"):
        assert is_possible(
            problem, lambda x, s=scanner: [x.uses(visit, Purpose.SCANNER, s) == 1]
        )
    assert not is_possible(
        problem,
        lambda x: [x.uses(visit, Purpose.SCANNER, s) == 1 for s in ("a", "b")],
    )


@pytest.mark.parametrize(
    "visit",
    [
        a_visit(injection_hours=spans((0, 10), (500, 501))),
        a_visit(window_start_min=500, window_end_min=501),
    ],
    ids=["hours", "window"],
)
@pytest.mark.parametrize(
    ("minute", "possible"), [(499, False), (500, True), (501, False)]
)
def test_hours_and_windows_are_half_open(
    visit: Visit, minute: int, possible: bool
) -> None:
    """
    The first minute is in, the end is not.
    """
    assert is_possible(_ordered(visit), injected_at(minute)) is possible


@pytest.mark.parametrize(
    ("opening", "possible"),
    [((480, 580), True), ((481, 580), False), ((480, 579), False)],
)
def test_the_stay_lies_in_opening_hours(
    opening: tuple[int, int], possible: bool
) -> None:
    """
    Arrival at 480, injection at 500, scan from 560 to 580.
    """
    problem = _ordered(sites=(a_site(opening=spans(opening)),))

    assert is_possible(problem, injected_at(500)) is possible


@pytest.mark.parametrize(
    ("away", "possible"),
    [((470, 480), True), ((470, 481), False), ((580, 600), True), ((579, 600), False)],
)
def test_a_participant_is_not_there_when_away(
    away: tuple[int, int], possible: bool
) -> None:
    """
    No minute of the stay, 480 to 580, is one of those.
    """
    problem = _ordered(a_visit(unavailable=spans(away)))
    force = both(injected_at(500), lambda x: [x.visit("V1").scan_start == 560])

    assert is_possible(problem, force) is possible


def test_an_alternative_has_its_own_scan_minutes() -> None:
    """
    The longer scan does not fit before closing time, the shorter one does.
    """
    alternatives = (
        Alternative(target_kbq=200_000, scan_min=20),
        Alternative(target_kbq=150_000, scan_min=30),
    )
    problem = _ordered(
        a_visit(alternatives=alternatives), sites=(a_site(opening=spans((480, 585))),)
    )

    for choice, possible in ((0, True), (1, False)):
        force = both(
            injected_at(500), lambda x, a=choice: [x.visit("V1").takes(a) == 1]
        )
        assert is_possible(problem, force) is possible


@pytest.mark.parametrize(("second", "possible"), [(604, False), (605, True)])
def test_one_participant_is_in_one_place(second: int, possible: bool) -> None:
    """
    Injected at 600 for five minutes, the next visit may begin at 605.
    """
    visits = [
        a_visit(id_, participant_id="P", window_end_min=1000) for id_ in ("V1", "V2")
    ]
    problem = _ordered(
        *visits,
        procedures=(a_therapy(),),
        places=places("c1", "c2"),
        people=(a_person("n", "nurse"), a_person("m", "nurse")),
    )
    force = both(injected_at(600), injected_at(second, "V2"))

    assert is_possible(problem, force) is possible


@pytest.mark.parametrize(
    ("second", "possible"), [(719, False), (720, True), (1079, True), (1080, False)]
)
def test_visits_follow_by_calendar_days(second: int, possible: bool) -> None:
    """
    One to two days later, days beginning at 360, 720, 1080: here they are short.
    """
    # The first is injected at 500, on the day from 360; one day later is 720 to 1080.
    visits = [
        a_visit("V1", participant_id="P"),
        a_visit(
            "V2",
            participant_id="P",
            window_end_min=1400,
            follows=Follows(visit_id="V1", min_days=1, max_days=1),
        ),
    ]
    problem = _ordered(
        *visits,
        procedures=(a_therapy(),),
        sites=(a_site(midnights_min=(0, 360, 720, 1080, 1440)),),
    )
    force = both(injected_at(500), injected_at(second, "V2"))

    assert is_possible(problem, force) is possible


@pytest.mark.parametrize(
    ("valid", "possible"),
    [((500, 501), True), ((501, 600), False), ((400, 500), False)],
)
def test_an_authorisation_holds_at_the_injection(
    valid: tuple[int, int], possible: bool
) -> None:
    """
    The injection minute lies in the half-open validity.
    """
    held = an_authorisation(valid=spans(valid)[0])
    problem = _ordered(authorisations=(held,))

    assert is_possible(problem, injected_at(500)) is possible


def test_between_two_authorisations_nothing_is_injected() -> None:
    """
    The first look sees one long stretch, the rule sees the gap.
    """
    held = [an_authorisation(valid=span) for span in spans((400, 500), (600, 700))]
    problem = _ordered(authorisations=tuple(held))

    assert is_possible(problem, injected_at(600))
    assert not is_possible(problem, injected_at(550))


@pytest.mark.parametrize(
    "changes",
    [
        {"visits": (a_visit(is_consented=False),)},
        {"trials": (Trial(id="trial", name="trial", active_site_ids=()),)},
        {"authorisations": (an_authorisation(trial_id=None),)},
    ],
    ids=["no consent", "site not activated", "other trial"],
)
def test_no_dose_without_consent_activation_and_authorisation(
    changes: dict[str, Any],
) -> None:
    """
    Each of the three is enough to refuse.
    """
    visits = changes.pop("visits", (a_visit(),))

    assert is_possible(_ordered(a_visit()))
    assert not is_possible(_ordered(*visits, **changes))
