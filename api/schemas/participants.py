"""Participants: by random codes, never by anything that says who they are."""

from datetime import date, datetime
from typing import Annotated

from pydantic import ConfigDict, Field

from api.schemas.types import (
    Ask,
    Day,
    Flag,
    Id,
    Instant,
    Number,
    Quantity,
    Reason,
    Text,
    Told,
)
from solver.problem.demand import GateStatus

_MOST_ABSENCES = 50
_MOST_EXTRA_MIN = 7 * 24 * 60

Kilograms = Annotated[Quantity, Field(ge=2, le=350)]
Note = Annotated[
    Text, Field(max_length=200, description="for the reader; it names nobody")
]
Name = Annotated[Text, Field(min_length=1, max_length=200)]


class ParticipantFilter(Ask):
    """Which participants; what is left out does not matter."""

    model_config = ConfigDict(extra="ignore")

    site_id: Id | None = None
    trial_id: Id | None = None
    is_withdrawn: bool | None = None


class ParticipantItem(Told):
    """A participant in a list; times are local to the site."""

    participant_id: str
    trial_id: str
    site_id: str
    zone: str
    arm: str | None
    dose_level: str | None
    anchor_date: date | None
    previous_dose_date: date | None
    previous_dose_at: datetime | None
    extra_minutes: Annotated[int, Field(description="at the scanner, beyond the usual")]
    is_consented: bool
    withdrawn_at: datetime | None


class WeightRead(Told):
    """A weight and when it was taken."""

    weight_kg: float
    weighed_on: date


class AbsenceRead(Told):
    """When a participant cannot come, ``[start_at, end_at)``."""

    start_at: datetime
    end_at: datetime
    note: str


class ParticipantRead(ParticipantItem):
    """A participant as they stand; times are local to the site."""

    weights: Annotated[
        list[WeightRead], Field(description="the newest, which counts, first")
    ]
    absences: list[AbsenceRead]


class AbsenceAsked(Ask):
    """When a participant cannot come, ``[start_at, end_at)``."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "start_at": "2026-09-16T07:00+02:00",
                    "end_at": "2026-09-16T12:00+02:00",
                }
            ]
        }
    )

    start_at: Instant
    end_at: Instant
    note: Note = ""


class EnrolmentAsked(Ask):
    """A participant who enters a trial; the code is made here, at random."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "trial_id": "FLAG",
                    "site_id": "ULV",
                    "weight_kg": 83.7,
                    "weighed_on": "2026-09-01",
                    "is_consented": True,
                }
            ]
        }
    )

    trial_id: Id
    site_id: Id
    arm: Id | None = None
    dose_level: Name | None = None
    weight_kg: Kilograms | None = None
    weighed_on: Day | None = None
    is_consented: Flag = False
    anchor_date: Day | None = None
    previous_dose_date: Day | None = None
    extra_minutes: Annotated[Number, Field(le=_MOST_EXTRA_MIN)] = 0
    absences: Annotated[tuple[AbsenceAsked, ...], Field(max_length=_MOST_ABSENCES)] = ()


class WeightAsked(Ask):
    """A weight; the newest counts."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"weight_kg": 81.2, "weighed_on": "2026-09-11"}]
        }
    )

    weight_kg: Kilograms
    weighed_on: Day


class PrescribedRead(Told):
    """The target of one visit before and after a new weight, one per alternative."""

    visit_id: str
    before_mbq: list[float]
    after_mbq: list[float]
    is_significant: Annotated[bool, Field(description="more than 5 % off")]


class WeighedRead(Told):
    """What a new weight changes."""

    visits: list[PrescribedRead]
    broken: Annotated[
        list[str], Field(description="visits of yours that do not fit any more")
    ]
    version: Annotated[
        int | None, Field(description="plan version with the new activities")
    ]


class WithdrawalAsked(Ask):
    """Take a participant out of the trial."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"reason": "consent was taken back"}]}
    )

    reason: Reason


class ResultAsked(Ask):
    """What is known of a gate of a visit of this participant."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "visit_id": "ULV-02-V1",
                    "gate": "kidney function",
                    "status": "passed",
                    "taken_at": "2026-09-11T09:00+02:00",
                }
            ]
        }
    )

    visit_id: Id
    gate: Name
    status: GateStatus
    taken_at: Annotated[Instant, Field(description="when the sample is or was taken")]
    due_at: Annotated[Instant | None, Field(description="of a pending result")] = None


class BrokenRead(Told):
    """What a change breaks."""

    broken: Annotated[
        list[str],
        Field(description="visits of yours that cannot be kept: a replan is due"),
    ]
