"""Entries of the trail, found and paged."""

from datetime import timedelta

from scheduler.actors import Actor
from scheduler.audit.context import audited, note
from scheduler.audit.listing import EntryFilter, Place, entries_after
from scheduler.database.database import Database
from tests.scheduler.jobs.asked import NETWORK, NOW, with_network

CHAINS = (NETWORK,)


def _write(database: Database, subject: str, minutes: int) -> None:
    now = NOW + timedelta(minutes=minutes)
    with database.writing() as session:
        audited(session, now, Actor("test:writer"), "test", chain=NETWORK)
        note(session, subject, visit_id=subject)


def test_a_subject_is_found_letter_by_letter(database: Database) -> None:
    """
    The whole of it and no part, with its capitals, and marks that queries know.
    """
    with_network(database)
    subjects = ("visit-1", "VISIT-1", "visit-10", 'a"%_\\b', "Ålesund")
    for number, subject in enumerate(subjects):
        _write(database, subject, number)
    with database.reading() as session:
        found = {
            subject: [
                each.number
                for each in entries_after(
                    session, EntryFilter(CHAINS, subject=subject), None, 50
                )
            ]
            for subject in (*subjects, "visit", "%")
        }

    assert found == {
        "visit-1": [2],
        "VISIT-1": [3],
        "visit-10": [4],
        'a"%_\\b': [5],
        "Ålesund": [6],
        "visit": [],
        "%": [],
    }


def test_parts_follow_each_other(database: Database) -> None:
    """
    However small they are, and whichever period is asked for.
    """
    with_network(database)
    for number in range(5):
        _write(database, f"visit-{number}", number)
    which = EntryFilter(
        CHAINS, from_at=NOW + timedelta(minutes=1), to_at=NOW + timedelta(minutes=4)
    )
    found: list[int] = []
    after: Place | None = None
    with database.reading() as session:
        while part := entries_after(session, which, after, 2):
            found += [each.number for each in part]
            after = (part[-1].chain, part[-1].number)
        others = entries_after(session, EntryFilter(("other",)), None, 50)

    assert found == [3, 4, 5]
    assert others == []
