"""Departures that are late or cancelled, and what the lane says of them then."""

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select

from scheduler.database.database import Database
from scheduler.errors import Invalid, NotFound
from scheduler.production.affected import Happening
from scheduler.transport.departures import DepartureTimes, departure_changed
from scheduler.transport.models import ExtraDeparture, Lane
from solver.problem.commitments import Firmness
from tests.scheduler.planning.seeds import NETWORK, PLANNER, Seeded, seed_planned
from tests.scheduler.production.batch_day import (
    DEPARTURE,
    SHIPMENT,
    a_batch_day,
    at,
    dispatched,
    doing,
    events,
    lost_ids,
    released,
    visits,
)


def _changed(
    seeded: Seeded,
    times: DepartureTimes | None,
    *,
    departure_id: str = DEPARTURE,
    now: datetime | None = None,
    reason: str = "fog",
) -> Happening:
    return doing(
        seeded,
        lambda session: departure_changed(
            session,
            now or seeded.now,
            PLANNER,
            network_id=NETWORK,
            departure_id=departure_id,
            times=times,
            reason=reason,
        ),
    )


def _extra(seeded: Seeded, lane_id: str) -> list[tuple[datetime, dict[str, Any]]]:
    with seeded.database.reading() as session:
        rows = session.scalars(
            select(ExtraDeparture)
            .where(ExtraDeparture.lane_id == lane_id)
            .order_by(ExtraDeparture.departs_at)
        )
        return [(row.departs_at, dict(row.details)) for row in rows]


def test_a_late_flight_takes_the_doses_that_cannot_wait(database: Database) -> None:
    """
    Landing at 12:05 instead of 10:50, it is usable at 12:15: three of six are lost.
    """
    seeded = a_batch_day(database)
    released(seeded, "18")
    dispatched(seeded)
    served = visits(seeded)
    seeded.promise(Firmness.CONFIRMED, *served)

    happening = _changed(
        seeded, DepartureTimes(arrives_at=at("12:05")), now=at("07:45")
    )

    assert lost_ids(happening) == served[:3]
    assert {each.rules for each in happening.lost} == {("transport",)}
    departs, details = _extra(seeded, "OSL-TRD")[0]
    assert departs == at("07:30")
    assert datetime.fromisoformat(details["arrives_at"]) == at("12:05")
    assert datetime.fromisoformat(details["handover_at"]) == at("07:00")
    (shipment,) = seeded.built().problem.commitments.previous.shipments
    assert shipment.id == SHIPMENT
    assert seeded.built().instants.at(shipment.usable_min) == at("12:15")


def test_the_same_change_twice_is_one(database: Database) -> None:
    """
    Nothing is told again of a flight that is known to be late.
    """
    seeded = a_batch_day(database)
    late = DepartureTimes(arrives_at=at("11:00"))

    first, second = _changed(seeded, late), _changed(seeded, late)

    assert (first.is_new, second.is_new) == (True, False)
    assert len(events(seeded, "departure_changed")) == 1


def test_a_cancelled_flight_loses_everybody_on_it(database: Database) -> None:
    """
    The departure is gone, and its shipment with it.
    """
    seeded = a_batch_day(database)
    served = visits(seeded)

    happening = _changed(seeded, None)

    assert lost_ids(happening) == served
    assert [departs for departs, _ in _extra(seeded, "OSL-TRD")] == [
        at("07:30").replace(day=17)
    ]
    assert DEPARTURE not in {each.id for each in seeded.built().problem.departures}
    with pytest.raises(NotFound):
        _changed(seeded, None)


def test_impossible_times_are_named_at_once(database: Database) -> None:
    """
    A flight does not land before it leaves, nor take packages after that.
    """
    seeded = a_batch_day(database)

    with pytest.raises(Invalid) as refused:
        _changed(
            seeded,
            DepartureTimes(arrives_at=at("07:30"), handover_at=at("07:31")),
            reason="",
        )
    with pytest.raises(Invalid) as naive:
        _changed(seeded, DepartureTimes(arrives_at=datetime(2026, 9, 15, 12, 5)))  # noqa: DTZ001 - refused

    assert [each.place for each in refused.value.issues] == [
        "reason",
        "handover_at",
        "arrives_at",
    ]
    assert [str(each) for each in naive.value.issues] == ["arrives_at: has no zone"]
    assert events(seeded, "departure_changed") == []


def test_a_slip_of_the_year_is_no_late_flight(database: Database) -> None:
    """
    Up to 31 days it may be; and nobody says when a carrier's own vehicle is back.
    """
    seeded = a_batch_day(database)
    for times, issue in (
        (
            DepartureTimes(arrives_at=at("07:31").replace(month=10, day=16)),
            "arrives_at: lies more than 31 days from the departure",
        ),
        (
            DepartureTimes(
                arrives_at=at("12:05"), handover_at=at("07:00").replace(year=2025)
            ),
            "handover_at: lies more than 31 days from the departure",
        ),
        (
            DepartureTimes(arrives_at=at("12:05"), returns_at=at("14:00")),
            "returns_at: no vehicle of ours makes this tour",
        ),
    ):
        with pytest.raises(Invalid) as refused:
            _changed(seeded, times)

        assert [str(each) for each in refused.value.issues] == [issue]
    latest = DepartureTimes(arrives_at=at("07:30").replace(month=10, day=16))
    assert _changed(seeded, latest).is_new


def test_a_timetabled_flight_becomes_a_dated_one(database: Database) -> None:
    """
    Its date is an exception of the timetable, and the departure keeps its id.
    """
    seeded = seed_planned(database, "nms-outage-week-before")
    departure = next(
        each
        for each in seeded.built().problem.departures
        if not _extra(seeded, each.lane_id) and each.vehicle_id is None
    )
    instants = seeded.built().instants
    arrives_at = instants.at(departure.arrives_min + 45)

    _changed(seeded, DepartureTimes(arrives_at=arrives_at), departure_id=departure.id)

    problem = seeded.built().problem
    (same,) = [each for each in problem.departures if each.id == departure.id]
    assert same.arrives_min == departure.arrives_min + 45
    assert same.handover_min == departure.handover_min
    others = [each.id for each in problem.departures]
    assert sorted(others) == sorted(set(others))
    with seeded.database.reading() as session:
        lane = session.get_one(Lane, (NETWORK, departure.lane_id))
        day = f"{departure.id.rpartition('/')[2]:.10}"
        excepted = [
            row["days"].get("except_dates", []) for row in lane.details["timetable"]
        ]
    assert [day] in excepted
    assert len(_extra(seeded, departure.lane_id)) == 1


def test_a_timetabled_flight_that_is_cancelled_is_an_exception_only(
    database: Database,
) -> None:
    """
    No dated departure takes its place.
    """
    seeded = seed_planned(database, "nms-outage-week-before")
    departure = seeded.built().problem.departures[0]

    _changed(seeded, None, departure_id=departure.id)

    left = {each.id for each in seeded.built().problem.departures}
    assert departure.id not in left
    assert _extra(seeded, departure.lane_id) == []
