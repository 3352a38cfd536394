"""Who has a key is known; whoever has none that holds is nobody."""

import hashlib
from datetime import timedelta

import pytest
from sqlalchemy import update

from scheduler.access.keys import revoke
from scheduler.access.models import ApiKey
from scheduler.access.principals import Principal, authenticate
from scheduler.access.roles import Role, ScopeKind
from scheduler.actors import Actor
from scheduler.database.database import Database
from tests.scheduler.access.holders import KEEPER, NOW, a_key, add_places, first_key

DAY = timedelta(days=1)
MOMENT = timedelta(microseconds=1)


def test_a_key_tells_who_has_it(database: Database) -> None:
    """Actor by the key's id, role and scope."""
    first_key(database)
    add_places(database, "norway", site="OUS", unit="FDG")
    scope = {ScopeKind.NETWORK: ["norway"], ScopeKind.SITE: ["OUS"]}
    key, text = a_key(database, role=Role.SITE_STAFF, scope=scope)

    with database.reading() as session:
        principal = authenticate(session, NOW, text, request_id="r-9")

    assert principal == Principal(
        Actor(f"key:{key.id}", request_id="r-9"),
        Role.SITE_STAFF,
        {
            ScopeKind.NETWORK: frozenset({"norway"}),
            ScopeKind.SITE: frozenset({"OUS"}),
        },
    )


@pytest.mark.parametrize(
    ("kind", "id", "may"),
    [
        (ScopeKind.NETWORK, "norway", True),
        (ScopeKind.NETWORK, "sweden", False),
        (ScopeKind.SITE, "OUS", True),
        (ScopeKind.SITE, "ous", False),
        (ScopeKind.SITE, "OUS ", False),
        (ScopeKind.SITE, "", False),
        (ScopeKind.SITE, "norway", False),
        (ScopeKind.UNIT, "FDG", True),
        (ScopeKind.TRIAL, "T1", True),
    ],
)
def test_a_scope_says_what_may_be_seen(kind: ScopeKind, id: str, may: bool) -> None:
    """The named ids of a kind, exactly; a kind that is not named is not limited."""
    principal = Principal(
        Actor("key:1"),
        Role.SITE_STAFF,
        {
            ScopeKind.NETWORK: frozenset({"norway"}),
            ScopeKind.SITE: frozenset({"OUS", "HUS"}),
        },
    )

    assert principal.may_see(kind, id) is may


def test_what_is_no_key_is_nobodys(database: Database) -> None:
    """Unknown, malformed, cut, of another key: the same answer."""
    key, text = first_key(database)
    other, other_text = a_key(database)
    secret = text.rsplit("_", 1)[1]
    wrong = [
        "",
        "tp_",
        "tp__",
        key.id,
        secret,
        text[:-1],
        text + "0",
        text + "\n",
        " " + text,
        text.upper(),
        text.replace("tp_", "TP_"),
        text[:-1] + ("1" if text[-1] == "0" else "0"),
        f"tp_{other.id}_{secret}",
        f"tp_000000000000_{secret}",
        f"tp_{key.id}_{hashlib.sha256(secret.encode()).hexdigest()}",
        f"tp_{key.id}_{'0' * 64}",
        f"tp_{key.id}_" + "\N{FULLWIDTH DIGIT ONE}" * 64,
        f"tp_{key.id}_{secret}\0",
        "\ud800",
        "x" * 1_000_000,
    ]

    with database.reading() as session:
        assert [each for each in wrong if authenticate(session, NOW, each)] == []
        assert authenticate(session, NOW, text) is not None
        assert authenticate(session, NOW, other_text) is not None


@pytest.mark.parametrize(
    ("later", "holds"),
    [(-DAY, True), (DAY - MOMENT, True), (DAY, False), (100 * DAY, False)],
)
def test_a_key_expires_to_the_moment(
    database: Database, later: timedelta, holds: bool
) -> None:
    """From the instant of its expiry on it is refused."""
    first_key(database)
    _, text = a_key(database, expires_at=NOW + DAY)

    with database.reading() as session:
        assert (authenticate(session, NOW + later, text) is not None) is holds


def test_a_revoked_key_is_refused_from_the_next_request_on(database: Database) -> None:
    """Also in a session that has read it before."""
    key, text = first_key(database)

    with database.writing() as session:
        before = authenticate(session, NOW, text)
        revoke(session, NOW, KEEPER, key_id=key.id, reason="lost")
        after = authenticate(session, NOW, text)
    with database.reading() as session:
        later = authenticate(session, NOW, text)

    assert before is not None
    assert (after, later) == (None, None)


def test_the_database_is_asked_and_not_the_session(database: Database) -> None:
    """What a session remembers of a key does not keep it alive."""
    key, text = first_key(database)

    with database.writing() as session:
        remembered = session.get_one(ApiKey, key.id)
        session.connection().execute(
            update(ApiKey.metadata.tables["api_keys"]).values(revoked_at=NOW)
        )

        assert remembered.revoked_at is None
        assert authenticate(session, NOW, text) is None
