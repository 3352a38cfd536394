"""A head that was kept elsewhere gives away what hashes alone cannot."""

import pytest

from scheduler.audit.heads import head
from scheduler.audit.reading import verify, verify_chain
from scheduler.database.database import Database
from tests.scheduler.audit.forgery import (
    ENTRIES,
    HEADS,
    LENGTH,
    Deed,
    a_chain,
    all_of,
    flip,
    insert,
    make_room,
    move_head,
    remove,
    rewrite,
)
from tests.scheduler.audit.trails import rename


@pytest.mark.parametrize(
    ("deed", "issues"),
    [
        pytest.param(
            all_of(
                lambda connection: remove(connection, 5, 6),
                lambda connection: move_head(connection, 4),
            ),
            [": ends with 4, the kept head is of 6"],
            id="the end cut off, and the head moved",
        ),
        pytest.param(
            all_of(flip("reason"), rewrite),
            ["[6]: is not the one of the kept head: the chain was rewritten"],
            id="all hashed anew after a change",
        ),
        pytest.param(
            all_of(
                lambda connection: make_room(connection, 4),
                lambda connection: insert(connection, 4),
                rewrite,
            ),
            ["[6]: is not the one of the kept head: the chain was rewritten"],
            id="all hashed anew after one was added",
        ),
        pytest.param(
            all_of(lambda connection: remove(connection, 2), rewrite),
            [": ends with 5, the kept head is of 6"],
            id="all hashed anew after one was removed",
        ),
        pytest.param(
            all_of(
                lambda connection: connection.execute(ENTRIES.delete()),
                lambda connection: connection.execute(HEADS.delete()),
            ),
            [": has no head", ": ends with 0, the kept head is of 6"],
            id="the whole chain removed",
        ),
    ],
)
def test_a_kept_head_finds_what_hashes_cannot(
    database: Database, deed: Deed, issues: list[str]
) -> None:
    """A chain that is whole in itself does not lead to the head that was kept."""
    a_chain(database)
    with database.reading() as session:
        kept = head(session, "norway")
    assert kept is not None

    with database.engine.begin() as connection:
        deed(connection)

    with database.reading() as session:
        without = [issue for each in verify(session) for issue in each.issues]
        (verdict,) = verify(session, {"norway": kept})
    assert without == []
    assert [str(issue) for issue in verdict.issues] == [f"norway{i}" for i in issues]


def test_a_chain_that_went_on_leads_to_its_kept_head(database: Database) -> None:
    """What was added since is no fault."""
    a_chain(database)
    with database.reading() as session:
        kept = head(session, "norway")

    rename(database, "Later")

    with database.reading() as session:
        assert verify_chain(session, "norway", kept) == []
        (verdict,) = verify(session)
    assert verdict.head.number == LENGTH + 1
