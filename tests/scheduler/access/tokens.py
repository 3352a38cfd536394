"""Tokens for tests, and who is known by them."""

from datetime import timedelta
from typing import Any

from jwt import PyJWK

from scheduler.access.grants import grant
from scheduler.access.models import Grant
from scheduler.access.principals import Principal
from scheduler.access.roles import Role
from scheduler.access.tokens import OidcTokens
from scheduler.config import Provider
from scheduler.database.database import Database
from tests.scheduler.access.holders import KEEPER, NOW
from tests.scheduler.access.provider import AUDIENCE, ISSUER, public_form

SUBJECT = "somebody@people.example"
PROVIDER = Provider(ISSUER, AUDIENCE, "https://people.example/keys")
SECONDS = int(NOW.timestamp())


class Shown:
    """Keys as they are shown, and the ids that were asked for."""

    def __init__(self, *keys: dict[str, Any]) -> None:
        self._keys = {each["kid"]: PyJWK(each) for each in keys}
        self.asked: list[str] = []

    def get(self, key_id: str) -> PyJWK | None:
        """A key."""
        self.asked.append(key_id)
        return self._keys.get(key_id)


def claims(**given: Any) -> dict[str, Any]:
    """What a good token says; what is given as ``None`` is left out."""
    told = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": SUBJECT,
        "iat": SECONDS - 60,
        "exp": SECONDS + 600,
    }
    return {name: x for name, x in (told | given).items() if x is not None}


def granted(database: Database, **given: Any) -> Grant:
    """A grant, of an auditor by default."""
    usual: dict[str, Any] = {"issuer": ISSUER, "subject": SUBJECT, "name": "audit"}
    usual["role"] = Role.AUDITOR
    with database.writing() as session:
        return grant(session, NOW, KEEPER, **(usual | given))


def asked(
    database: Database, text: str, keys: Shown | None = None, **later: float
) -> Principal | None:
    """Who has this token, some time later."""
    tokens = OidcTokens(PROVIDER, keys or Shown(public_form("k1")))
    now = NOW + timedelta(**later)
    with database.reading() as session:
        return tokens.principal(session, now, text, request_id="r-9")
