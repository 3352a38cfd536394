"""Whoever the provider has not signed for is nobody, whatever they send."""

import base64
import json

import jwt
import pytest
from cryptography.hazmat.primitives import serialization

from scheduler.access.tokens import ALGORITHMS
from scheduler.database.database import Database
from tests.scheduler.access.provider import private_key, token
from tests.scheduler.access.tokens import Shown, asked, claims, granted


def _part(value: object) -> str:
    data = json.dumps(value).encode()
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _by_hand(header: object, payload: object, signature: str = "AAAA") -> str:
    return f"{_part(header)}.{_part(payload)}.{signature}"


PUBLIC_PEM = (
    private_key("k1")
    .public_key()
    .public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("a.b.c", id="no parts"),
        pytest.param("å.ß.ç", id="other letters"),
        pytest.param(_by_hand([], claims()), id="a header that is a list"),
        pytest.param(
            _by_hand({"alg": "none", "kid": "k1"}, claims(), ""), id="not signed"
        ),
        pytest.param(_by_hand({"alg": "ES256", "kid": "k1"}, claims()), id="forged"),
        pytest.param(_by_hand({"alg": "ES256"}, claims()), id="no key named"),
        pytest.param(
            _by_hand({"alg": "ES256", "kid": ["k1"]}, claims()), id="a list of keys"
        ),
        pytest.param(
            _by_hand({"alg": "ES256", "kid": "k" * 256}, claims()), id="a key too long"
        ),
        pytest.param(
            _by_hand({"alg": "RS256", "kid": "k1"}, claims()), id="another algorithm"
        ),
        pytest.param(
            _by_hand({"alg": ["ES256"], "kid": "k1"}, claims()),
            id="a list of algorithms",
        ),
        pytest.param(
            base64.urlsafe_b64encode(b"[" * 5000).decode() + ".e30.AAAA",
            id="nested without end",
        ),
        pytest.param("x" * 20_000, id="too long"),
        pytest.param(token(claims(), "k2"), id="signed by an unknown key"),
        pytest.param(
            token(claims(), "k2", kid="k1"), id="signed by another key of that name"
        ),
        pytest.param(token(claims())[:-8] + "AAAAAAAA", id="another signature"),
    ],
)
def test_what_the_provider_has_not_signed_is_no_token(
    sqlite_database: Database, text: str
) -> None:
    """
    Whatever its form: it is refused, and never fails.
    """
    granted(sqlite_database)

    assert asked(sqlite_database, text) is None


def test_no_secret_is_shared_with_the_provider(sqlite_database: Database) -> None:
    """
    Neither a public key taken for a secret, nor a secret that the provider shows.
    """
    granted(sqlite_database)
    secret = base64.urlsafe_b64encode(b"s" * 32).decode().rstrip("=")
    shared = {"kty": "oct", "k": secret, "kid": "k1", "use": "sig", "alg": "HS256"}
    by_secret = jwt.encode(claims(), b"s" * 32, "HS256", headers={"kid": "k1"})
    head, body, _ = by_secret.split(".")
    signing = f"{head}.{body}".encode()
    by_public = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256).sign(
        signing, PUBLIC_PEM
    )
    confused = f"{head}.{body}." + base64.urlsafe_b64encode(by_public).decode().rstrip(
        "="
    )

    assert asked(sqlite_database, by_secret, Shown(shared)) is None
    assert asked(sqlite_database, confused) is None
    assert not any(each.startswith("HS") or each == "none" for each in ALGORITHMS)


def test_nobody_is_asked_for_what_cannot_be_a_key(sqlite_database: Database) -> None:
    """
    What is malformed costs no question to the provider.
    """
    keys = Shown()
    for header in ({"alg": "none", "kid": "a"}, {"alg": "HS256", "kid": "a"}, {}):
        asked(sqlite_database, _by_hand(header, claims()), keys)
    asked(sqlite_database, "nothing", keys)

    assert keys.asked == []
