"""What the days of batches become when they are low or late."""

from datetime import datetime
from typing import Annotated

from pydantic import ConfigDict, Field

from api.schemas.types import Ask, Id, Told, exact_gbq
from scheduler.production.timetable_records import BatchTimetables, PreparedTimetable
from solver.contingency.timetables import Mishap

_POSITION = Field(description="of the dose in its batch, told to those who make it")
_VISIT = Field(description="told to those whose it is")


class TimetableFilter(Ask):
    """Which timetables; what is left out does not matter."""

    model_config = ConfigDict(extra="ignore")

    unit_id: Id | None = None
    batch_id: Id | None = None
    site_id: Annotated[
        Id | None, Field(description="only doses for this site, and their batches")
    ] = None


class NormalDoseRead(Told):
    """A dose as it is planned, in the local time of its site."""

    position: Annotated[int | None, _POSITION]
    visit_id: Annotated[str | None, _VISIT]
    site_id: str
    injection_at: datetime


class ChangedDoseRead(Told):
    """A visit that cannot stay as it is planned, in the local time of its site."""

    position: Annotated[int | None, _POSITION]
    visit_id: Annotated[str | None, _VISIT]
    site_id: str
    before_at: datetime
    after_at: Annotated[datetime | None, Field(description="null: it is not served")]
    batch_id: Annotated[
        str | None, Field(description="from which it has its dose then")
    ]
    rules: tuple[str, ...]


class TimetableRead(Told):
    """
    What the day becomes after one mishap.

    Low: if less than `below_gbq` is measured at `at`, down to `holds_gbq`. Late: if the
    batch is not released by `at`, but by `holds_until_at`. Activities are told to those
    who make the batch.
    """

    mishap: Mishap
    at: datetime
    below_gbq: float | None
    holds_gbq: float | None
    holds_until_at: datetime | None
    changed: tuple[ChangedDoseRead, ...]


class BatchTimetablesRead(Told):
    """The day of a batch: normal, and after each mishap that costs anybody a time."""

    batch_id: str
    unit_id: str
    product: str
    reference_at: datetime
    prepared_at: datetime
    is_outdated: Annotated[
        bool, Field(description="plan or data have changed since it was prepared")
    ]
    normal: tuple[NormalDoseRead, ...]
    timetables: tuple[TimetableRead, ...]


def batch_timetables_read(found: BatchTimetables) -> BatchTimetablesRead:
    """A batch and the day prepared for it, as they are told."""
    return BatchTimetablesRead(
        batch_id=found.batch_id,
        unit_id=found.unit_id,
        product=found.day.product,
        reference_at=found.reference_at,
        prepared_at=found.prepared_at,
        is_outdated=found.is_outdated,
        normal=tuple(map(NormalDoseRead.model_validate, found.day.normal)),
        timetables=tuple(map(_timetable_read, found.day.timetables)),
    )


def _timetable_read(found: PreparedTimetable) -> TimetableRead:
    below, holds = found.below_kbq, found.holds_kbq
    return TimetableRead(
        mishap=found.mishap,
        at=found.at,
        below_gbq=None if below is None else exact_gbq(below),
        holds_gbq=None if holds is None else exact_gbq(holds),
        holds_until_at=found.holds_until_at,
        changed=tuple(map(ChangedDoseRead.model_validate, found.changed)),
    )
