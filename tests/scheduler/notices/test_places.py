import socket
from ipaddress import ip_address, ip_network
from typing import Any

import pytest

from scheduler.notices.letters import NotDelivered
from scheduler.notices.places import is_permitted, places_of

INSIDE = {
    "this machine": "127.0.0.1",
    "this machine, IPv6": "::1",
    "nowhere in particular": "0.0.0.0",  # noqa: S104 - nothing listens
    "private": "10.1.2.3",
    "private, too": "192.168.0.1",
    "private, IPv6": "fd12::1",
    "of a cloud's metadata": "169.254.169.254",
    "link-local, IPv6": "fe80::1",
    "behind a carrier": "100.64.0.1",
    "multicast": "224.0.0.1",
    "multicast, IPv6": "ff0e::1",
    "private, as IPv6 maps it": "::ffff:10.1.2.3",
    "private, by 6to4": "2002:0a01:0203::1",
    "private, translated": "64:ff9b::10.1.2.3",
    "reserved": "240.0.0.1",
}


@pytest.mark.parametrize("name", INSIDE)
def test_what_is_inside_is_refused_unless_allowed(name: str) -> None:
    """
    Whoever may name an address does not get at what only this machine reaches.
    """
    address = ip_address(INSIDE[name])

    assert not is_permitted(address, ())
    assert not is_permitted(address, [ip_network("172.16.0.0/12")])


@pytest.mark.parametrize("text", ["193.156.1.1", "2001:700::1", "::ffff:193.156.1.1"])
def test_what_is_public_is_permitted(text: str) -> None:
    """
    However it is written.
    """
    assert is_permitted(ip_address(text), ())


def test_a_network_is_allowed_by_name_only() -> None:
    """
    The neighbors of an allowed network are not; an address mapped into it is.
    """
    allowed = [ip_network("10.1.0.0/16")]

    assert is_permitted(ip_address("10.1.2.3"), allowed)
    assert is_permitted(ip_address("::ffff:10.1.2.3"), allowed)
    assert not is_permitted(ip_address("10.2.0.1"), allowed)


def _answering(*addresses: str) -> Any:
    def answer(*_: Any, **__: Any) -> list[Any]:
        return [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, 443))
            for each in addresses
        ]

    return answer


def test_of_a_host_with_several_addresses_the_public_ones(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """
    What is looked up once is what is connected to: a name cannot mean another later.
    """
    found = _answering("10.0.0.1", "193.156.1.1", "193.156.1.1")
    monkeypatch.setattr(socket, "getaddrinfo", found)

    assert places_of("desk.example", 443, ()) == ["193.156.1.1"]


def test_a_host_that_is_all_inside_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """
    In words that tell nothing of what is there.
    """
    monkeypatch.setattr(socket, "getaddrinfo", _answering("10.0.0.1", "127.0.0.1"))

    with pytest.raises(NotDelivered) as refused:
        places_of("desk.example", 443, ())

    assert "10.0" not in str(refused.value)


@pytest.mark.parametrize("host", ["nowhere.invalid", "a" * 300, "xn--", "\udcff"])
def test_a_host_that_nobody_knows_is_told(host: str) -> None:
    """
    Whatever is wrong with its name.
    """
    with pytest.raises(NotDelivered, match="not known"):
        places_of(host, 443, ())
