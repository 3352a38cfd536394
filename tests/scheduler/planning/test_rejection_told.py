"""A plan that is rejected is told to those who see the whole network."""

from scheduler.access.roles import ScopeKind
from scheduler.database.database import Database
from scheduler.notices.reading import Reader, notices_before
from scheduler.planning.approval import reject
from tests.scheduler.planning.decisions import APPROVER, OTHER, VISIT
from tests.scheduler.planning.seeds import NETWORK, propose, seed_planned


def test_a_rejection_is_told_with_its_reason(sqlite_database: Database) -> None:
    """
    Not to a site: nothing has changed for it.
    """
    seeded = seed_planned(sqlite_database, "no-fdg-day", VISIT, OTHER)
    number = propose(seeded)
    said = {"network_id": NETWORK, "reason": "not now"}
    with seeded.database.writing() as session:
        reject(session, seeded.now, APPROVER, number=number, **said)
    with seeded.database.reading() as session:
        everything = Reader(NETWORK, APPROVER, {})
        (seen,) = notices_before(session, everything, kind="plan_rejected")
        site = Reader(NETWORK, APPROVER, {ScopeKind.SITE: ["OUS"]})
        theirs = notices_before(session, site, kind="plan_rejected")

    assert (seen.notice.subject, seen.notice.details) == (
        str(number),
        {"reason": "not now"},
    )
    assert theirs == []
