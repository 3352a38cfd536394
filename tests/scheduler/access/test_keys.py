"""Keys are made with what they need, shown once, and revoked for good."""

import re
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, text

from scheduler.access.keys import (
    all_keys,
    create,
    first_administrator,
    revoke,
)
from scheduler.access.roles import Role, ScopeKind
from scheduler.audit.models import AuditEntry
from scheduler.database.database import Database
from scheduler.errors import Conflict, Invalid, NotFound, WrongState
from tests.scheduler.access.holders import KEEPER, NOW, a_key, add_places, first_key

DAY = timedelta(days=1)


def test_the_first_key_is_an_administrators(database: Database) -> None:
    """It is not limited and does not expire; a second first one is refused."""
    key, _ = first_key(database)

    assert key.role is Role.ADMINISTRATOR
    assert key.scope == {}
    assert key.expires_at is None
    with pytest.raises(Conflict, match="keys already"):
        first_key(database)


def test_a_revoked_first_key_was_the_first_all_the_same(database: Database) -> None:
    """Nobody becomes administrator by waiting until the keys are revoked."""
    key, _ = first_key(database)
    with database.writing() as session:
        revoke(session, NOW, KEEPER, key_id=key.id, reason="lost")

    with pytest.raises(Conflict):
        first_key(database)


def test_only_one_of_many_is_the_first(database: Database) -> None:
    """Eight ask at once for the first key, and one gets it."""

    def ask(_: int) -> bool:
        try:
            with database.writing() as session:
                first_administrator(session, NOW, KEEPER)
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(ask, range(8)))

    assert answers.count(True) == 1
    with database.reading() as session:
        assert len(all_keys(session)) == 1


def test_another_role_cannot_be_the_first(database: Database) -> None:
    """There has to be somebody who can make the others."""
    with pytest.raises(Invalid, match="role: the first key has to be"):
        a_key(database)


def test_a_key_is_of_256_bits_and_not_stored(database: Database) -> None:
    """No column of the database holds the secret; each key has another."""
    _, first = first_key(database)
    _, second = a_key(database)

    form = r"tp_([0-9a-f]{12})_([0-9a-f]{64})"
    secrets = [re.fullmatch(form, each)[2] for each in (first, second)]  # type: ignore[index]
    with database.reading() as session:
        rows = session.execute(text("SELECT * FROM api_keys")).all()
        trail = session.scalars(select(AuditEntry.changes)).all()
    stored = str(rows) + str(trail)
    assert len(rows) == 2
    assert secrets[0] != secrets[1]
    assert [secret for secret in secrets if secret in stored] == []


@pytest.mark.parametrize(
    ("fields", "issues"),
    [
        pytest.param({"name": " "}, ["name: has to be given"], id="no name"),
        pytest.param(
            {"name": "x" * 201},
            ["name: is not one line of at most 200 letters"],
            id="a name too long",
        ),
        pytest.param(
            {"name": "a\nb"},
            ["name: is not one line of at most 200 letters"],
            id="two lines",
        ),
        pytest.param(
            {"expires_at": NOW}, ["expires_at: is over already"], id="over already"
        ),
        pytest.param(
            {"expires_at": datetime(2027, 1, 1)},  # noqa: DTZ001 - that is the matter
            ["expires_at: has no time zone"],
            id="no time zone",
        ),
        pytest.param(
            {"role": Role.ADMINISTRATOR, "scope": {ScopeKind.NETWORK: ["norway"]}},
            ["scope: an administrator is not limited"],
            id="a limited administrator",
        ),
        pytest.param(
            {"role": Role.SITE_STAFF},
            ["scope.site: site_staff needs at least one"],
            id="staff of no site",
        ),
        pytest.param(
            {"role": Role.PRODUCTION},
            ["scope.unit: production needs at least one"],
            id="production of no unit",
        ),
        pytest.param(
            {"role": Role.STUDY_MANAGER},
            ["scope.trial: study_manager needs at least one"],
            id="a manager of no trial",
        ),
        pytest.param(
            {"scope": {ScopeKind.NETWORK: []}},
            ["scope.network: names nothing: leave it out instead"],
            id="limited to nothing",
        ),
        pytest.param(
            {"role": Role.SITE_STAFF, "scope": {ScopeKind.SITE: ["OUS"]}},
            ["scope.network: has to be the one that the others are of"],
            id="a site of any network",
        ),
        pytest.param(
            {
                "role": Role.SITE_STAFF,
                "scope": {
                    ScopeKind.NETWORK: ["norway", "sweden"],
                    ScopeKind.SITE: ["OUS"],
                },
            },
            ["scope.network: has to be the one that the others are of"],
            id="a site of two networks",
        ),
        pytest.param(
            {
                "role": Role.SITE_STAFF,
                "scope": {ScopeKind.NETWORK: ["norway"], ScopeKind.SITE: ["KS"]},
            },
            ["scope.site: there is no site KS"],
            id="a site of another network",
        ),
        pytest.param(
            {
                "name": "",
                "role": Role.PRODUCTION,
                "scope": {
                    ScopeKind.NETWORK: ["norway"],
                    ScopeKind.SITE: ["OUS", "Z", "A"],
                    ScopeKind.TRIAL: ["T9"],
                },
                "expires_at": NOW - DAY,
            },
            [
                "name: has to be given",
                "expires_at: is over already",
                "scope.unit: production needs at least one",
                "scope.site: there is no site A",
                "scope.site: there is no site Z",
                "scope.trial: there is no trial T9",
            ],
            id="all at once",
        ),
        pytest.param(
            {"scope": {ScopeKind.NETWORK: ["denmark"]}},
            ["scope.network: there is no network denmark"],
            id="a network that is not there",
        ),
    ],
)
def test_all_that_is_wrong_is_told_at_once(
    sqlite_database: Database, fields: Mapping[str, Any], issues: list[str]
) -> None:
    """Every issue with its place, and no key is made."""
    first_key(sqlite_database)
    add_places(sqlite_database, "norway", site="OUS", unit="FDG")
    add_places(sqlite_database, "sweden", site="KS", unit="FDG")

    with pytest.raises(Invalid) as raised:
        a_key(sqlite_database, **fields)

    assert [str(issue) for issue in raised.value.issues] == issues
    with sqlite_database.reading() as session:
        assert len(all_keys(session)) == 1


def test_a_scope_is_kept_in_order(database: Database) -> None:
    """Ids are kept sorted and once, by the names of their kinds."""
    first_key(database)
    add_places(database, "norway", site="OUS", unit="FDG")

    key, _ = a_key(
        database,
        role=Role.SITE_STAFF,
        scope={
            ScopeKind.SITE: ("OUS", "OUS"),
            ScopeKind.NETWORK: ["norway"],
            ScopeKind.TRIAL: {"T1"},
        },
    )

    assert key.scope == {"network": ["norway"], "site": ["OUS"], "trial": ["T1"]}


def test_a_key_is_revoked_with_a_reason(database: Database) -> None:
    """Who, when and why are kept; what is revoked stays so."""
    key, _ = first_key(database)
    later = NOW + DAY
    with database.writing() as session:
        revoke(session, later, KEEPER, key_id=key.id, reason="laptop lost")

    with database.reading() as session:
        (row,) = all_keys(session)
        entries = session.scalars(select(AuditEntry).order_by(AuditEntry.number)).all()
    assert (row.revoked_at, row.revoked_by) == (later, "cli:keeper")
    assert [entry.action for entry in entries] == ["create first key", "revoke key"]
    assert entries[1].reason == "laptop lost"

    def again() -> None:
        with database.writing() as session:
            revoke(session, later, KEEPER, key_id=key.id, reason="once more")

    with pytest.raises(WrongState):
        again()


@pytest.mark.parametrize(
    ("id", "reason", "error"),
    [("0123456789ab", "lost", NotFound), (None, " \t", Invalid)],
)
def test_what_cannot_be_revoked_is_refused(
    database: Database, id: str | None, reason: str, error: type[Exception]
) -> None:
    """A key that is not there, and a reason that is none."""
    key, _ = first_key(database)

    def revoked() -> None:
        with database.writing() as session:
            revoke(session, NOW, KEEPER, key_id=id or key.id, reason=reason)

    with pytest.raises(error):
        revoked()

    with database.reading() as session:
        assert [each.state(NOW) for each in all_keys(session)] == ["active"]


def test_keys_are_listed_with_their_state(database: Database) -> None:
    """The oldest first: active, expired or revoked."""
    first, _ = first_key(database)
    expiring, _ = a_key(database, name="for a day", expires_at=NOW + DAY)
    with database.writing() as session:
        latest, _ = create(session, NOW + DAY, KEEPER, name="later", role=Role.AUDITOR)
    with database.writing() as session:
        revoke(session, NOW + DAY, KEEPER, key_id=first.id, reason="replaced")

    with database.reading() as session:
        keys = all_keys(session)
        states = {key.id: key.state(NOW + DAY) for key in keys}

    assert keys[-1].id == latest.id
    assert states == {first.id: "revoked", expiring.id: "expired", latest.id: "active"}
