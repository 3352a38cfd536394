"""Scanners, places and people: what differs, and nothing else."""

from datetime import datetime

import pytest

from scheduler.scenarios.changes.clinic import (
    Absence,
    AddPlace,
    AddScanner,
    ClosePlace,
    CloseScanner,
)
from tests.scheduler.scenarios.changed import (
    BASE_PROBLEM,
    differences,
    ids,
    made,
    refusals,
    spans,
)

NOON = datetime.fromisoformat("2026-03-24T12:00+01:00")
TWO = datetime.fromisoformat("2026-03-24T14:00+01:00")
TUESDAY_MIN = 24 * 60


def test_added_scanner_is_like_the_other_without_its_maintenance() -> None:
    """
    It is certified alike and open on Tuesday afternoon, when the other has service.
    """
    change = AddScanner(scanner="PET2", like="PET1")

    found = differences(made(change).problem)

    assert ids(found) == {"scanners": ([], ["PET2"])}
    first, new = BASE_PROBLEM.scanners[0], found["scanners"][1][0]
    assert (new.site_id, new.kind) == (first.site_id, first.kind)
    assert new.certificates == first.certificates
    served = (TUESDAY_MIN + 450, TUESDAY_MIN + 720)
    assert served in spans(first)
    assert spans(new) == [
        (start, TUESDAY_MIN + 960) if (start, end) == served else (start, end)
        for start, end in spans(first)
    ]


def test_closed_scanner_has_a_gap_in_its_hours() -> None:
    """
    From noon to two, the minutes from 2160 to 2280 are gone, and no others.
    """
    change = CloseScanner(scanner="SPECT1", start_at=NOON, end_at=TWO)

    found = differences(made(change).problem)

    assert ids(found) == {"scanners": (["SPECT1"], ["SPECT1"])}
    (before,), (after,) = found["scanners"]
    assert (1860, 2400) in spans(before)
    assert spans(after) == [
        each
        for span in spans(before)
        for each in ([(1860, 2160), (2280, 2400)] if span == (1860, 2400) else [span])
    ]


def test_scanner_closed_without_times_is_never_there() -> None:
    """
    From now to the horizon's end, nothing of its hours is left.
    """
    found = differences(made(CloseScanner(scanner="PET1")).problem)

    assert spans(found["scanners"][1][0]) == []


def test_added_places_are_counted_on() -> None:
    """
    Two more chairs beside two have the numbers three and four, and their hours.
    """
    change = AddPlace(site="BERGEN", kind="uptake", count=2)

    found = differences(made(change).problem)

    assert ids(found) == {"places": ([], ["BERGEN/uptake/3", "BERGEN/uptake/4"])}
    assert {each.available for each in found["places"][1]} == {
        BASE_PROBLEM.places[0].available
    }


def test_added_place_is_listed_where_the_others_are() -> None:
    """
    Beside a room of its own name there is a second one, with the hours of the first.
    """
    found = differences(made(AddPlace(site="BERGEN", kind="infusion")).problem)

    assert ids(found) == {"places": ([], ["BERGEN/infusion/2"])}
    assert found["places"][1][0].available == BASE_PROBLEM.places[2].available


@pytest.mark.parametrize("place", ["BERGEN/uptake/2", "room-7"])
def test_closed_place_is_that_one_alone(place: str) -> None:
    """
    A counted chair and a listed room are closed, and those beside them are not.
    """
    change = ClosePlace(place=place, start_at=NOON, end_at=TWO)

    found = differences(made(change).problem)

    assert ids(found) == {"places": ([place], [place])}
    (before,), (after,) = found["places"]
    assert set(spans(before)) - set(spans(after)) == {(1860, 2400)}
    assert set(spans(after)) - set(spans(before)) == {(1860, 2160), (2280, 2400)}


def test_somebody_away_has_a_gap_and_needs_no_break_in_it() -> None:
    """
    Who is away from noon to two has the break of that day anyway.
    """
    change = Absence(person="tech-1", start_at=NOON, end_at=TWO)

    found = differences(made(change).problem)

    assert ids(found) == {"people": (["tech-1"], ["tech-1"])}
    (before,), (after,) = found["people"]
    assert set(spans(before)) - set(spans(after)) == {(1860, 2340)}
    assert set(spans(after)) - set(spans(before)) == {(1860, 2160), (2280, 2340)}
    gone = set(before.breaks) - set(after.breaks)
    assert [each.window.start_min for each in gone] == [2100]


def test_what_is_not_there_is_refused_at_its_field() -> None:
    """
    Every name that nothing goes by is told, and every one that something has already.
    """
    changes = (
        AddScanner(scanner="SPECT1", like="PET9"),
        CloseScanner(scanner="PET9"),
        AddPlace(site="OSLO", kind="uptake"),
        AddPlace(site="BERGEN", kind="sauna"),
        ClosePlace(place="BERGEN/uptake/3"),
        Absence(person="tech-2"),
    )

    assert refusals(*changes) == [
        "changes[0].scanner: there is a scanner 'SPECT1' already",
        "changes[0].like: there is no scanner 'PET9'",
        "changes[1].scanner: there is no scanner 'PET9'",
        "changes[2].site: there is no site 'OSLO'",
        "changes[3].kind: BERGEN has no place 'sauna' yet",
        "changes[4].place: there is no place 'BERGEN/uptake/3'",
        "changes[5].person: there is no person 'tech-2'",
    ]
