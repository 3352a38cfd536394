"""Departures with other times."""

from typing import Annotated

from pydantic import ConfigDict, Field

from api.schemas.types import Ask, Instant, Reason


class NewTimes(Ask):
    """Times of a departure as they are now, in whole minutes; it leaves as before."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "arrives_at": "2026-09-15T11:40+02:00",
                    "reason": "the flight is late",
                }
            ]
        }
    )

    arrives_at: Instant
    handover_at: Annotated[
        Instant | None, Field(description="last hand-over; as it was if left out")
    ] = None
    returns_at: Annotated[
        Instant | None,
        Field(
            description="when its vehicle is back; as much later as it arrives if left "
            "out"
        ),
    ] = None
    reason: Reason
