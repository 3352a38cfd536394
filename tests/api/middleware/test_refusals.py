"""A body that is too long is refused as a problem, whatever was said of its length."""

import json

import pytest

from api.routing import LONGEST_BODY
from tests.api.bare import Bare, called

THINGS = b"/api/v1/things"


def sent(bare: Bare, *chunks: bytes, **headers: str) -> tuple[int, dict[str, object]]:
    """The answer to a body in pieces."""
    told = {
        "Authorization": f"Bearer {bare.text}",
        "Content_Type": "application/json",
        "Idempotency_Key": f"sent-{len(chunks)}-{sum(map(len, chunks))}",
    }
    status, _, body = called(bare.app, "POST", THINGS, *chunks, **(told | headers))
    return status, json.loads(body)


def body_of(length: int) -> bytes:
    """A good body of some length: spaces mean nothing."""
    text = b'{"name": "n"}'
    return text + b" " * (length - len(text))


def test_the_longest_body_is_read(bare_service: Bare) -> None:
    """
    Exactly as long as may be, with its length and without.
    """
    whole = body_of(LONGEST_BODY)
    known = sent(bare_service, whole, Content_Length=str(LONGEST_BODY))
    unknown = sent(bare_service, whole[:1000], whole[1000:])

    assert known == (201, {"name": "n"})
    assert unknown == (201, {"name": "n"})


@pytest.mark.parametrize(
    "chunks",
    [
        pytest.param([body_of(LONGEST_BODY + 1)], id="one byte more"),
        pytest.param([body_of(10_000_000)], id="10 MB"),
        pytest.param([body_of(13), *[b" " * 65_536] * 200], id="piece by piece"),
    ],
)
@pytest.mark.parametrize("is_told", [True, False], ids=["told", "not told"])
def test_a_longer_body_is_refused(
    bare_service: Bare, chunks: list[bytes], is_told: bool
) -> None:
    """
    Also if nobody has said how long it will be.
    """
    length = {"Content_Length": str(sum(map(len, chunks)))} if is_told else {}
    status, problem = sent(bare_service, *chunks, **length)

    assert status == 413
    assert (problem["code"], problem["status"]) == ("too_long", 413)
    assert problem["request_id"]
    assert bare_service.names == []


def test_a_false_length_does_not_help(bare_service: Bare) -> None:
    """
    What comes is counted, and not what was said.
    """
    status, problem = sent(bare_service, body_of(LONGEST_BODY + 1), Content_Length="5")

    assert (status, problem["code"]) == (413, "too_long")
    assert bare_service.names == []


def test_nobody_has_us_read_a_long_body(bare_service: Bare) -> None:
    """
    Who has no key is refused as well, and nothing is kept of what they sent.
    """
    status, _, body = called(
        bare_service.app,
        "POST",
        THINGS,
        *[b" " * 65_536] * 200,
        Content_Type="application/json",
    )

    assert status in {401, 413}
    assert json.loads(body)["status"] == status
