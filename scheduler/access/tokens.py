"""
Bearer tokens of an identity provider (OpenID Connect).

A token says who somebody is, and nothing else: what they may do is in our rows
(``grants``), whatever else the token claims.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol, TypeGuard

import jwt
from jwt import PyJWK
from sqlalchemy.orm import Session

from scheduler.access.credentials import Credentials
from scheduler.access.grants import LONGEST_SUBJECT, granted
from scheduler.access.principals import Principal
from scheduler.access.signing_keys import SigningKeys
from scheduler.config import Provider, identity_provider

LEEWAY_S = 30
"""How far the provider's clock may be from ours."""

ALGORITHMS = frozenset(
    {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512"}
    | {"ES256", "ES384", "ES512", "EdDSA"}
)
"""With a public key each: who can check a signature cannot make one."""

_LONGEST_TOKEN = 16 * 1024
_LONGEST_KEY_ID = 255
_LATEST_S = 2.0**40


class Keys(Protocol):
    """Where the keys are that tokens are signed with."""

    def get(self, key_id: str) -> PyJWK | None:
        """A key; ``None`` if there is none of this id."""


class OidcTokens:
    """Tokens of one provider."""

    def __init__(self, provider: Provider, keys: Keys | None = None) -> None:
        self._provider = provider
        self._keys = SigningKeys(provider.jwks_url) if keys is None else keys

    def principal(
        self, session: Session, now: datetime, text: str, *, request_id: str | None
    ) -> Principal | None:
        """
        Who has this token; ``None`` for whatever is no token that holds now.

        Raises
        ------
        NotReady
            If the provider has to be asked for its keys, and does not answer.

        """
        claims = self._claims(text)
        if claims is None or not _is_now(claims, now):
            return None
        subject = claims["sub"]
        if not _is_subject(subject):
            return None
        issuer = self._provider.issuer
        return granted(session, now, issuer, subject, request_id=request_id)

    def _claims(self, text: str) -> Mapping[str, Any] | None:
        """What a token says, if the provider has signed it, and for us."""
        key_id = _key_id_of(text)
        key = None if key_id is None else self._keys.get(key_id)
        if key is None or key.algorithm_name not in ALGORITHMS:
            return None
        # When it holds is judged apart, by the clock that we are given.
        try:
            found: dict[str, Any] = jwt.decode(
                text,
                key,
                algorithms=[key.algorithm_name],
                audience=self._provider.audience,
                issuer=self._provider.issuer,
                options={
                    "require": ["exp", "iat", "iss", "aud", "sub"],
                    "verify_exp": False,
                    "verify_iat": False,
                    "verify_nbf": False,
                },
            )
        except Exception:  # noqa: BLE001 - whatever goes wrong, they are not known
            return None
        return found


def _key_id_of(text: str) -> str | None:
    """The key that a token names; ``None`` for what cannot be a token of ours."""
    if len(text) > _LONGEST_TOKEN:
        return None
    try:
        header = jwt.get_unverified_header(text)
    except Exception:  # noqa: BLE001 - whatever goes wrong, it is no token
        return None
    algorithm, key_id = header.get("alg"), header.get("kid")
    if not (isinstance(algorithm, str) and algorithm in ALGORITHMS):
        return None
    is_id = isinstance(key_id, str) and 0 < len(key_id) <= _LONGEST_KEY_ID
    return key_id if is_id else None


def credentials_of_environment() -> Credentials:
    """
    API keys, and tokens if the environment names a provider.

    Raises
    ------
    NotReady
        If what it says of the provider is not complete.

    """
    provider = identity_provider()
    return Credentials(None if provider is None else OidcTokens(provider))


def _is_now(claims: Mapping[str, Any], now: datetime) -> bool:
    """Whether a token holds now, as far as the provider is concerned."""
    seconds = now.timestamp()
    exp, iat, nbf = (claims.get(each) for each in ("exp", "iat", "nbf"))
    has_begun = _is_instant(iat) and iat <= seconds + LEEWAY_S
    if nbf is not None:
        has_begun = has_begun and _is_instant(nbf) and nbf <= seconds + LEEWAY_S
    return has_begun and _is_instant(exp) and seconds < exp + LEEWAY_S


def _is_instant(value: object) -> TypeGuard[float]:
    """Whether it is seconds since 1970; a flag is none, and NaN is in no range."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return is_number and 0 <= value < _LATEST_S  # type: ignore[operator]


def _is_subject(value: str) -> bool:
    return 0 < len(value) <= LONGEST_SUBJECT and value.isprintable()
