"""Whatever is done to a chain behind the program's back is found."""

import pytest

from scheduler.audit.reading import verify_chain
from scheduler.database.database import Database
from tests.scheduler.audit.forgery import (
    ENTRIES,
    HEADS,
    Deed,
    a_chain,
    all_of,
    edit,
    flip,
    insert,
    make_room,
    move_head,
    remove,
    row,
    swap,
)

CHANGED = "was changed: its hash does not fit what it says"
LOOSE = "does not follow the entry before it"


@pytest.mark.parametrize(
    ("deed", "issues"),
    [
        pytest.param(flip("at"), [f"[3]: {CHANGED}"], id="another instant"),
        pytest.param(flip("actor"), [f"[3]: {CHANGED}"], id="another actor"),
        pytest.param(flip("action"), [f"[3]: {CHANGED}"], id="another action"),
        pytest.param(flip("reason"), [f"[3]: {CHANGED}"], id="another reason"),
        pytest.param(flip("request_id"), [f"[3]: {CHANGED}"], id="another request"),
        pytest.param(flip("changes"), [f"[3]: {CHANGED}"], id="other changes"),
        pytest.param(
            flip("previous_hash"),
            [f"[3]: {LOOSE}", f"[3]: {CHANGED}"],
            id="another previous hash",
        ),
        pytest.param(
            flip("hash"), [f"[3]: {CHANGED}", f"[4]: {LOOSE}"], id="another hash"
        ),
        pytest.param(
            lambda connection: edit(connection, 3, reason=None),
            [f"[3]: {CHANGED}"],
            id="reason removed",
        ),
        pytest.param(
            lambda connection: edit(connection, 1, reason=""),
            [f"[1]: {CHANGED}"],
            id="nothing made empty",
        ),
        pytest.param(
            lambda connection: edit(connection, 3, action="rename i", reason="s Nord"),
            [f"[3]: {CHANGED}"],
            id="letters moved from one field to the next",
        ),
        pytest.param(
            lambda connection: edit(
                connection, 3, changes=str(row(connection, 3).changes) + " "
            ),
            [f"[3]: {CHANGED}"],
            id="a blank that JSON does not mind",
        ),
        pytest.param(
            lambda connection: swap(connection, 2, 3),
            [
                f"[2]: {LOOSE}",
                f"[2]: {CHANGED}",
                f"[3]: {LOOSE}",
                f"[3]: {CHANGED}",
                f"[4]: {LOOSE}",
            ],
            id="two swapped",
        ),
        pytest.param(
            lambda connection: remove(connection, 1),
            ["[2]: 1 missing before it"],
            id="the first removed",
        ),
        pytest.param(
            lambda connection: remove(connection, 3, 4),
            ["[5]: 2 missing before it"],
            id="two in the middle removed",
        ),
        pytest.param(
            lambda connection: remove(connection, 6),
            [": ends with 5, but its head is of 6"],
            id="the last removed",
        ),
        pytest.param(
            all_of(
                lambda connection: remove(connection, 3),
                lambda connection: edit(connection, 4, number=3),
                lambda connection: edit(connection, 5, number=4),
                lambda connection: edit(connection, 6, number=5),
            ),
            [
                f"[3]: {LOOSE}",
                f"[3]: {CHANGED}",
                f"[4]: {CHANGED}",
                f"[5]: {CHANGED}",
                ": ends with 5, but its head is of 6",
            ],
            id="one removed and the others moved up",
        ),
        pytest.param(
            lambda connection: insert(connection, 7),
            [": ends with 7, but its head is of 6"],
            id="one added at the end",
        ),
        pytest.param(
            all_of(
                lambda connection: make_room(connection, 4),
                lambda connection: insert(connection, 4),
            ),
            [
                f"[5]: {LOOSE}",
                f"[5]: {CHANGED}",
                f"[6]: {CHANGED}",
                f"[7]: {CHANGED}",
                ": ends with 7, but its head is of 6",
            ],
            id="one added in the middle",
        ),
        pytest.param(
            lambda connection: move_head(connection, 4),
            [": ends with 6, but its head is of 4"],
            id="the head moved",
        ),
        pytest.param(
            lambda connection: connection.execute(HEADS.update().values(hash="0" * 64)),
            [": its head has another hash than entry 6"],
            id="the head's hash changed",
        ),
        pytest.param(
            lambda connection: connection.execute(HEADS.delete()),
            [": has no head"],
            id="the head removed",
        ),
        pytest.param(
            lambda connection: connection.execute(ENTRIES.delete()),
            [": ends with 0, but its head is of 6"],
            id="all entries removed",
        ),
    ],
)
def test_tampering_is_found(
    sqlite_database: Database, deed: Deed, issues: list[str]
) -> None:
    """The place and the kind of what was done are named, and nothing else."""
    a_chain(sqlite_database)

    with sqlite_database.engine.begin() as connection:
        deed(connection)

    with sqlite_database.reading() as session:
        found = [str(issue) for issue in verify_chain(session, "norway")]
    assert found == [f"norway{issue}" for issue in issues]


def test_text_that_is_no_text_is_found(sqlite_database: Database) -> None:
    """SQLite does not give out a text whose bytes were damaged; it is blamed."""
    a_chain(sqlite_database)

    with sqlite_database.engine.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE audit_entries SET reason = CAST(x'ff61' AS TEXT) WHERE number = 3"
        )

    with sqlite_database.reading() as session:
        issues = verify_chain(session, "norway")
    assert "norway: an entry cannot be read: its text was damaged" in map(str, issues)


def test_bytes_in_place_of_text_are_found(sqlite_database: Database) -> None:
    """SQLite lets a column hold anything; a hash is of text only."""
    a_chain(sqlite_database)

    with sqlite_database.engine.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE audit_entries SET changes = CAST(changes AS BLOB),"
            " number = 'three' WHERE number = 3"
        )

    with sqlite_database.reading() as session:
        issues = [str(issue) for issue in verify_chain(session, "norway")]
    assert issues == ["norway[4]: 1 missing before it", "norway[three]: has no number"]
