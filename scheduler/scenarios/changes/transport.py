"""What-if: departures more or fewer."""

from datetime import timedelta
from typing import ClassVar, Literal

from pydantic import Field

from scheduler.imports.planning_file.base import DayMinutes, WholeMinute
from scheduler.imports.planning_file.schema_transport import (
    ExtraDeparture,
    LaneData,
    TravelMinutes,
)
from scheduler.scenarios.changes.base import ChangeBase, Turn, told
from scheduler.scenarios.changes.drafts import replaced, without
from scheduler.scenarios.changes.file_draft import FileDraft
from scheduler.scenarios.changes.problem_draft import ProblemDraft
from solver.problem.base import Id


class AddDeparture(ChangeBase):
    """
    One more departure of a lane with departures, hired: of none of our vehicles.

    What is left out is as in the first row of the lane's timetable, or of its shuttle.
    """

    turn: ClassVar = Turn.ADDED
    spelling: ClassVar = (
        "add departure {lane} {departs_at} "
        "[{travel_minutes}] [{handover_minutes_before}]"
    )

    change: Literal["add_departure"] = "add_departure"
    lane: Id
    departs_at: WholeMinute
    travel_minutes: TravelMinutes | None = None
    handover_minutes_before: DayMinutes | None = Field(
        default=None, description="Last hand-over, in minutes before the departure."
    )

    def on_file(self, draft: FileDraft) -> None:
        """Put it among the dated ones."""
        lane = draft.known(draft.file.lanes, self.lane, "lane", "lane")
        draft.require_in_time(self.departs_at, "departs_at")
        if lane.on_demand is not None:
            raise draft.refuse("lane", "leaves on demand, at any minute of its hours")
        travel, before = self._as_usual(draft, lane)
        departs = self.departs_at
        extra = ExtraDeparture(
            handover_at=departs - timedelta(minutes=before),
            departs_at=departs,
            arrives_at=departs + timedelta(minutes=travel),
        )
        own = {"extra_departures": (*lane.extra_departures, extra)}
        new = LaneData(**dict(lane) | own)
        draft.put(lanes=replaced(draft.file.lanes, new))

    def _as_usual(self, draft: FileDraft, lane: LaneData) -> tuple[int, int]:
        """Minutes on the way, and minutes before it at which hand-over ends."""
        usual = lane.timetable[0] if lane.timetable else lane.shuttle
        travel, before = self.travel_minutes, self.handover_minutes_before
        if usual is not None:
            travel = usual.travel_minutes if travel is None else travel
            before = usual.handover_minutes_before if before is None else before
        if travel is None or before is None:
            message = f"required: {lane.id} has no timetable to take them from"
            raise draft.refuse("travel_minutes", message)
        return travel, before

    def words(self) -> str:
        """What is changed, for people."""
        return f"one more departure of {self.lane}, {told(self.departs_at)}"


class CloseDeparture(ChangeBase):
    """A departure is cancelled; what was to travel on it does not."""

    turn: ClassVar = Turn.CLOSED
    spelling: ClassVar = "close departure {departure}"

    change: Literal["close_departure"] = "close_departure"
    departure: Id = Field(description="As in a plan: 'OSL-TRD/2026-09-15T0730'.")

    def on_problem(self, draft: ProblemDraft) -> None:
        """Take it out."""
        there = draft.base.departures
        old = draft.known(there, self.departure, "departure", "departure")
        if old.departs_min < draft.base.as_of_min:
            draft.refuse("departure", "has left already")
        draft.departures = without(draft.departures, self.departure)

    def words(self) -> str:
        """What is changed, for people."""
        return f"departure {self.departure} cancelled"
