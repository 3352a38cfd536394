"""Departures more or fewer: what differs, and nothing else."""

from datetime import datetime

import pytest

from scheduler.scenarios.changes.transport import AddDeparture, CloseDeparture
from tests.scheduler.scenarios.changed import (
    BASE_PROBLEM,
    differences,
    ids,
    made,
    refusals,
)

NOON = datetime.fromisoformat("2026-03-24T12:00+01:00")
NOON_MIN = 36 * 60


@pytest.mark.parametrize(
    ("lane", "times"),
    [
        ("fly", (NOON_MIN - 60, NOON_MIN, NOON_MIN + 75)),
        ("own", (NOON_MIN - 5, NOON_MIN, NOON_MIN + 35)),
    ],
)
def test_added_departure_is_as_usual(lane: str, times: tuple[int, int, int]) -> None:
    """
    Hand-over and way take as long as in the timetable.
    """
    change = AddDeparture(lane=lane, departs_at=NOON)

    found = differences(made(change).problem)

    assert ids(found) == {"departures": ([], [f"{lane}/2026-03-24T1200"])}
    (new,) = found["departures"][1]
    assert (new.handover_min, new.departs_min, new.arrives_min) == times


def test_added_departure_may_be_faster() -> None:
    """
    Minutes that are said replace the usual ones.
    """
    change = AddDeparture(
        lane="fly", departs_at=NOON, travel_minutes=50, handover_minutes_before=20
    )

    (new,) = differences(made(change).problem)["departures"][1]

    assert (new.handover_min, new.arrives_min) == (NOON_MIN - 20, NOON_MIN + 50)


@pytest.mark.parametrize(
    "departure",
    ["fly/2026-03-24T0810", "fly/2026-03-23T1100", "own/2026-03-23T0830/van-2"],
)
def test_closed_departure_is_not_there(departure: str) -> None:
    """
    Of a timetable, dated, or of a shuttle: that one is gone, and no other.
    """
    found = differences(made(CloseDeparture(departure=departure)).problem)

    assert ids(found) == {"departures": ([departure], [])}


def test_departure_added_and_closed_is_the_base() -> None:
    """
    Both in one what-if leave every departure as it was.
    """
    changes = (
        CloseDeparture(departure="fly/2026-03-24T1200"),
        AddDeparture(lane="fly", departs_at=NOON),
    )

    assert made(*changes).problem == BASE_PROBLEM


def test_departures_that_make_no_sense_are_refused() -> None:
    """
    Unknown, on demand, gone already, beyond the horizon, at the minute of another.
    """
    late = datetime.fromisoformat("2026-03-28T12:00+01:00")
    changes = (
        AddDeparture(lane="sea", departs_at=NOON),
        AddDeparture(lane="van", departs_at=NOON),
        AddDeparture(lane="fly", departs_at=late),
        CloseDeparture(departure="fly/2026-03-24T0811"),
        CloseDeparture(departure="fly/2026-03-20T0810"),
    )
    again = AddDeparture(
        lane="fly", departs_at=datetime.fromisoformat("2026-03-24T08:10+01:00")
    )

    assert refusals(*changes) == [
        "changes[0].lane: there is no lane 'sea'",
        "changes[1].lane: leaves on demand, at any minute of its hours",
        "changes[2].departs_at: lies outside of what is planned",
        "changes[3].departure: there is no departure 'fly/2026-03-24T0811'",
        "changes[4].departure: has left already",
    ]
    (told,) = refusals(again)
    assert told.endswith("departures[fly/2026-03-24T0810]: this id occurs twice")
