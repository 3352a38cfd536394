"""Addresses of channels: what one has to be like to be written to."""

import re
from collections.abc import Iterator
from ipaddress import ip_address
from urllib.parse import urlsplit

from scheduler.notices.models import LONGEST_ADDRESS, ChannelKind
from solver.errors import Issue

_MAILBOX = re.compile(
    r"[A-Za-z0-9!#$%&'*+/^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/^_`{|}~-]+)*"
    r"@[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*"
)
"""
One address without a name: RFC 5321 without quotes and literals, and without the signs
that an encoded word (RFC 2047) begins with, which mail programs decode anywhere.
"""

_LONGEST_MAILBOX = 254


def address_issues(kind: ChannelKind, address: str) -> Iterator[Issue]:
    """What is wrong with the address of a channel."""
    if kind is ChannelKind.EMAIL:
        if not is_mailbox(address):
            yield Issue("address", "is no address, as desk@site.example")
        return
    is_line = address.isascii() and address.isprintable() and " " not in address
    if not is_line or len(address) > LONGEST_ADDRESS:
        yield Issue("address", f"is no URL of at most {LONGEST_ADDRESS} ASCII letters")
    else:
        yield from _url_issues(address)


def is_mailbox(address: str) -> bool:
    """Whether it is the address of one mailbox, and nothing else."""
    return len(address) <= _LONGEST_MAILBOX and bool(_MAILBOX.fullmatch(address))


def _url_issues(address: str) -> Iterator[Issue]:
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        yield Issue("address", "is no URL")
        return
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and _is_here(host))
    if not host or not is_safe:
        yield Issue("address", "is no https address, as https://site.example/notices")
    if "@" in parts.netloc or parts.fragment:
        yield Issue("address", "has a name, a password or a fragment in it")


def _is_here(host: str) -> bool:
    """Whether a host is this machine by its name, whatever anybody says."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
