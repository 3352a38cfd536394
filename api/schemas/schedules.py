"""Schedules: what is done periodically, and what is said to change that."""

from datetime import datetime
from typing import Annotated

from pydantic import ConfigDict, Field

from api.schemas.types import Ask, Reason, Told


class PeriodicJobRead(Told):
    """Something that is done periodically; times are local to the network."""

    name: str
    description: str
    cadence: Annotated[str, Field(description="in words: `every 5 min`")]
    is_default: Annotated[bool, Field(description="whether nobody has changed that")]
    zone: str
    is_paused: bool
    last_slot_at: datetime | None
    next_slot_at: Annotated[datetime | None, Field(description="null while paused")]
    last_job_id: Annotated[
        str | None,
        Field(description="null for a key that is limited inside, as is why"),
    ]
    note: Annotated[
        str | None, Field(description="why the last slot needed no job, if it did not")
    ]


class PausingAsked(Ask):
    """Why a schedule is paused, or resumed."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"reason": "the week is planned by hand"}]}
    )

    reason: Reason
