"""What is sent over a channel, and what senders have in common."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

PATIENCE_S = 10.0
"""How long a receiver may take to accept something [s]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """
    A notice to one address.

    Parameters
    ----------
    id
        Of the notice: the same however often it is sent, so that receivers know it.
    at
        When it was told, by the clock of the network.
    secret
        What a webhook signs with.
    """

    id: str
    channel_id: str
    network_id: str
    at: datetime
    kind: str
    subject: str
    details: Mapping[str, Any]
    address: str
    secret: str | None = field(default=None, repr=False)


class NotDelivered(Exception):
    """
    Nobody has accepted it.

    Parameters
    ----------
    reason
        In a few words, none of them the receiver's.
    wait_s
        How long the receiver asks to be left alone [s].
    """

    def __init__(self, reason: str, wait_s: float = 0) -> None:
        super().__init__(reason)
        self.wait_s = wait_s


class Sender(Protocol):
    """Sends letters of one kind of channel."""

    def send(self, letter: Letter) -> None:
        """
        Send it, and come back when it has been accepted.

        Raises
        ------
        NotDelivered
            If it has not.

        """
