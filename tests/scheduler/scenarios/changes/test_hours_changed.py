"""Other hours on some dates: what differs, and nothing else."""

from datetime import date

import pytest
from pydantic import ValidationError

from scheduler.scenarios.changes.hours import SetHours, SetOpening
from tests.scheduler.scenarios.changed import (
    BASE,
    differences,
    ids,
    made,
    refusals,
    spans,
)

TUESDAY = date.fromisoformat("2026-03-24")
FRIDAY = date.fromisoformat("2026-03-27")


def test_site_opens_on_a_day_it_was_closed() -> None:
    """
    With it do the places and scanners that follow its hours, on that day alone, and
    whoever can be given a product without hours of its own then.
    """
    change = SetOpening(
        site="BERGEN", first_date=FRIDAY, last_date=FRIDAY, hours=("08:00-12:00",)
    )

    what_if = made(change)

    found = differences(what_if.problem)
    assert ids(found) == {
        "sites": (["BERGEN"], ["BERGEN"]),
        "places": (["BERGEN/uptake/1", "BERGEN/uptake/2"],) * 2,
        "scanners": (["PET1", "SPECT1"],) * 2,
        "visits": (["X7Q2-2", "Y3K9-lu/1"],) * 2,
    }
    friday_min = 4 * 24 * 60
    (before, after) = (found["scanners"][side][1] for side in (0, 1))
    assert set(spans(after)) - set(spans(before)) == {
        (friday_min + 480, friday_min + 720)
    }
    assert FRIDAY not in what_if.file.sites[0].opening.closed_dates


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (
            SetHours(
                kind="scanner", of="SPECT1", first_date=TUESDAY, last_date=TUESDAY
            ),
            "scanners",
        ),
        (
            SetHours(kind="person", of="tech-1", first_date=TUESDAY, last_date=TUESDAY),
            "people",
        ),
        (
            SetHours(kind="line", of="L2", first_date=TUESDAY, last_date=TUESDAY),
            "lines",
        ),
    ],
)
def test_closed_on_a_day_is_closed_on_that_day(change: SetHours, field: str) -> None:
    """
    Without hours, one span is gone, that of Tuesday.
    """
    found = differences(made(change).problem)

    assert ids(found) == {field: ([change.of], [change.of])}
    (before,), (after,) = found[field]
    assert set(spans(after)) <= set(spans(before))
    (gone,) = set(spans(before)) - set(spans(after))
    assert 1440 <= gone[0] < gone[1] <= 2880


def test_scanner_with_hours_of_its_own_does_not_follow_its_site() -> None:
    """
    Whatever the order, what is said of the scanner holds for it on its date.
    """
    site = SetOpening(site="BERGEN", first_date=TUESDAY, last_date=TUESDAY)
    scanner = SetHours(
        kind="scanner",
        of="SPECT1",
        first_date=TUESDAY,
        last_date=TUESDAY,
        hours=("09:00-10:00", "11:00-12:00"),
    )

    one, other = made(site, scanner).problem, made(scanner, site).problem

    assert one == other
    tuesday = [each for each in spans(one.scanners[1]) if 1440 <= each[0] < 2880]
    assert tuesday == [(1980, 2040), (2100, 2160)]


def test_hours_that_make_no_sense_are_refused() -> None:
    """
    Unknown, outside what is planned, and twice for one date.
    """
    change = SetOpening(site="BERGEN", first_date=TUESDAY, last_date=FRIDAY)
    changes = (
        SetOpening(site="OSLO", first_date=TUESDAY, last_date=TUESDAY),
        SetHours(kind="line", of="L8", first_date=TUESDAY, last_date=TUESDAY),
        SetHours(
            kind="line",
            of="L1",
            first_date=date.fromisoformat("2026-03-19"),
            last_date=date.fromisoformat("2026-03-28"),
        ),
        change,
        SetOpening(site="BERGEN", first_date=FRIDAY, last_date=FRIDAY),
    )

    assert refusals(*changes) == [
        "changes[0].site: there is no site 'OSLO'",
        "changes[1].of: there is no line 'L8'",
        "changes[2].first_date: 2026-03-19 lies outside 2026-03-20 to 2026-03-27",
        "changes[2].last_date: 2026-03-28 lies outside 2026-03-20 to 2026-03-27",
        f"changes[4].first_date: changes[3] is about {FRIDAY} at BERGEN as well",
    ]
    with pytest.raises(ValidationError, match="lies before first_date"):
        SetOpening(site="BERGEN", first_date=FRIDAY, last_date=TUESDAY)


def test_hours_leave_the_base_alone() -> None:
    """
    The calendars of the file are what they were.
    """
    before = BASE.model_copy(deep=True)

    made(SetOpening(site="BERGEN", first_date=TUESDAY, last_date=FRIDAY))

    assert before == BASE
