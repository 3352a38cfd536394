"""How often something is due, by the clocks of a place."""

from datetime import date, timedelta
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, model_validator

from scheduler.clockwork.local_slots import is_there, slot_of
from scheduler.clockwork.slots import Slots
from scheduler.imports.planning_file.base import WEEK, Clock, Span, Weekday

_DAY_S = 24 * 60 * 60
_MINUTE_S = 60
_DAY = timedelta(seconds=_DAY_S)

Weekdays = Annotated[tuple[Weekday, ...], Field(min_length=1, max_length=len(WEEK))]


class _OnWeekdays(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    weekdays: Weekdays = WEEK

    @model_validator(mode="after")
    def _weekdays_come_once(self) -> Self:
        if len(set(self.weekdays)) != len(self.weekdays):
            raise ValueError("a weekday is named twice")
        return self

    def _is_on(self, day: date, zone: str) -> bool:
        return WEEK[day.weekday()] in self.weekdays and is_there(day, zone)

    @property
    def _days_told(self) -> str:
        """The weekdays, in words that follow others."""
        days = [each for each in WEEK if each in self.weekdays]
        if len(days) == len(WEEK):
            return ""
        first, last = WEEK.index(days[0]), WEEK.index(days[-1])
        is_run = last - first + 1 == len(days) > 1
        told = (days[0], days[-1]) if is_run else days
        return ", " + (" to " if is_run else ", ").join(
            each.value.capitalize() for each in told
        )


class Daily(_OnWeekdays):
    """Once on each of these days, at a local time."""

    at: Clock

    def slots_on(self, day: date, zone: str) -> Slots | None:
        """The slot of a local date; ``None`` if it has none."""
        if not self._is_on(day, zone):
            return None
        return Slots(slot_of(day, self.at, zone), _DAY, 1)

    def __str__(self) -> str:
        return f"at {self.at}{self._days_told}"


class Every(_OnWeekdays):
    """
    Again and again on these days, between two local times.

    Parameters
    ----------
    every_s
        Seconds that pass from one to the next; each day begins anew.
    between
        From the first time on, and before the second.
    """

    every_s: Annotated[int, Field(ge=1, le=_DAY_S)]
    between: Span = "00:00-24:00"

    def slots_on(self, day: date, zone: str) -> Slots | None:
        """The slots of a local date; ``None`` if it has none."""
        if not self._is_on(day, zone):
            return None
        opens, closes = (slot_of(day, clock, zone) for clock in self.between.split("-"))
        step = timedelta(seconds=self.every_s)
        count = -((opens - closes) // step)  # as many as begin before it closes
        return Slots(opens, step, count) if count > 0 else None

    def __str__(self) -> str:
        minutes, seconds = divmod(self.every_s, _MINUTE_S)
        often = f"every {self.every_s} s" if seconds else f"every {minutes} min"
        hours = "" if self.between == "00:00-24:00" else f", {self.between}"
        return f"{often}{hours}{self._days_told}"


Cadence = Daily | Every

_ANY: TypeAdapter[Cadence] = TypeAdapter(Cadence)


def cadence_of(document: object) -> Cadence:
    """
    A cadence that was written as JSON.

    Raises
    ------
    ValidationError
        If it is none.

    """
    return _ANY.validate_python(document)


def document_of(cadence: Cadence) -> dict[str, Any]:
    """A cadence as JSON."""
    return cadence.model_dump(mode="json")
