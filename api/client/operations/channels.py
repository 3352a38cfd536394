"""What is asked of channels; written by ``api.client.generate``, not by hand."""

from collections.abc import Iterator
from typing import Unpack

from api.client.caller import Caller, Options, v1
from api.schemas.channels import ChannelAsked, ChannelMade, ChannelRead, ChannelTried
from api.schemas.happenings import Why


class Channels:
    """What is asked of channels."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def list_channels(
        self, network_id: str, *, limit: int | None = None
    ) -> Iterator[ChannelRead]:
        """All channels the network ever had, the oldest first."""
        return self._caller.pages(
            v1("networks", network_id, "channels"), ChannelRead, {"limit": limit}
        )

    def add_channel(
        self, network_id: str, body: ChannelAsked, **options: Unpack[Options]
    ) -> ChannelMade:
        """Deliver notices somewhere, from now on; its secret is shown this once."""
        return self._caller.changed(
            v1("networks", network_id, "channels"), ChannelMade, body, options
        )

    def get_channel(self, network_id: str, channel_id: str) -> ChannelRead:
        """A channel, and what has become of what was to go over it."""
        return self._caller.got(
            v1("networks", network_id, "channels", channel_id), ChannelRead
        )

    def pause_channel(
        self, network_id: str, channel_id: str, body: Why, **options: Unpack[Options]
    ) -> ChannelRead:
        """Keep what is to be delivered, until it is resumed."""
        return self._caller.changed(
            v1("networks", network_id, "channels", channel_id, "pause"),
            ChannelRead,
            body,
            options,
        )

    def resume_channel(
        self, network_id: str, channel_id: str, body: Why, **options: Unpack[Options]
    ) -> ChannelRead:
        """Deliver again, first what was kept meanwhile."""
        return self._caller.changed(
            v1("networks", network_id, "channels", channel_id, "resume"),
            ChannelRead,
            body,
            options,
        )

    def remove_channel(
        self, network_id: str, channel_id: str, body: Why, **options: Unpack[Options]
    ) -> ChannelRead:
        """Deliver nothing any more, for good."""
        return self._caller.changed(
            v1("networks", network_id, "channels", channel_id, "removal"),
            ChannelRead,
            body,
            options,
        )

    def test_channel(
        self, network_id: str, channel_id: str, **options: Unpack[Options]
    ) -> ChannelTried:
        """Send something over it that says nothing, to see whether it arrives."""
        return self._caller.changed(
            v1("networks", network_id, "channels", channel_id, "test"),
            ChannelTried,
            None,
            options,
        )
