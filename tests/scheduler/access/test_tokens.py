"""Tokens say who somebody is; everything else about them is in our rows."""

from datetime import timedelta
from typing import Any

import pytest

from scheduler.access.grants import revoke
from scheduler.access.roles import Role, ScopeKind
from scheduler.access.tokens import LEEWAY_S
from scheduler.database.database import Database
from tests.scheduler.access.holders import KEEPER, NOW, add_places
from tests.scheduler.access.provider import AUDIENCE, ISSUER, token
from tests.scheduler.access.tokens import SECONDS, asked, claims, granted


def test_a_token_of_somebody_granted_is_accepted(database: Database) -> None:
    """
    Role and scope are those of the grant; the actor's code names nobody.
    """
    add_places(database, "norway", site="OUS", unit="FDG")
    scope = {ScopeKind.NETWORK: ["norway"], ScopeKind.SITE: ["OUS"]}
    granted(database, role=Role.SITE_STAFF, scope=scope)

    found = asked(database, token(claims()))

    assert found is not None
    assert found.role is Role.SITE_STAFF
    assert found.scope == {kind: frozenset(ids) for kind, ids in scope.items()}
    assert found.actor.id.startswith("oidc:")
    assert len(found.actor.id) == 21
    assert found.actor.request_id == "r-9"


def test_what_a_token_claims_besides_means_nothing(sqlite_database: Database) -> None:
    """
    Nobody becomes an administrator by what a provider writes into a token.
    """
    granted(sqlite_database)
    text = token(claims(role="administrator", scope="administrator", roles=["admin"]))

    found = asked(sqlite_database, text)

    assert found is not None
    assert found.role is Role.AUDITOR


def test_revocation_holds_from_the_next_request(database: Database) -> None:
    """
    However long the token says it holds.
    """
    made = granted(database)
    text = token(claims())
    before = asked(database, text)
    with database.writing() as session:
        revoke(session, NOW, KEEPER, grant_id=made.id, reason="has left")

    assert before is not None
    assert asked(database, text) is None


def test_a_grant_expires(sqlite_database: Database) -> None:
    """
    At the very instant that it says.
    """
    granted(sqlite_database, expires_at=NOW + timedelta(seconds=10))
    text = token(claims())

    assert asked(sqlite_database, text, seconds=9) is not None
    assert asked(sqlite_database, text, seconds=10) is None


def test_nobody_is_known_without_a_grant(sqlite_database: Database) -> None:
    """
    A provider knows many people; the same subject of another one is somebody else.
    """
    granted(sqlite_database, subject="another")
    granted(sqlite_database, issuer="https://others.example")

    assert asked(sqlite_database, token(claims())) is None


@pytest.mark.parametrize(
    "given",
    [
        pytest.param({"iss": "https://others.example"}, id="another provider"),
        pytest.param({"iss": None}, id="no provider"),
        pytest.param({"iss": [ISSUER]}, id="a list of providers"),
        pytest.param({"aud": "another"}, id="for somebody else"),
        pytest.param({"aud": None}, id="for nobody"),
        pytest.param({"aud": []}, id="for an empty list"),
        pytest.param({"aud": "tracer"}, id="for half of us"),
        pytest.param({"sub": None}, id="of nobody"),
        pytest.param({"sub": ""}, id="of an empty name"),
        pytest.param({"sub": "x" * 256}, id="of a name too long"),
        pytest.param({"sub": "\ud800"}, id="of half a letter"),
        pytest.param({"exp": None}, id="without an end"),
        pytest.param({"exp": SECONDS - LEEWAY_S}, id="over"),
        pytest.param({"exp": True}, id="an end that is a flag"),
        pytest.param({"exp": "9999999999"}, id="an end in letters"),
        pytest.param({"exp": 1e300}, id="an end out of time"),
        pytest.param({"exp": float("inf")}, id="without end"),
        pytest.param({"exp": float("nan")}, id="an end that is no number"),
        pytest.param({"iat": None}, id="without a beginning"),
        pytest.param({"iat": SECONDS + LEEWAY_S + 1}, id="of tomorrow"),
        pytest.param({"iat": -1}, id="of before all time"),
        pytest.param({"nbf": SECONDS + LEEWAY_S + 1}, id="not yet"),
        pytest.param({"nbf": "now"}, id="from some time on"),
    ],
)
def test_what_does_not_hold_now_is_no_token(
    sqlite_database: Database, given: dict[str, Any]
) -> None:
    """
    It has to be of our provider, for us, of somebody, and of now.
    """
    granted(sqlite_database)

    assert asked(sqlite_database, token(claims(**given))) is None


@pytest.mark.parametrize(
    "given",
    [
        pytest.param({"exp": SECONDS - LEEWAY_S + 1}, id="over just now"),
        pytest.param({"iat": SECONDS + LEEWAY_S}, id="of a clock ahead of ours"),
        pytest.param({"nbf": SECONDS + LEEWAY_S}, id="from just now on"),
        pytest.param({"aud": ["another", AUDIENCE]}, id="for several"),
        pytest.param({"exp": SECONDS + 0.5}, id="parts of a second"),
    ],
)
def test_what_holds_now_is_a_token(
    sqlite_database: Database, given: dict[str, Any]
) -> None:
    """
    Clocks may differ a little, and a token may be for several.
    """
    granted(sqlite_database)

    assert asked(sqlite_database, token(claims(**given))) is not None
