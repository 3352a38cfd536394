"""Changes of all kinds that do not contradict each other."""

from datetime import date, datetime
from typing import Any

from scheduler.scenarios.changes.clinic import (
    Absence,
    AddPlace,
    AddScanner,
    ClosePlace,
    CloseScanner,
)
from scheduler.scenarios.changes.hours import SetHours, SetOpening
from scheduler.scenarios.changes.outages import StopEquipment, StopLine
from scheduler.scenarios.changes.participants import (
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
from scheduler.scenarios.changes.visits import AddVisit, RemoveVisit, ShiftVisit
from scheduler.scenarios.changes.windows import WidenWindow
from scheduler.scenarios.changes.yields import FailBatch, YieldOfBatch, YieldOfLine

MONDAY = date.fromisoformat("2026-03-23")
TUESDAY = date.fromisoformat("2026-03-24")
WEDNESDAY = date.fromisoformat("2026-03-25")
ONE = datetime.fromisoformat("2026-03-24T13:00+01:00")
TWO = datetime.fromisoformat("2026-03-24T14:00+01:00")

TOGETHER: tuple[Any, ...] = (
    AddScanner(scanner="PET2", like="PET1"),
    CloseScanner(scanner="PET2", start_at=ONE, end_at=TWO),
    CloseScanner(scanner="PET1", end_at=TWO),
    AddPlace(site="BERGEN", kind="uptake"),
    ClosePlace(place="BERGEN/uptake/1", start_at=ONE),
    ClosePlace(place="BERGEN/uptake/3", end_at=ONE),
    Absence(person="tech-1", start_at=ONE, end_at=TWO),
    SetOpening(
        site="BERGEN", first_date=MONDAY, last_date=TUESDAY, hours=("09:00-13:00",)
    ),
    SetHours(kind="scanner", of="SPECT1", first_date=MONDAY, last_date=MONDAY),
    SetHours(
        kind="line",
        of="L1",
        first_date=TUESDAY,
        last_date=TUESDAY,
        hours=("02:00-12:00",),
    ),
    AddParticipantLike(participant="Z1", like="X7Q2"),
    ShiftParticipant(participant="Z1", days=1),
    AddVisit(participant="Z1", visit="Z1-9", definition="baseline"),
    ShiftVisit(visit="Z1-9", days=2),
    ShiftVisit(visit="Z1-1", days=-1),
    RemoveParticipant(participant="X7Q2"),
    RemoveVisit(visit="C1"),
    WidenWindow(trial="T1", definition="baseline", days_before=1, days_after=1),
    AddLine(line="L3", like="L1"),
    StopLine(line="L3", start_at=TWO),
    StopLine(line="L1", end_at=TWO),
    StopLine(line="L1", start_at=ONE),
    StopEquipment(equipment="qp-1", start_at=ONE, end_at=TWO),
    AddProductionDay(line="L2", product="GA", date=TUESDAY, like=WEDNESDAY),
    CloseProductionDay(line="L2", product="GA", date=WEDNESDAY),
    FailBatch(batch="L1/FDG/2026-03-26/1"),
    YieldOfBatch(batch="L1/FDG/2026-03-26/2", percent=90),
    YieldOfLine(line="L3", product="FDG", percent=50),
    AddDeparture(lane="fly", departs_at=ONE),
    CloseDeparture(departure="fly/2026-03-24T1300"),
    CloseDeparture(departure="own/2026-03-25T1200/van-1"),
)
"""Changes that do not contradict each other, every kind that fits on a line."""
