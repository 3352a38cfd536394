"""The provider is asked for its keys now and then, whatever people send."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from scheduler.access.signing_keys import KEPT_S, PAUSE_S, SigningKeys
from scheduler.errors import NotReady
from tests.scheduler.access.provider import Showing, showing


class Seconds:
    """A clock that stands until it is set."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        """What it shows."""
        return self.now


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> Iterator[Showing]:
    """A provider on loopback, asked without any proxy."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with showing() as shown:
        yield shown


@pytest.fixture
def clock() -> Seconds:
    """A clock for the keys."""
    return Seconds()


@pytest.fixture
def keys(provider: Showing, clock: Seconds) -> SigningKeys:
    """The keys of the provider."""
    return SigningKeys(provider.url, clock)


def test_keys_are_asked_for_once(provider: Showing, keys: SigningKeys) -> None:
    """
    A known key is not asked for again while it is good.
    """
    found = [keys.get("k1") for _ in range(5)]

    assert all(each is not None and each.key_id == "k1" for each in found)
    assert provider.num_asked == 1


def test_unknown_ids_do_not_make_us_ask(
    provider: Showing, keys: SigningKeys, clock: Seconds
) -> None:
    """
    A thousand tokens with ids of their own cost one question in each pause.
    """
    found = [keys.get(f"made-up-{i}") for i in range(500)]
    clock.now += PAUSE_S
    found += [keys.get(f"made-up-{i}") for i in range(500)]

    assert found == [None] * 1000
    assert provider.num_asked == 2


def test_a_new_key_is_found_after_the_pause(
    provider: Showing, keys: SigningKeys, clock: Seconds
) -> None:
    """
    A provider that changes its keys is followed.
    """
    keys.get("k1")
    provider.key_ids = ["k2"]
    early = keys.get("k2")
    clock.now += PAUSE_S
    late = keys.get("k2")

    assert early is None
    assert late is not None
    assert keys.get("k1") is None


def test_a_key_that_is_withdrawn_is_refused(
    provider: Showing, keys: SigningKeys, clock: Seconds
) -> None:
    """
    Known keys are asked for anew when they have been kept for long enough.
    """
    keys.get("k1")
    provider.key_ids = ["k2"]
    clock.now += KEPT_S

    assert keys.get("k1") is None
    assert provider.num_asked == 2


@pytest.mark.parametrize(
    ("status", "raw"),
    [
        pytest.param(500, None, id="a failure"),
        pytest.param(302, None, id="a way elsewhere"),
        pytest.param(200, b"<html>", id="no JSON"),
        pytest.param(200, b"\xff\xfe", id="no text"),
        pytest.param(200, b"[]", id="no object"),
        pytest.param(200, b'{"keys": 1}', id="keys that are none"),
        pytest.param(200, b'{"keys": [{"kty": "oct"}]}', id="no usable key"),
        pytest.param(200, b'{"keys":' + b"[" * 100_000, id="nested without end"),
    ],
)
def test_without_an_answer_nobody_is_known(
    provider: Showing,
    keys: SigningKeys,
    clock: Seconds,
    status: int,
    raw: bytes | None,
) -> None:
    """
    It is told apart from a bad token, and asked again after the pause only.
    """
    provider.status, provider.raw = status, raw
    for _ in range(3):
        with pytest.raises(NotReady, match="cannot be asked now"):
            keys.get("k1")
    asked_in_vain = provider.num_asked
    provider.status, provider.raw = 200, None
    clock.now += PAUSE_S
    found = keys.get("k1")

    assert asked_in_vain == 1
    assert found is not None


def test_a_short_failure_is_not_noticed(
    provider: Showing, keys: SigningKeys, clock: Seconds
) -> None:
    """
    Keys of before are good for as long as ever, also if somebody makes us ask.
    """
    keys.get("k1")
    provider.status = 500
    clock.now += PAUSE_S
    made_up = keys.get("made-up")
    known = keys.get("k1")

    assert made_up is None
    assert known is not None
    clock.now += KEPT_S - PAUSE_S
    with pytest.raises(NotReady):
        keys.get("k1")


def test_many_who_come_at_once_ask_once(provider: Showing, keys: SigningKeys) -> None:
    """
    They wait for the one that asks.
    """
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(keys.get, ["k1"] * 40))

    assert all(each is not None for each in found)
    assert provider.num_asked == 1
