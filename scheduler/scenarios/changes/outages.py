"""What-if: production that stands still."""

from typing import ClassVar, Literal

from scheduler.imports.planning_file.closures import ResourceKind
from scheduler.scenarios.changes.base import Lasting, Turn
from scheduler.scenarios.changes.file_draft import FileDraft
from solver.problem.base import Id


class StopLine(Lasting):
    """A line stands still: nothing is made on it, nor what is under way then."""

    turn: ClassVar = Turn.CLOSED
    spelling: ClassVar = "stop line {line} [{start_at}] [{end_at}]"

    change: Literal["stop_line"] = "stop_line"
    line: Id

    def on_file(self, draft: FileDraft) -> None:
        """Take the time out of its hours."""
        draft.line(self.line)
        draft.close(self, (ResourceKind.LINE, self.line))

    def words(self) -> str:
        """What is changed, for people."""
        return f"line {self.line} stands still {self.lasting}"


class StopEquipment(Lasting):
    """A beam, an instrument or a releasing person is not there, nor what needs it."""

    turn: ClassVar = Turn.CLOSED
    spelling: ClassVar = "stop equipment {equipment} [{start_at}] [{end_at}]"

    change: Literal["stop_equipment"] = "stop_equipment"
    equipment: Id

    def on_file(self, draft: FileDraft) -> None:
        """Take the time out of its hours."""
        there = draft.file.equipment
        draft.known(there, self.equipment, "equipment", "equipment")
        draft.close(self, (ResourceKind.EQUIPMENT, self.equipment))

    def words(self) -> str:
        """What is changed, for people."""
        return f"{self.equipment} not there {self.lasting}"


class StopUnit(Lasting):
    """A production unit, as a cyclotron, stands still: all its lines and equipment."""

    turn: ClassVar = Turn.CLOSED
    spelling: ClassVar = "stop unit {unit} [{start_at}] [{end_at}]"

    change: Literal["stop_unit"] = "stop_unit"
    unit: Id

    def on_file(self, draft: FileDraft) -> None:
        """Take the time out of the hours of all there is."""
        file = draft.file
        draft.known(file.units, self.unit, "unit", "unit")
        lines = [x.id for x in file.lines if x.unit == self.unit]
        equipment = [x.id for x in file.equipment if x.unit == self.unit]
        if not lines:
            raise draft.refuse("unit", f"{self.unit} has no lines: it sells to order")
        draft.close(
            self,
            *((ResourceKind.LINE, line) for line in lines),
            *((ResourceKind.EQUIPMENT, one) for one in equipment),
        )

    def words(self) -> str:
        """What is changed, for people."""
        return f"unit {self.unit} stands still {self.lasting}"
