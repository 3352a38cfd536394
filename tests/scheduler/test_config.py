"""What the environment says of who signs people in: all of it, or nothing."""

import pytest

from scheduler.access.tokens import OidcTokens, credentials_of_environment
from scheduler.config import (
    OIDC_AUDIENCE,
    OIDC_ISSUER,
    OIDC_JWKS,
    Provider,
    identity_provider,
)
from scheduler.errors import NotReady

ISSUER, AUDIENCE = "https://people.example", "tracerplan"
JWKS = "https://people.example/keys"
NAMES = (OIDC_ISSUER, OIDC_AUDIENCE, OIDC_JWKS)


def say(monkeypatch: pytest.MonkeyPatch, *values: str | None) -> None:
    """Set the three variables, or unset them."""
    for name, value in zip(NAMES, values, strict=True):
        if value is None:
            monkeypatch.delenv(name, raising=False)
        else:
            monkeypatch.setenv(name, value)


@pytest.mark.parametrize("nothing", [None, ""])
def test_without_a_provider_keys_are_the_only_way(
    monkeypatch: pytest.MonkeyPatch, nothing: str | None
) -> None:
    """
    Nothing set, or nothing in it.
    """
    say(monkeypatch, nothing, nothing, nothing)

    assert identity_provider() is None
    assert credentials_of_environment().tokens is None


@pytest.mark.parametrize(
    "url",
    [JWKS, "http://127.0.0.1:8080/keys", "http://localhost/keys", "http://[::1]/keys"],
)
def test_a_provider_is_named_as_a_whole(
    monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    """
    Over TLS, or on this machine.
    """
    say(monkeypatch, ISSUER, AUDIENCE, url)

    assert identity_provider() == Provider(ISSUER, AUDIENCE, url)
    assert isinstance(credentials_of_environment().tokens, OidcTokens)


@pytest.mark.parametrize(
    "values",
    [
        (ISSUER, None, None),
        (None, AUDIENCE, JWKS),
        (ISSUER, "", JWKS),
        (ISSUER, AUDIENCE, None),
    ],
)
def test_half_a_provider_is_refused(
    monkeypatch: pytest.MonkeyPatch, values: tuple[str | None, ...]
) -> None:
    """
    Or tokens for anybody, from anybody, would be accepted, or none quietly.
    """
    say(monkeypatch, *values)

    with pytest.raises(NotReady, match="belong together"):
        identity_provider()


@pytest.mark.parametrize(
    "url",
    [
        "http://people.example/keys",
        "http://127.0.0.1.people.example/keys",
        "http://localhost@people.example/keys",
        "file:///etc/keys",
        "ftp://people.example/keys",
        "data:application/json,{}",
        "people.example/keys",
        "https://",
        "https://[::1/keys",
        "nonsense",
    ],
)
def test_keys_are_not_asked_for_on_an_open_way(
    monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    """
    Who sits on the way could put in keys of their own.
    """
    say(monkeypatch, ISSUER, AUDIENCE, url)

    with pytest.raises(NotReady, match="no https address"):
        identity_provider()
