"""Scanners, places, people, lines and equipment that are out of use."""

from datetime import datetime
from typing import Annotated

from pydantic import ConfigDict, Field

from api.schemas.types import Ask, Id, Instant, Reason, Told
from scheduler.imports.planning_file.closures import ResourceKind
from scheduler.outages.listing import OutageRow

_KINDS = "a cyclotron is equipment, a nurse a person, by a code"


class OutageFilter(Ask):
    """Which outages; what is left out does not matter."""

    model_config = ConfigDict(extra="ignore")

    kind: ResourceKind | None = None
    resource_id: Id | None = None
    with_past: Annotated[
        bool, Field(description="also those that are over, or were withdrawn")
    ] = False


class OutageAsked(Ask):
    """Something that cannot be used from a whole minute to another."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "kind": "scanner",
                    "resource_id": "KRS-PET1",
                    "start_at": "2026-09-15T07:00+02:00",
                    "end_at": "2026-09-15T15:00+02:00",
                    "reason": "the gantry is stuck",
                }
            ]
        }
    )

    kind: Annotated[ResourceKind, Field(description=_KINDS)]
    resource_id: Id
    start_at: Instant
    end_at: Annotated[Instant, Field(description="the first minute it may be used")]
    reason: Reason


class OutageEnd(Ask):
    """It is over, or ends at another time than was said, earlier or later."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"end_at": "2026-09-15T11:30+02:00", "reason": "it turns again"}
            ]
        }
    )

    end_at: Annotated[Instant | None, Field(description="now if left out")] = None
    reason: Reason


class OutageRead(Told):
    """Something that is out of use, in the local time of its site or unit."""

    number: int
    kind: ResourceKind
    resource_id: str
    owner_id: Annotated[
        str | None,
        Field(description="its site or unit; null: the network does not have it now"),
    ]
    start_at: datetime
    end_at: datetime
    reason: str
    reported_at: datetime
    reported_by: str
    withdrawn_at: Annotated[
        datetime | None, Field(description="when it was said that it was not so")
    ]


def outage_read(row: OutageRow) -> OutageRead:
    """An outage as it is told."""
    return OutageRead.model_validate(row)
