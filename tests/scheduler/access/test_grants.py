"""Grants are made as keys are, one for each person, and revoked for good."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from scheduler.access.grants import all_grants, grant, grant_named, granted, revoke
from scheduler.access.models import Grant
from scheduler.access.roles import Role, ScopeKind
from scheduler.access.subjects import hash_of
from scheduler.audit.context import audited
from scheduler.audit.models import AuditEntry
from scheduler.database.database import Database
from scheduler.errors import Conflict, Invalid, NotFound, WrongState
from tests.scheduler.access.holders import KEEPER, NOW, add_places

ISSUER = "https://people.example"
SUBJECT = "somebody@people.example"
DAY = timedelta(days=1)


def a_grant(database: Database, **given: Any) -> Grant:
    """A grant, of a planner by default."""
    usual: dict[str, Any] = {"issuer": ISSUER, "subject": SUBJECT, "name": "planning"}
    usual["role"] = Role.PLANNER
    with database.writing() as session:
        return grant(session, NOW, KEEPER, **(usual | given))


def revoked(database: Database, grant_id: str, reason: str = "has left") -> Grant:
    """A grant that does not hold any more."""
    with database.writing() as session:
        return revoke(session, NOW + DAY, KEEPER, grant_id=grant_id, reason=reason)


def who(database: Database, **given: str) -> str | None:
    """The code under which somebody acts, if a grant of theirs holds."""
    asked = {"issuer": ISSUER, "subject": SUBJECT} | given
    with database.reading() as session:
        found = granted(session, NOW, **asked)
    return None if found is None else found.actor.id


def test_nobody_is_named(database: Database) -> None:
    """
    Neither the row nor the audit trail knows the address of a person.
    """
    made = a_grant(database)
    revoked(database, made.id)

    with database.reading() as session:
        rows = session.execute(text("SELECT * FROM grants")).all()
        trail = session.scalars(select(AuditEntry).order_by(AuditEntry.number)).all()
        stored = str(rows) + "".join(each.changes for each in trail)
    assert "somebody" not in stored
    assert hash_of(ISSUER, SUBJECT) in stored
    assert [each.action for each in trail] == ["grant access", "revoke grant"]
    assert trail[1].reason == "has left"


def test_a_person_stays_the_same_person(database: Database) -> None:
    """
    Who gets another role acts under the code of before, so that two stay two.
    """
    first = a_grant(database)
    before = who(database)
    revoked(database, first.id)
    between = who(database)
    a_grant(database, role=Role.AUDITOR)

    assert before is not None
    assert between is None
    assert who(database) == before
    a_grant(database, subject="another")
    assert who(database, subject="another") not in {None, before}


def test_hashes_tell_where_the_issuer_ends() -> None:
    """
    No other provider can name its people so that they are ours.
    """
    assert hash_of("https://a", "bc") != hash_of("https://ab", "c")


def test_one_grant_stands_for_each_person(database: Database) -> None:
    """
    Another role is given by revoking that of before, also if it is over.
    """
    first = a_grant(database, expires_at=NOW + DAY)

    with pytest.raises(Conflict, match="revoke it first"):
        a_grant(database, role=Role.ADMINISTRATOR)
    revoked(database, first.id)
    second = a_grant(database)
    with database.reading() as session:
        states = {each.id: each.state(NOW) for each in all_grants(session)}
    assert states == {first.id: "revoked", second.id: "active"}


def test_the_database_refuses_a_second_grant_by_itself(database: Database) -> None:
    """
    Whatever the program has looked up before.
    """
    a_grant(database)
    row = {
        "id": "gr_0",
        "name": "n",
        "issuer": ISSUER,
        "subject_hash": hash_of(ISSUER, SUBJECT),
        "role": Role.ADMINISTRATOR,
        "scope": {},
        "created_at": NOW,
        "created_by": "x",
    }

    def forced() -> None:
        with database.writing() as session:
            audited(session, NOW, KEEPER, "force")
            session.add(Grant(**row))

    with pytest.raises(IntegrityError):
        forced()


def test_only_one_of_many_grants_stands(database: Database) -> None:
    """
    Eight ask at once for the same person, and one gets it.
    """

    def ask(_: int) -> bool:
        try:
            a_grant(database)
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(ask, range(8)))

    assert answers.count(True) == 1


@pytest.mark.parametrize(
    ("given", "issues"),
    [
        pytest.param({"issuer": ""}, ["issuer: has to be given"], id="no provider"),
        pytest.param(
            {"issuer": "x" * 501},
            ["issuer: is not one line of at most 500 letters"],
            id="a provider too long",
        ),
        pytest.param({"subject": ""}, ["subject: has to be given"], id="nobody"),
        pytest.param(
            {"subject": "x "},
            ["subject: begins or ends with a space"],
            id="a space too many",
        ),
        pytest.param(
            {"subject": "\ud800"},
            ["subject: is not one line of at most 255 letters"],
            id="half a letter",
        ),
        pytest.param(
            {"name": " ", "role": Role.SITE_STAFF, "expires_at": NOW},
            [
                "name: has to be given",
                "expires_at: is over already",
                "scope.site: site_staff needs at least one",
            ],
            id="as a key",
        ),
        pytest.param(
            {
                "role": Role.SITE_STAFF,
                "scope": {ScopeKind.NETWORK: ["norway"], ScopeKind.SITE: ["KS"]},
            },
            ["scope.site: there is no site KS"],
            id="a site that is not there",
        ),
    ],
)
def test_all_that_is_wrong_with_a_grant_is_told(
    sqlite_database: Database, given: Mapping[str, Any], issues: list[str]
) -> None:
    """
    Every issue with its place, and nobody is let in.
    """
    add_places(sqlite_database, "norway", site="OUS", unit="FDG")

    with pytest.raises(Invalid) as raised:
        a_grant(sqlite_database, **given)

    assert [str(issue) for issue in raised.value.issues] == issues
    with sqlite_database.reading() as session:
        assert all_grants(session) == []


def test_what_cannot_be_revoked_is_refused(sqlite_database: Database) -> None:
    """
    A grant that is not there, one that is revoked, and a reason that is none.
    """
    made = a_grant(sqlite_database)

    with pytest.raises(Invalid):
        revoked(sqlite_database, made.id, " ")
    with pytest.raises(NotFound):
        revoked(sqlite_database, "gr_0")
    revoked(sqlite_database, made.id)
    with pytest.raises(WrongState):
        revoked(sqlite_database, made.id)
    with sqlite_database.reading() as session:
        assert grant_named(session, made.id).revoked_by == KEEPER.id
        with pytest.raises(NotFound):
            grant_named(session, "gr_0")
