"""What-if: other hours on some dates, of sites, scanners, people and lines."""

from collections.abc import Sequence
from datetime import date
from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from scheduler.imports.planning_file.base import Day, Span
from scheduler.imports.planning_file.calendars import days_between
from scheduler.imports.planning_file.schema_calendar import Calendar
from scheduler.imports.planning_file.schema_clinic import SiteData
from scheduler.scenarios.changes.base import ChangeBase, Turn
from scheduler.scenarios.changes.drafts import replaced
from scheduler.scenarios.changes.file_draft import FileDraft
from solver.problem.base import Id

_HOURS_OF = {
    "scanner": ("scanners", "hours"),
    "person": ("people", "shifts"),
    "line": ("lines", "hours"),
}
"""Section of a planning file, and field of its records, by kind."""


class _OnDates(ChangeBase):
    """Other hours on local dates, both included; without any, closed."""

    first_date: Day
    last_date: Day
    hours: tuple[Span, ...] = Field(
        default=(), description="Local clock times of each of the dates."
    )

    @model_validator(mode="after")
    def _is_not_empty(self) -> Self:
        if self.last_date < self.first_date:
            raise ValueError("last_date lies before first_date")
        return self

    def _put_into(self, draft: FileDraft, calendar: Calendar, whose: str) -> Calendar:
        """The calendar with the other hours."""
        draft.require_planned(self.first_date, "first_date")
        draft.require_planned(self.last_date, "last_date")
        days = list(days_between(self.first_date, self.last_date))
        for day in days:
            draft.decide("first_date", str(day), "at", whose)
        return on_dates(calendar, days, self.hours)

    def _told(self, whose: str) -> str:
        hours = f"open {', '.join(self.hours)}" if self.hours else "closed"
        if self.last_date == self.first_date:
            return f"{whose} {hours} on {self.first_date}"
        return f"{whose} {hours} from {self.first_date} to {self.last_date}"


class SetOpening(_OnDates):
    """
    Other opening hours of a site.

    Places and scanners without hours of their own follow it.
    """

    turn: ClassVar = Turn.REDEFINED
    spelling: ClassVar = "set opening of {site} {first_date} {last_date} {hours...}"

    change: Literal["set_opening"] = "set_opening"
    site: Id

    def on_file(self, draft: FileDraft) -> None:
        """Enter the dates."""
        old = draft.site(self.site)
        opening = self._put_into(draft, old.opening, self.site)
        new = SiteData(**dict(old) | {"opening": opening})
        draft.put(sites=replaced(draft.file.sites, new))

    def words(self) -> str:
        """What is changed, for people."""
        return self._told(f"site {self.site}")


class SetHours(_OnDates):
    """Other hours of a scanner, of somebody on shift, or of a line."""

    turn: ClassVar = Turn.ALTERED
    spelling: ClassVar = "set hours of {kind} {of} {first_date} {last_date} {hours...}"

    change: Literal["set_hours"] = "set_hours"
    kind: Literal["scanner", "person", "line"]
    of: Id = Field(description="Of that kind.")

    def on_file(self, draft: FileDraft) -> None:
        """Enter the dates."""
        section, field = _HOURS_OF[self.kind]
        records = getattr(draft.file, section)
        old = draft.known(records, self.of, "of", self.kind)
        calendar = getattr(old, field)
        if calendar is None:  # a scanner that follows its site
            calendar = draft.site(old.site, "of").opening
        hours = self._put_into(draft, calendar, self.of)
        new = type(old)(**dict(old) | {field: hours})
        draft.put(**{section: replaced(records, new)})

    def words(self) -> str:
        """What is changed, for people."""
        return self._told(f"{self.kind} {self.of}")


def on_dates(
    calendar: Calendar, days: Sequence[date], hours: Sequence[str]
) -> Calendar:
    """The calendar with these hours, and no others, on some dates."""
    closed = tuple(day for day in calendar.closed_dates if day not in days)
    dates = calendar.dates | dict.fromkeys(days, tuple(hours))
    return Calendar(**dict(calendar) | {"closed_dates": closed, "dates": dates})
