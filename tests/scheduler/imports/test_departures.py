"""Vehicles: departures with round trips and limits, and shuttles on a grid."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

from scheduler.imports.planning_file import read_planning_file
from scheduler.imports.planning_file.context import Context
from scheduler.imports.planning_file.convert_departures import departures
from solver.problem.transport import Departure
from tests.scheduler.imports.small_file import a_file, as_bytes

DAY = 24 * 60
OWN = {"id": "own", "name": "Own vans", "unit": "OSLO", "site": "BERGEN"}


def of_lane(lane: dict[str, Any], **replaced: Any) -> dict[str, Departure]:
    """The departures of one lane, by id."""
    file = read_planning_file(as_bytes(a_file(lanes=[lane], **replaced)))
    return {each.id: each for each in departures(Context(file))}


def a_shuttle(**overrides: Any) -> dict[str, Any]:
    """One van, Mondays from 08:00 to 10:00, every half hour."""
    shuttle = {
        "vehicles": ["van-1"],
        "hours": {"weekly": {"mon": ["08:00-10:00"]}},
        "every_minutes": 30,
        "travel_minutes": 35,
        "round_trip_minutes": 90,
    }
    return OWN | {"shuttle": shuttle | overrides}


def test_shuttles_leave_at_every_step_inside_the_hours() -> None:
    """
    08:00 to 09:30 on the one Monday after now, and not at 10:00, when they end.
    """
    found = of_lane(a_shuttle(vehicles=["van-1", "van-2"]))

    assert sorted(found) == [
        f"own/2026-03-23T{clock}/{van}"
        for clock in ("0800", "0830", "0900", "0930")
        for van in ("van-1", "van-2")
    ]
    first = found["own/2026-03-23T0800/van-1"]
    assert (first.handover_min, first.departs_min, first.arrives_min) == (480, 480, 515)
    assert (first.vehicle_id, first.returns_min) == ("van-1", 570)
    # Van 1 carries 8 packages and an index of 5.5; van 2 has no limits.
    assert (first.max_packages, first.max_ti_milli) == (8, 5500)
    assert found["own/2026-03-23T0800/van-2"].max_packages is None


def test_an_extra_departure_takes_the_place_of_a_shuttle_s() -> None:
    """
    The van of 08:30 comes late: the same departure, an hour later there and back.
    """
    extra = {
        "handover_at": "2026-03-23T08:30+01:00",
        "departs_at": "2026-03-23T08:30+01:00",
        "arrives_at": "2026-03-23T10:05+01:00",
        "vehicle": "van-1",
        "returns_at": "2026-03-23T11:00+01:00",
        "max_packages": 3,
        "max_transport_index": 9,
    }
    found = of_lane(a_shuttle() | {"extra_departures": [extra]})

    assert len(found) == 4
    late = found["own/2026-03-23T0830/van-1"]
    assert (late.arrives_min, late.returns_min) == (605, 660)
    # The lower of 3 and 8 packages, and of 9 and 5.5.
    assert (late.max_packages, late.max_ti_milli) == (3, 5500)


def test_shuttles_that_left_are_there_for_what_they_carry() -> None:
    """
    Before now only the departure that the previous plan uses is still one.
    """
    now = {"as_of": "2026-03-23T09:00+01:00"}
    held = a_file()["commitments"]
    shipment = held["previous"]["plan"]["shipments"][0]
    shipment |= {"lane_id": "own", "departure_id": "own/2026-03-23T0830/van-1"}

    assert sorted(of_lane(a_shuttle(), **now)) == [
        "own/2026-03-23T0900/van-1",
        "own/2026-03-23T0930/van-1",
    ]
    assert sorted(of_lane(a_shuttle(), commitments=held, **now)) == [
        "own/2026-03-23T0830/van-1",
        "own/2026-03-23T0900/van-1",
        "own/2026-03-23T0930/van-1",
    ]


def test_an_hour_that_occurs_twice_has_departures_of_both() -> None:
    """
    In the autumn night 02:00 and 02:30 occur twice, the second time with an offset.
    """
    night = {
        "horizon": {"first_date": "2026-10-25", "days": 1, "zone": "Europe/Oslo"},
        "as_of": "2026-10-20T12:00+02:00",
    }
    hours = {"dates": {"2026-10-25": ["02:00-03:00"]}}
    found = of_lane(a_shuttle(hours=hours), commitments=None, **night)

    # 02:00 summer time is two hours after midnight, and the hour lasts two.
    assert {id_: each.departs_min for id_, each in found.items()} == {
        "own/2026-10-25T0200/van-1": 120,
        "own/2026-10-25T0230/van-1": 150,
        "own/2026-10-25T0200+0100/van-1": 180,
        "own/2026-10-25T0230+0100/van-1": 210,
    }


def test_rows_with_a_vehicle_are_back_after_the_round_trip() -> None:
    """
    Wednesday noon, there 35 minutes later, back after 90; the lower limits hold.
    """
    row = {
        "days": {"weekdays": ["wed"]},
        "departs": "12:00",
        "handover_minutes_before": 5,
        "travel_minutes": 35,
        "vehicle": "van-1",
        "round_trip_minutes": 90,
        "max_packages": 10,
        "max_transport_index": 1.5,
    }
    found = of_lane(OWN | {"timetable": [row]})

    tour = found["own/2026-03-25T1200/van-1"]
    noon = 2 * DAY + 720
    assert (tour.departs_min, tour.arrives_min) == (noon, noon + 35)
    assert (tour.vehicle_id, tour.returns_min) == ("van-1", noon + 90)
    assert (tour.max_packages, tour.max_ti_milli) == (8, 1500)


def test_a_year_of_weekly_departures_and_shuttles_keeps_local_time() -> None:
    """
    Twelve months of a weekly flight at 08:10 and of vans on the grid, all by the clock.
    """
    year = {
        "horizon": {"first_date": "2026-03-02", "days": 365, "zone": "Europe/Oslo"},
        "as_of": "2026-03-02T00:00+01:00",
    }
    fly, _, own = a_file()["lanes"]
    fly["timetable"][0]["days"] = {"weekdays": ["mon"], "holidays": "NO"}
    found = [
        each
        for lane in (fly, own)
        for each in of_lane(lane, commitments=None, **year).values()
    ]

    origin = datetime(2026, 3, 1, 23, tzinfo=UTC)
    clocks: Counter[tuple[str, str]] = Counter()
    for each in found:
        utc = origin + timedelta(minutes=each.departs_min)
        stamp = each.id.split("/")[1]
        offset = 2 if "2026-03-29T0200" <= stamp < "2026-10-25T0300" else 1
        assert f"{utc + timedelta(hours=offset):%Y-%m-%dT%H%M}" == stamp
        clocks[each.lane_id, stamp[-4:]] += each.departs_min >= 0
    # 53 Mondays, but for Easter Monday (2026-04-06) and Whit Monday (2026-05-25).
    assert clocks["fly", "0810"] == 51
    # The vans go on all 53 Mondays, both of them at each step.
    assert clocks["own", "0830"] == 2 * 53
