"""Visits that are given up, late, or asked for again."""

from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import ConfigDict, Field

from api.schemas.types import Ask, Flag, Number, Reason, Told, exact
from scheduler.bookings.ends import Ended
from scheduler.bookings.lateness import Late, Verdict
from scheduler.bookings.standing import VisitState

_MOST_LATE_MIN = 24 * 60


class GiveUpAsked(Ask):
    """Give up a visit."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"reason": "the participant is ill"}]}
    )

    reason: Reason
    with_followers: Annotated[
        Flag,
        Field(
            description="whether booked visits that follow or need it end with it; "
            "else they keep it from being given up"
        ),
    ] = False


class EndedRead(Told):
    """What came of giving up visits."""

    visit_ids: Annotated[
        list[str], Field(description="those that ended, the one asked for first")
    ]
    wasted_nok: int
    wasted_mbq: Annotated[
        float, Field(description="made for nothing, at its batch's reference time")
    ]
    saved_nok: int
    broken: Annotated[
        list[str], Field(description="visits of yours that cannot stay without them")
    ]
    version: Annotated[int | None, Field(description="plan version that this made")]


class ReopeningAsked(Ask):
    """Take back that a visit has ended."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"reason": "cancelled by mistake"}]}
    )

    reason: Reason


class StandingRead(Told):
    """How a visit stands now."""

    visit_id: str
    state: VisitState


class LatenessAsked(Ask):
    """A participant is late."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"minutes": 25}]})

    minutes: Annotated[
        Number, Field(ge=1, le=_MOST_LATE_MIN, description="after the planned minute")
    ]


class OverrunAsked(Ask):
    """A visit takes longer than was planned."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"minutes": 20, "reason": "the scan had to be repeated"}]
        }
    )

    minutes: Annotated[
        Number, Field(ge=1, le=_MOST_LATE_MIN, description="after the planned end")
    ]
    reason: Reason


class LateRead(Told):
    """What becomes of a late visit; times are local to its site."""

    visit_id: str
    verdict: Verdict
    planned_at: datetime
    injection_at: Annotated[
        datetime | None, Field(description="now; null if the visit is lost")
    ]
    usable_until_at: Annotated[
        datetime, Field(description="last minute of the dose that was planned")
    ]
    version: Annotated[int | None, Field(description="plan version that this made")]


def ended_read(ended: Ended, visit_ids: list[str], broken: list[str]) -> EndedRead:
    """What came of giving up visits; of them, and of what is broken, what is theirs."""
    return EndedRead(
        visit_ids=visit_ids,
        wasted_nok=ended.cost.wasted_nok,
        wasted_mbq=exact(ended.cost.wasted_kbq),
        saved_nok=ended.cost.saved_nok,
        broken=broken,
        version=ended.version,
    )


def late_read(late: Late, clock: ZoneInfo) -> LateRead:
    """What becomes of a late visit, by a clock."""
    at = late.injection_at
    return LateRead(
        visit_id=late.visit_id,
        verdict=late.verdict,
        planned_at=late.planned_at.astimezone(clock),
        injection_at=None if at is None else at.astimezone(clock),
        usable_until_at=late.usable_until_at.astimezone(clock),
        version=late.version,
    )
