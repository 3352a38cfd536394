import base64
import hashlib

import pytest

from scheduler.notices.signing import headers_of, new_secret
from tests.scheduler.notices.letters import SECRET


def by_hand(key: bytes, text: bytes) -> str:
    """HMAC-SHA256 as RFC 2104 defines it, step by step."""
    padded = key.ljust(64, b"\0")
    inner = hashlib.sha256(bytes(each ^ 0x36 for each in padded) + text).digest()
    outer = hashlib.sha256(bytes(each ^ 0x5C for each in padded) + inner).digest()
    return base64.b64encode(outer).decode()


def test_the_example_of_the_convention() -> None:
    """
    Id, time, body and secret that its libraries are tested with give their signature.
    """
    headers = headers_of(
        "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}', SECRET
    )

    assert headers == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


@pytest.mark.parametrize("body", [b"", b"{}", "Ålesund".encode()])
def test_a_signature_is_over_id_time_and_body(body: bytes) -> None:
    """
    It is what a receiver computes who knows nothing but the definition.
    """
    secret = new_secret()
    key = base64.b64decode(secret.removeprefix("whsec_"))

    signature = headers_of("nt_1", 12, body, secret)["webhook-signature"]

    assert signature == f"v1,{by_hand(key, b'nt_1.12.' + body)}"


def test_secrets_are_of_the_convention_and_never_the_same() -> None:
    """
    32 bytes of chance, in base64 behind their prefix.
    """
    made = {new_secret() for _ in range(100)}

    assert len(made) == 100
    assert all(each.startswith("whsec_") for each in made)
    assert {len(base64.b64decode(each.removeprefix("whsec_"))) for each in made} == {32}
