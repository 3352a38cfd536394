"""How a batch reaches a site: lanes, on demand or by timetable (rule 10)."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from solver.problem.base import Id, Interval, Minute, Minutes, Name, Nok, Record


class Lane(Record):
    """
    A way from one production unit to one site.

    A lane is either on demand (``door_to_door_min`` given: it may leave at any
    minute inside ``hours``) or timetabled (its departures are listed).

    Parameters
    ----------
    receiving_min
        Minutes the receiving check takes after arrival; a dose is usable then.
    cost_nok
        Cost of each dispatch (on demand) or of each departure used (timetabled;
        paid once, however many batches travel on it).
    """

    id: Id
    name: Name
    unit_id: Id
    site_id: Id
    receiving_min: Minutes = 0
    cost_nok: Nok = 0
    door_to_door_min: Minutes | None = None
    hours: tuple[Interval, ...] = ()

    @model_validator(mode="after")
    def _hours_fit_kind(self) -> Self:
        if self.door_to_door_min is None and self.hours:
            raise ValueError("hours are for lanes on demand")
        return self


class Departure(Record):
    """
    One timetabled departure: a flight, a train, a fixed courier tour.

    Parameters
    ----------
    handover_min
        Last minute at which the carrier takes a package.
    vehicle_id, returns_min
        The vehicle that makes this tour, and when it is back. It makes one tour at a
        time: of two departures of one vehicle whose ``[departs_min, returns_min)``
        overlap, at most one is used.
    max_packages, max_ti_milli
        Most packages, and most transport index in thousandths, of all shipments on
        this departure together.
    """

    id: Id
    lane_id: Id
    handover_min: Minute
    departs_min: Minute
    arrives_min: Minute
    vehicle_id: Id | None = None
    returns_min: Minute | None = None
    max_packages: Annotated[int, Field(ge=0, le=10_000)] | None = None
    max_ti_milli: Annotated[int, Field(ge=0, le=10**6)] | None = None

    @model_validator(mode="after")
    def _times_follow(self) -> Self:
        if (self.vehicle_id is None) != (self.returns_min is None):
            raise ValueError("vehicle_id and returns_min come together")
        if self.returns_min is not None and self.returns_min <= self.departs_min:
            raise ValueError("the vehicle returns before it departs")
        if not self.handover_min <= self.departs_min <= self.arrives_min:
            raise ValueError("hand-over, departure and arrival must follow in time")
        return self
