"""Rule 15, in insertion and in the exact model: scans for which one comes back."""

import pytest

from solver.plan.plan import BookedScan, Occupation, Purpose
from solver.problem.clinic import Site
from solver.state.placement import Channel, Placement
from tests.solver.builders import a_site, scanners, spans
from tests.solver.ward import (
    ALWAYS,
    DAY,
    DAYS,
    a_later_scan,
    a_patient,
    a_stay,
    agreed,
    on_the_ward,
    refusing,
    staff,
)

FOLLOWED = a_stay(later_scans=(a_later_scan(),))


def ward_open(*next_day: tuple[int, int]) -> tuple[Site, ...]:
    """The ward, with other hours on the day after the injection."""
    opening = (DAYS[0], *spans(*next_day))
    return (a_site(opening=opening, midnights_min=(0, DAY, 2 * DAY, 3 * DAY)),)


@pytest.mark.parametrize(
    ("opening", "minute", "allowed"),
    [
        pytest.param((2000, 2400), 509, False, id="opens late"),
        pytest.param((2000, 2400), 510, True, id="opens just in time"),
        pytest.param((1920, 2100), 630, True, id="closes just in time"),
        pytest.param((1920, 2100), 631, False, id="closes early"),
    ],
)
def test_a_later_scan_is_in_opening_hours(
    opening: tuple[int, int], minute: int, allowed: bool
) -> None:
    """
    Set-up begins at most 1500 - 10 = 1490 min after the injection, and 509 + 1490 is
    1999; the scan ends at least 1440 + 30 min after it, and 631 + 1470 is 2101.
    """
    problem = on_the_ward(procedures=(FOLLOWED,), sites=ward_open(opening))

    assert agreed(problem, minute) is allowed


@pytest.mark.parametrize(("minute", "allowed"), [(499, False), (500, True)])
def test_a_later_scan_touches_no_unavailable_time(minute: int, allowed: bool) -> None:
    """
    Set-up at 1990 at the earliest is a scan at 2000, 1500 min after 500.
    """
    away = spans((1000, 1990))
    problem = on_the_ward(a_patient(unavailable=away), procedures=(FOLLOWED,))

    assert agreed(problem, minute) is allowed


@pytest.mark.parametrize(
    ("scanner", "technologist", "minute", "allowed"),
    [
        pytest.param((1990, 2050), (0, 4320), 499, False, id="scanner: too late"),
        pytest.param((1990, 2050), (0, 4320), 500, True, id="scanner: its first"),
        pytest.param((1990, 2050), (0, 4320), 570, True, id="scanner: its last"),
        pytest.param((1990, 2050), (0, 4320), 571, False, id="scanner: too early"),
        pytest.param((0, 4320), (1990, 2050), 580, True, id="person: its last"),
        pytest.param((0, 4320), (1990, 2050), 581, False, id="person: too early"),
        pytest.param((1990, 2030), (1990, 2050), 550, False, id="no time to clean"),
        pytest.param((1990, 2050), (2001, 2050), 550, False, id="never together"),
        pytest.param((1990, 2050), (2000, 2040), 550, True, id="just together"),
    ],
)
def test_a_later_scan_has_scanner_and_technologist(
    scanner: tuple[int, int],
    technologist: tuple[int, int],
    minute: int,
    allowed: bool,
) -> None:
    """
    The scanner is held 10 min before the scan start to 40 after it, the technologist
    to 30 after it: the scanner's hours allow scans from 2000 to 2010, the
    technologist's from 2000 to 2020; the scan is 1440 to 1500 min after the injection.
    """
    problem = on_the_ward(
        procedures=(FOLLOWED,),
        scanners=scanners("PET", available=spans(scanner)),
        people=staff(available=spans(technologist)),
    )

    assert agreed(problem, minute) is allowed


@pytest.mark.parametrize(("minute", "allowed"), [(620, True), (621, False)])
def test_a_later_scan_ends_by_the_horizon(minute: int, allowed: bool) -> None:
    """
    The scanner is clean 1440 + 40 min after 620, when the horizon ends at 2100.
    """
    problem = on_the_ward(procedures=(FOLLOWED,), horizon_min=2100)

    assert agreed(problem, minute) is allowed


@pytest.mark.parametrize(("latest", "allowed"), [(129, False), (130, True)])
def test_an_outpatient_is_scanned_after_the_stay(latest: int, allowed: bool) -> None:
    """
    Infusion and observation end 120 min after the injection; then comes the set-up.
    """
    scan = a_later_scan(earliest_min=100, latest_min=latest)
    problem = on_the_ward(procedures=(a_stay(observation_min=60, later_scans=(scan,)),))

    assert agreed(problem, 600) is allowed


@pytest.mark.parametrize("is_overnight", [True, False])
def test_only_an_inpatient_is_scanned_during_the_stay(is_overnight: bool) -> None:
    """
    90 min after the injection the observation of 1060 min has just begun.
    """
    stay = a_stay(
        observation_min=1060,
        is_overnight=is_overnight,
        later_scans=(a_later_scan(earliest_min=90, latest_min=90),),
    )
    all_day = (a_site(opening=ALWAYS, midnights_min=(0, DAY, 2 * DAY, 3 * DAY)),)
    problem = on_the_ward(procedures=(stay,), sites=all_day)

    assert agreed(problem, 800) is is_overnight


def seated(minute: int, later_min: int | None = None) -> Placement:
    """V2 injected at a minute in a chair of its own, maybe with a later scan."""
    held = [(Purpose.PLACE, "chair 2"), (Purpose.INJECTION, "nurse 2")]
    booked: tuple[BookedScan, ...] = ()
    if later_min is not None:
        scan = (Purpose.SCANNER, "PET 2", 40), (Purpose.SCAN, "technologist 2", 30)
        booked = (
            BookedScan(
                name="24 h",
                scan_start_min=later_min,
                occupations=tuple(
                    Occupation(
                        resource_id=id_,
                        purpose=purpose,
                        start_min=later_min - 10,
                        end_min=later_min + length,
                    )
                    for purpose, id_, length in scan
                ),
            ),
        )
    return Placement(
        visit_id="V2",
        alternative=0,
        injection_min=minute,
        scan_start_min=None,
        channel=Channel("O1", 600, "lane", 0),
        occupations=tuple(
            Occupation(
                resource_id=id_,
                purpose=purpose,
                start_min=minute,
                end_min=minute + 60,
            )
            for purpose, id_ in held
        ),
        later_scans=booked,
    )


@pytest.mark.parametrize(
    ("minute", "allowed"), [(530, True), (531, False), (569, False), (570, True)]
)
def test_a_later_scan_keeps_clear_of_another_visit(minute: int, allowed: bool) -> None:
    """
    V2 is there in [2000, 2060): V1's scan begins at 1970 (1440 after 530) or sooner, or
    at 2070 (1500 after 570) or later.
    """
    visits = [a_patient(f"V{n}", participant_id="P") for n in (1, 2)]
    problem = on_the_ward(*visits, procedures=(FOLLOWED,))

    assert agreed(problem, minute, {"V2": seated(2000)}) is allowed


@pytest.mark.parametrize(("minute", "allowed"), [(640, False), (641, True)])
def test_a_later_scan_keeps_clear_of_another_later_scan(
    minute: int, allowed: bool
) -> None:
    """
    V2, injected at 490, is scanned in [2101, 2141): with V1's scan starting exactly
    1500 min after its injection, 2141 and the set-up are 1510 min after 641.
    """
    late = a_stay(later_scans=(a_later_scan(earliest_min=1510, latest_min=1510),))
    visits = [
        a_patient("V1", participant_id="P"),
        a_patient("V2", participant_id="P", procedure_id="before"),
    ]
    before = a_stay(id="before", later_scans=(a_later_scan(latest_min=1700),))
    problem = on_the_ward(*visits, procedures=(late, before))

    assert agreed(problem, minute, {"V2": seated(490, 2111)}) is allowed


def test_a_later_scan_of_the_other_is_in_the_way_of_a_visit() -> None:
    """
    V2 is scanned in [1930 - 10, 1960): V1's infusion of an hour begins then at the
    soonest; its own scan a day later is free.
    """
    visits = [a_patient(f"V{n}", participant_id="P") for n in (1, 2)]
    problem = on_the_ward(*visits, procedures=(FOLLOWED,))
    fixed = {"V2": seated(490, 1930)}

    assert not agreed(problem, 1959, fixed)
    assert agreed(problem, 1960, fixed)


def test_every_later_scan_is_needed() -> None:
    """
    With a second scan on the third day, hours of the scanner on that day decide.
    """
    second = a_later_scan("48 h", earliest_min=2 * DAY, latest_min=2 * DAY)
    stay = a_stay(later_scans=(a_later_scan(), second))
    for until, allowed in ((3420, True), (3419, False)):
        # 500 + 2880 is 3380; the scanner is clean at 3420.
        problem = on_the_ward(
            procedures=(stay,),
            scanners=scanners("PET", available=spans((1920, 2400), (3360, until))),
        )

        assert agreed(problem, 500) is allowed


@pytest.mark.parametrize(("minute", "allowed"), [(800, True), (801, False)])
def test_extra_minutes_count_on_later_scans(minute: int, allowed: bool) -> None:
    """
    With 20 extra minutes the scan ends at least 1440 + 50 min after 800, at 2290.
    """
    problem = on_the_ward(
        a_patient(extra_min=20),
        procedures=(FOLLOWED,),
        sites=ward_open((1920, 2290)),
    )

    assert agreed(problem, minute) is allowed


def test_nobody_for_the_later_scan_is_a_matter_of_rule_15() -> None:
    """
    The technologist of the next day is needed for the later scan alone.
    """
    people = staff(available=spans((0, DAY)))
    problem = on_the_ward(procedures=(FOLLOWED,), people=people)

    assert refusing(problem, 600) == {"follow_up_imaging"}
