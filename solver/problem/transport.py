"""How a batch reaches a site: lanes, on demand or by timetable (rule 10)."""

from typing import Self

from pydantic import model_validator

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

    ``handover_min`` is the last minute at which the carrier takes a package.
    """

    id: Id
    lane_id: Id
    handover_min: Minute
    departs_min: Minute
    arrives_min: Minute

    @model_validator(mode="after")
    def _times_follow(self) -> Self:
        if not self.handover_min <= self.departs_min <= self.arrives_min:
            raise ValueError("hand-over, departure and arrival must follow in time")
        return self
