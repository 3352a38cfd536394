"""Somebody who can write to the database past the program, and knows how it hashes."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Row, select, text

from scheduler.audit.chain import Content, Head, hash_of
from scheduler.audit.models import AuditEntry, AuditHead
from scheduler.database.database import Database
from tests.scheduler.audit.trails import add_network, rename

Deed = Callable[[Connection], object]
"""Something done behind the program's back."""

LENGTH = 6
"""Entries of the chain that is forged."""

ENTRIES = AuditEntry.metadata.tables["audit_entries"]
HEADS = AuditHead.metadata.tables["audit_heads"]


def a_chain(database: Database) -> None:
    """A chain of six entries, without the guards that keep it from being changed."""
    add_network(database)
    for number in range(2, LENGTH + 1):
        rename(database, f"Nord-{number} «Å»")
    with database.engine.begin() as connection:
        unguard(connection, "audit_entries")


def unguard(connection: Connection, table: str) -> None:
    """Take the triggers of a table away."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
        return
    wanted = text(
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :t"
    )
    for name in connection.scalars(wanted, {"t": table}).all():
        connection.execute(text(f'DROP TRIGGER "{name}"'))


def row(connection: Connection, number: int) -> Row[Any]:
    """An entry as it is stored."""
    return connection.execute(select(ENTRIES).where(ENTRIES.c.number == number)).one()


def _content(found: Row[Any]) -> Content:
    return Content(*(getattr(found, name) for name in Content._fields))


def edit(connection: Connection, number: int, /, **columns: object) -> None:
    """Give columns of an entry another value."""
    connection.execute(
        ENTRIES.update().where(ENTRIES.c.number == number).values(**columns)
    )


def swap(connection: Connection, one: int, other: int) -> None:
    """Exchange two entries."""
    for before, after in ((one, -1), (other, one), (-1, other)):
        edit(connection, before, number=after)


def remove(connection: Connection, *numbers: int) -> None:
    """Take entries out."""
    connection.execute(ENTRIES.delete().where(ENTRIES.c.number.in_(numbers)))


def move_head(connection: Connection, number: int) -> None:
    """Let the chain end where it did not."""
    connection.execute(
        HEADS.update().values(number=number, hash=row(connection, number).hash)
    )


def insert(connection: Connection, number: int) -> None:
    """An entry that nobody made, with the hash it has to have."""
    previous = row(connection, number - 1)
    content = _content(previous)._replace(
        number=number, action="forged", previous_hash=previous.hash
    )
    connection.execute(
        ENTRIES.insert().values(**content._asdict(), hash=hash_of(content))
    )


def make_room(connection: Connection, number: int) -> None:
    """Give all entries from here on the next number."""
    last = connection.scalars(select(ENTRIES.c.number).order_by(ENTRIES.c.number)).all()
    for each in reversed([found for found in last if found >= number]):
        edit(connection, each, number=each + 1)


def rewrite(connection: Connection) -> None:
    """Number and hash all entries anew, and the head with them."""
    rows = connection.execute(select(ENTRIES).order_by(ENTRIES.c.number)).all()
    end = Head("norway", 0, "0" * 64)
    for found in rows:
        content = _content(found)._replace(
            number=end.number + 1, previous_hash=end.hash
        )
        end = Head("norway", content.number, hash_of(content))
        edit(connection, found.number, **content._asdict(), hash=end.hash)
    connection.execute(HEADS.update().values(number=end.number, hash=end.hash))


def flip(column: str, number: int = 3) -> Deed:
    """Exchange the last letter of a text."""

    def do(connection: Connection) -> None:
        before = str(getattr(row(connection, number), column))
        after = before[:-1] + chr(ord(before[-1]) ^ 1)
        edit(connection, number, **{column: after})

    return do


def all_of(*deeds: Deed) -> Deed:
    """One deed after the other."""

    def do(connection: Connection) -> None:
        for deed in deeds:
            deed(connection)

    return do
