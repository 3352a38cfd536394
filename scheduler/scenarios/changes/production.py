"""What-if: lines and production days more or fewer."""

from datetime import date
from typing import ClassVar, Literal

from pydantic import Field

from scheduler.imports.planning_file.base import Day
from scheduler.imports.planning_file.calendars import hours_on
from scheduler.imports.planning_file.schema_calendar import Calendar
from scheduler.imports.planning_file.schema_equipment import EquipmentData
from scheduler.imports.planning_file.schema_production import LineData, ProcessData
from scheduler.scenarios.changes.base import ChangeBase, Turn
from scheduler.scenarios.changes.drafts import replaced
from scheduler.scenarios.changes.file_draft import FileDraft
from scheduler.scenarios.changes.hours import on_dates
from solver.problem.base import Id


class AddLine(ChangeBase):
    """
    One more line, like one there is: same unit, hours and processes.

    Its maintenance is its own: none.
    """

    turn: ClassVar = Turn.ADDED
    spelling: ClassVar = "add line like {like} as {line}"

    change: Literal["add_line"] = "add_line"
    line: Id = Field(description="The new one.")
    like: Id = Field(description="The one it is like.")

    def on_file(self, draft: FileDraft) -> None:
        """Put it beside the others."""
        lines = draft.file.lines
        draft.require_free(lines, self.line, "line", "line")
        own = {"id": self.line, "name": self.line, "maintenance": ()}
        new = LineData(**dict(draft.line(self.like, "like")) | own)
        draft.put(lines=(*lines, new))

    def words(self) -> str:
        """What is changed, for people."""
        return f"one more line, {self.line}, like {self.like}"


class AddProductionDay(ChangeBase):
    """
    A line makes a product on one more date, at the hours of a date on which it does.

    Where line or equipment are closed on that date, they are open as on the other.
    """

    turn: ClassVar = Turn.ASKED
    spelling: ClassVar = "add production day {line} {product} {date} like {like}"

    change: Literal["add_production_day"] = "add_production_day"
    line: Id
    product: Id
    date: Day = Field(description="The new one.")
    like: Day = Field(description="The one it is like.")

    def on_file(self, draft: FileDraft) -> None:
        """Enter the date."""
        draft.require_planned(self.date, "date")
        line = draft.line(self.line)
        process = _process(draft, line, self.product, self.date)
        if hours_on(process.eos_hours, self.date):
            draft.refuse("date", f"{self.product} is made on {self.date} already")
        if not hours_on(process.eos_hours, self.like):
            draft.refuse("like", f"{self.product} is not made on {self.like}")
        eos_hours = on_dates(
            process.eos_hours, [self.date], hours_on(process.eos_hours, self.like)
        )
        line = _with_process(line, process, eos_hours)
        line = LineData(**dict(line) | {"hours": self._opened(line.hours)})
        equipment = tuple(
            EquipmentData(**dict(each) | {"hours": self._opened(each.hours)})
            if each.unit == line.unit and each.kind in _kinds_used(process)
            else each
            for each in draft.file.equipment
        )
        draft.put(lines=replaced(draft.file.lines, line), equipment=equipment)

    def _opened(self, hours: Calendar) -> Calendar:
        """Open as on the other date, unless it is open anyway."""
        if hours_on(hours, self.date):
            return hours
        return on_dates(hours, [self.date], hours_on(hours, self.like))

    def words(self) -> str:
        """What is changed, for people."""
        return f"{self.line} makes {self.product} on {self.date} as on {self.like}"


class CloseProductionDay(ChangeBase):
    """A line does not make a product on a date."""

    turn: ClassVar = Turn.ALTERED
    spelling: ClassVar = "close production day {line} {product} {date}"

    change: Literal["close_production_day"] = "close_production_day"
    line: Id
    product: Id
    date: Day

    def on_file(self, draft: FileDraft) -> None:
        """Take the date out."""
        draft.require_planned(self.date, "date")
        line = draft.line(self.line)
        process = _process(draft, line, self.product, self.date)
        if not hours_on(process.eos_hours, self.date):
            draft.refuse("date", f"{self.product} is not made on {self.date}")
        without = on_dates(process.eos_hours, [self.date], ())
        line = _with_process(line, process, without)
        draft.put(lines=replaced(draft.file.lines, line))

    def words(self) -> str:
        """What is changed, for people."""
        return f"{self.line} does not make {self.product} on {self.date}"


def _process(draft: FileDraft, line: LineData, product: str, day: date) -> ProcessData:
    """How the line makes the product; no other change is about that date."""
    draft.decide("date", "runs of", product, "on line", line.id, "on", str(day))
    for each in line.processes:
        if each.product == product:
            return each
    raise draft.refuse("product", f"{line.id} does not make {product!r}")


def _with_process(
    line: LineData, process: ProcessData, eos_hours: Calendar
) -> LineData:
    """The line with other hours for one product."""
    new = ProcessData(**dict(process) | {"eos_hours": eos_hours})
    processes = tuple(new if each is process else each for each in line.processes)
    return LineData(**dict(line) | {"processes": processes})


def _kinds_used(process: ProcessData) -> set[str]:
    """Kinds of equipment that its runs hold."""
    kinds = {each.kind for each in process.uses}
    if process.irradiation is not None:
        kinds.add(process.irradiation.equipment_kind)
    return kinds
