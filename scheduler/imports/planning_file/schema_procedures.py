"""How a visit goes: preparation, injection, stay, scans."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from scheduler.imports.planning_file.base import DayMinutes, Hours, Number
from solver.problem.base import Id, Name, Record

LONGEST_OFFSET_DAYS = 60

OffsetHours = Annotated[Number, Field(ge=0, le=24 * LONGEST_OFFSET_DAYS)]
OffsetMinutes = Annotated[int, Field(ge=0, le=24 * 60 * LONGEST_OFFSET_DAYS)]


class ScanData(Record):
    """
    The scan of a procedure.

    On a ``dynamic`` scan the participant is injected on the scanner: the scan starts
    before or at the end of the injection.
    """

    scanner_kind: Name
    role: Name
    uptake_from_minutes: DayMinutes = Field(
        description="Least minutes from injection to scan start."
    )
    uptake_to_minutes: DayMinutes = Field(
        description="Most minutes from injection to scan start."
    )
    setup_minutes: DayMinutes = 0
    cleaning_minutes: DayMinutes = 0
    dynamic: bool = False


class LaterScanData(Record):
    """
    A scan for which the participant comes back (rules 3 and 15).

    It starts some elapsed time after the injection, whatever the clocks do: either
    ``after_hours`` or ``after_days`` (of 24 hours), less ``minus_hours``, plus
    ``plus_hours``; or ``from_minutes`` to ``to_minutes``. Both ends are included.
    """

    name: Name = Field(description="'24 h', 'day 7': unique within its procedure.")
    scanner_kind: Name
    role: Name
    after_hours: OffsetHours | None = None
    after_days: Annotated[int, Field(ge=0, le=LONGEST_OFFSET_DAYS)] | None = None
    minus_hours: OffsetHours | None = None
    plus_hours: OffsetHours | None = None
    from_minutes: OffsetMinutes | None = None
    to_minutes: OffsetMinutes | None = None
    scan_minutes: Annotated[int, Field(ge=1, le=24 * 60)]
    setup_minutes: DayMinutes = 0
    cleaning_minutes: DayMinutes = 0

    @model_validator(mode="after")
    def _has_one_offset(self) -> Self:
        if (self.from_minutes is None) != (self.to_minutes is None):
            raise ValueError("from_minutes and to_minutes come together")
        offsets = (self.after_hours, self.after_days, self.from_minutes)
        if sum(each is not None for each in offsets) != 1:
            raise ValueError(
                "give one of after_hours, after_days, and from_minutes with to_minutes"
            )
        tolerances = (self.minus_hours, self.plus_hours)
        if self.from_minutes is not None and any(x is not None for x in tolerances):
            raise ValueError("minus_hours and plus_hours go with after_hours or _days")
        return self


class StayData(Record):
    """
    How long a participant stays after a therapy (rule 14).

    From the end of the injection to the discharge. ``overnight``: the stay may go
    through hours at which the site is closed, not so arrival and discharge; its
    places need ``hours`` that go through the night.
    """

    from_hours: Hours
    to_hours: Hours
    overnight: bool = True

    @model_validator(mode="after")
    def _is_a_range(self) -> Self:
        if self.to_hours < self.from_hours:
            raise ValueError("to_hours is less than from_hours")
        return self


class ProcedureData(Record):
    """The steps of a visit, as in ``solver.problem.procedures.Procedure``."""

    id: Id
    name: Name
    place_kind: Name
    preparation_minutes: DayMinutes
    preparation_role: Name | None = None
    tests_minutes: DayMinutes = Field(
        default=0,
        description="From arrival until the results of same-day tests are there.",
    )
    injection_minutes: Annotated[int, Field(ge=1, le=24 * 60)]
    injection_role: Name
    observation_minutes: DayMinutes = Field(
        default=0, description="After an injection without a scan; or give a stay."
    )
    stay: StayData | None = None
    place_cleaning_minutes: DayMinutes = 0
    scan: ScanData | None = None
    later_scans: tuple[LaterScanData, ...] = Field(
        default=(), description="In the order of time."
    )

    @model_validator(mode="after")
    def _stays_once(self) -> Self:
        if self.stay is not None and self.observation_minutes:
            raise ValueError("give either observation_minutes or stay")
        if self.stay is not None and self.scan is not None:
            raise ValueError("a stay is for procedures without a scan")
        return self
