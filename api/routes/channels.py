"""Channels: ways out of the house for notices."""

from collections.abc import Callable
from datetime import UTC
from typing import Annotated

from fastapi import Depends, Response

from api.addresses import address_of
from api.changes import ChangeInNetwork, ChangesInNetwork, ChangingInNetwork
from api.dependencies import AskingInNetwork, NeedsInNetwork
from api.pagination import Page, PageDep, SortKey, page_of
from api.routing import IN_NETWORK, router_of
from api.schemas.channels import (
    ChannelAsked,
    ChannelMade,
    ChannelRead,
    ChannelTried,
    channel_made,
    channel_read,
    channel_tried,
)
from api.schemas.happenings import Why
from api.schemas.types import PathId
from api.shown_once import shown_once
from scheduler.access.permissions import Permission
from scheduler.notices.channel_listing import (
    ChannelStanding,
    channel_named,
    channels_of,
)
from scheduler.notices.channels import (
    add_channel,
    pause_channel,
    remove_channel,
    resume_channel,
    try_channel,
)
from scheduler.notices.models import Channel

router = router_of("channels", IN_NETWORK + "/channels")

SeesDep = Annotated[
    AskingInNetwork, Depends(NeedsInNetwork(Permission.MANAGE_CHANNELS))
]
ManagesDep = Annotated[
    ChangingInNetwork, Depends(ChangesInNetwork(Permission.MANAGE_CHANNELS))
]


@router.get("", operation_id="list_channels")
def list_channels(asking: SeesDep, page: PageDep) -> Page[ChannelRead]:
    """All channels the network ever had, the oldest first."""
    with asking.viewing() as viewer:
        found = channels_of(viewer.session, viewer.network_id)
        return page_of(found, page, _place, channel_read)


@router.get("/{channel_id}", operation_id="get_channel")
def get_channel(asking: SeesDep, channel_id: PathId) -> ChannelRead:
    """A channel, and what has become of what was to go over it."""
    with asking.viewing() as viewer:
        return channel_read(
            channel_named(viewer.session, viewer.network_id, channel_id)
        )


@router.post(
    "", operation_id="add_channel", response_model=ChannelMade, status_code=201
)
def add(changing: ManagesDep, body: ChannelAsked) -> Response:
    """Deliver notices somewhere, from now on; its secret is shown this once."""
    secret: str | None = None

    def work(change: ChangeInNetwork) -> ChannelMade:
        nonlocal secret
        channel, secret = add_channel(
            change.session,
            change.now,
            change.actor,
            network_id=change.network_id,
            kind=body.kind,
            address=body.address,
            scope=body.scope.as_scope(),
            kinds=body.kinds,
        )
        change.headers["Location"] = address_of(
            "networks", change.network_id, "channels", channel.id
        )
        return channel_made(_standing(change, channel.id))

    return shown_once(changing.apply(work, status=201), ChannelMade, secret=secret)


@router.post(
    "/{channel_id}/pause", operation_id="pause_channel", response_model=ChannelRead
)
def pause(changing: ManagesDep, channel_id: PathId, body: Why) -> Response:
    """Keep what is to be delivered, until it is resumed."""
    return _change(changing, channel_id, body, pause_channel)


@router.post(
    "/{channel_id}/resume", operation_id="resume_channel", response_model=ChannelRead
)
def resume(changing: ManagesDep, channel_id: PathId, body: Why) -> Response:
    """Deliver again, first what was kept meanwhile."""
    return _change(changing, channel_id, body, resume_channel)


@router.post(
    "/{channel_id}/removal", operation_id="remove_channel", response_model=ChannelRead
)
def remove(changing: ManagesDep, channel_id: PathId, body: Why) -> Response:
    """Deliver nothing any more, for good."""
    return _change(changing, channel_id, body, remove_channel)


@router.post(
    "/{channel_id}/test",
    operation_id="test_channel",
    response_model=ChannelTried,
    status_code=202,
)
def try_one(changing: ManagesDep, channel_id: PathId) -> Response:
    """Send something over it that says nothing, to see whether it arrives."""

    def work(change: ChangeInNetwork) -> ChannelTried:
        return channel_tried(
            try_channel(
                change.session,
                change.now,
                change.actor,
                network_id=change.network_id,
                channel_id=channel_id,
            )
        )

    return changing.apply(work, status=202)


def _change(
    changing: ChangingInNetwork,
    channel_id: str,
    body: Why,
    change_it: Callable[..., Channel],
) -> Response:
    def work(change: ChangeInNetwork) -> ChannelRead:
        change_it(
            change.session,
            change.now,
            change.actor,
            network_id=change.network_id,
            channel_id=channel_id,
            reason=body.reason,
        )
        change.session.flush()
        return channel_read(_standing(change, channel_id))

    return changing.apply(work)


def _standing(change: ChangeInNetwork, channel_id: str) -> ChannelStanding:
    return channel_named(change.session, change.network_id, channel_id)


def _place(found: ChannelStanding) -> SortKey:
    channel = found.channel
    return channel.created_at.astimezone(UTC).isoformat(), channel.id
