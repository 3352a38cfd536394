"""Rules 3, 9, 11 and 23 in the exact model: when a visit may be."""

from typing import Any

import pytest

from solver.problem.clinic import Trial
from solver.problem.demand import Alternative, Follows, Visit
from tests.solver.builders import (
    a_person,
    a_procedure,
    a_site,
    a_therapy,
    a_visit,
    an_authorisation,
    an_ordered_problem,
    places,
    spans,
)
from tests.solver.model.forcing import Force, both, injected_at, is_possible


def _takes(choice: int) -> Force:
    """The visit takes an alternative."""
    return lambda x: [x.visit("V1").takes(choice) == 1]


@pytest.mark.parametrize(
    ("wait", "possible"), [(59, False), (60, True), (75, True), (76, False)]
)
def test_the_scan_starts_within_the_uptake_time(wait: int, possible: bool) -> None:
    """
    Both ends of the uptake time are inclusive.
    """
    assert (
        is_possible(
            an_ordered_problem(),
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
    problem = an_ordered_problem(
        as_of_min=500, procedures=(a_procedure(preparation_min=60),)
    )

    assert is_possible(problem, injected_at(minute)) is possible


@pytest.mark.parametrize(("horizon", "possible"), [(604, False), (605, True)])
def test_everything_ends_by_the_horizon(horizon: int, possible: bool) -> None:
    """
    Injected at 520, scanned from 580 to 600, the scanner is clean at 605.
    """
    problem = an_ordered_problem(horizon_min=horizon)

    assert is_possible(problem, injected_at(520)) is possible


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
    assert is_possible(an_ordered_problem(visit), injected_at(minute)) is possible


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
    problem = an_ordered_problem(sites=(a_site(opening=spans(opening)),))

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
    problem = an_ordered_problem(a_visit(unavailable=spans(away)))
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
    problem = an_ordered_problem(
        a_visit(alternatives=alternatives), sites=(a_site(opening=spans((480, 585))),)
    )

    for choice, possible in ((0, True), (1, False)):
        force = both(injected_at(500), _takes(choice))
        assert is_possible(problem, force) is possible


@pytest.mark.parametrize(("second", "possible"), [(604, False), (605, True)])
def test_one_participant_is_in_one_place(second: int, possible: bool) -> None:
    """
    Injected at 600 for five minutes, the next visit may begin at 605.
    """
    visits = [
        a_visit(id_, participant_id="P", window_end_min=1000) for id_ in ("V1", "V2")
    ]
    problem = an_ordered_problem(
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
    problem = an_ordered_problem(
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
    problem = an_ordered_problem(authorisations=(held,))

    assert is_possible(problem, injected_at(500)) is possible


def test_between_two_authorisations_nothing_is_injected() -> None:
    """
    The first look sees one long stretch, the rule sees the gap.
    """
    held = [an_authorisation(valid=span) for span in spans((400, 500), (600, 700))]
    problem = an_ordered_problem(authorisations=tuple(held))

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

    assert is_possible(an_ordered_problem(a_visit()))
    assert not is_possible(an_ordered_problem(*visits, **changes))
