"""The changes that a what-if is made of, one small class each."""

from typing import Annotated, get_args

from pydantic import Field

from scheduler.scenarios.changes.base import ChangeBase
from scheduler.scenarios.changes.clinic import (
    Absence,
    AddPlace,
    AddScanner,
    ClosePlace,
    CloseScanner,
)
from scheduler.scenarios.changes.hours import SetHours, SetOpening
from scheduler.scenarios.changes.outages import StopEquipment, StopLine, StopUnit
from scheduler.scenarios.changes.participants import (
    AddParticipant,
    AddParticipantLike,
    RemoveParticipant,
    ShiftParticipant,
)
from scheduler.scenarios.changes.production import (
    AddLine,
    AddProductionDay,
    CloseProductionDay,
)
from scheduler.scenarios.changes.transport import AddDeparture, CloseDeparture
from scheduler.scenarios.changes.visits import (
    AddClaim,
    AddVisit,
    RemoveVisit,
    ShiftVisit,
)
from scheduler.scenarios.changes.windows import WidenWindow
from scheduler.scenarios.changes.yields import FailBatch, YieldOfBatch, YieldOfLine

Change = Annotated[
    AddParticipant
    | AddParticipantLike
    | RemoveParticipant
    | ShiftParticipant
    | AddVisit
    | AddClaim
    | RemoveVisit
    | ShiftVisit
    | WidenWindow
    | AddScanner
    | CloseScanner
    | AddPlace
    | ClosePlace
    | Absence
    | SetOpening
    | SetHours
    | AddLine
    | StopLine
    | StopUnit
    | StopEquipment
    | AddProductionDay
    | CloseProductionDay
    | FailBatch
    | YieldOfBatch
    | YieldOfLine
    | AddDeparture
    | CloseDeparture,
    Field(discriminator="change"),
]

KINDS: tuple[type[ChangeBase], ...] = get_args(get_args(Change)[0])
"""All kinds of change, in their order here."""

__all__ = ["KINDS", "Change", "ChangeBase"]
