"""Where webhooks may go: to the public, and to what the environment allows besides."""

import socket
from collections.abc import Collection, Iterator
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

from scheduler.notices.letters import NotDelivered

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_TRANSLATED = ip_network("64:ff9b::/96")
"""IPv4 addresses as IPv6 writes them behind a translator (RFC 6052)."""


def places_of(host: str, port: int, allowed: Collection[Network]) -> list[str]:
    """
    The addresses of a host that may be connected to, looked up this once.

    Whoever connects has to connect to one of these, and not look up the name again:
    it might say something else by then.

    Raises
    ------
    NotDelivered
        If there is none.

    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise NotDelivered("its host is not known") from None
    addresses = dict.fromkeys(str(each[4][0]) for each in found)
    permitted = [each for each in addresses if is_permitted(ip_address(each), allowed)]
    if not permitted:
        raise NotDelivered("its host is inside a network that is not allowed")
    return permitted


def is_permitted(address: Address, allowed: Collection[Network]) -> bool:
    """Whether an address is public, or in a network that is allowed."""
    return all(
        (each.is_global and not each.is_multicast)
        or any(each in network for network in allowed)
        for each in _meanings(address)
    )


def _meanings(address: Address) -> Iterator[Address]:
    """What an address leads to: one of IPv6 may stand for one of IPv4."""
    if isinstance(address, IPv4Address):
        yield address
        return
    inside = address.ipv4_mapped or address.sixtofour
    if inside is None and address in _TRANSLATED:
        inside = IPv4Address(int(address) & 0xFFFFFFFF)
    yield address if inside is None else inside
