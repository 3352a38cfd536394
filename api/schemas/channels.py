"""Channels: asked for, shown with how they do."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from api.schemas.types import Ask, Id, Text, Told
from scheduler.access.roles import ScopeKind
from scheduler.notices.channel_listing import ChannelStanding
from scheduler.notices.models import ChannelKind, DeliveryState, Notice

_Ids = Annotated[list[Id], Field(min_length=1, max_length=500)]


class AudienceAsked(Ask):
    """What a channel is limited to; what is left out is not limited."""

    site: _Ids | None = None
    unit: _Ids | None = None
    trial: _Ids | None = None

    def as_scope(self) -> dict[ScopeKind, list[str]]:
        """The scope as use cases take it."""
        told: dict[str, list[str]] = self.model_dump(exclude_none=True)
        return {ScopeKind(kind): ids for kind, ids in told.items()}


class ChannelAsked(Ask):
    """A way out of the house for notices."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "kind": "webhook",
                    "address": "https://desk.example/notices",
                    "scope": {"site": ["AAL"]},
                    "kinds": ["visit_lost", "visit_moved"],
                }
            ]
        }
    )

    kind: ChannelKind
    address: Annotated[Text, Field(description="an https URL, or a mailbox")]
    scope: AudienceAsked = AudienceAsked()
    kinds: Annotated[
        tuple[Id, ...],
        Field(max_length=100, description="kinds of notice; none: all"),
    ] = ()


class AudienceRead(Told):
    """What a channel is limited to; what is null is not limited."""

    site: list[str] | None = None
    unit: list[str] | None = None
    trial: list[str] | None = None


class ChannelRead(Told):
    """A channel, without what it signs with; times are UTC."""

    channel_id: str
    kind: ChannelKind
    address: str
    scope: AudienceRead
    kinds: list[str]
    state: Literal["active", "paused", "removed"]
    created_at: datetime
    created_by: str
    waiting: int
    delivered: int
    given_up: Annotated[int, Field(description="tried for three days, in vain")]
    last_delivered_at: datetime | None
    last_error: str | None


class ChannelMade(ChannelRead):
    """A channel that was added."""

    secret: Annotated[
        str | None,
        Field(
            description="what a webhook signs with, shown once: null when the same "
            "request is sent again"
        ),
    ] = None


class ChannelTried(Told):
    """A notice is on its way over a channel, to see whether it arrives."""

    notice_id: str


def channel_read(found: ChannelStanding) -> ChannelRead:
    """A channel as it is told."""
    return ChannelRead.model_validate(_told(found))


def channel_made(found: ChannelStanding) -> ChannelMade:
    """A channel that was added, without its secret."""
    return ChannelMade.model_validate(_told(found))


def channel_tried(notice: Notice) -> ChannelTried:
    """What is on its way."""
    return ChannelTried(notice_id=notice.id)


def _told(found: ChannelStanding) -> dict[str, object]:
    channel = found.channel
    counts = {each.value: found.deliveries.get(each, 0) for each in DeliveryState}
    return counts | {
        "channel_id": channel.id,
        "kind": channel.kind,
        "address": channel.address,
        "scope": channel.scope,
        "kinds": channel.kinds,
        "state": channel.state,
        "created_at": channel.created_at,
        "created_by": channel.created_by,
        "last_delivered_at": found.last_delivered_at,
        "last_error": found.last_error,
    }
