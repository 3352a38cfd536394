"""Whether a database is what it should be, down to the plan in force."""

from collections.abc import Iterator

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from scheduler.audit.reading import verify
from scheduler.database.database import Database
from scheduler.database.differences import differences
from scheduler.networks.models import Network
from scheduler.planning.recheck import recheck
from solver.errors import Issue


def unsound(database: Database) -> list[Issue]:
    """
    All that is wrong: pages and references, schema and guards, audit and plans.

    What comes later speaks only of a database whose pages and schema are whole.
    """
    with database.reading() as session:
        connection = session.connection()
        return (
            list(_pages(connection))
            or [Issue("schema", line) for line in differences(connection)]
            or [*_audit(session), *_plans(session)]
        )


def _pages(connection: Connection) -> Iterator[Issue]:
    """PostgreSQL verifies both as it reads a dump."""
    if connection.dialect.name != "sqlite":
        return
    for row in connection.exec_driver_sql("PRAGMA integrity_check"):
        if row[0] != "ok":
            yield Issue("pages", str(row[0]))
    for table, row_id, target, _ in connection.exec_driver_sql(
        "PRAGMA foreign_key_check"
    ):
        yield Issue(f"{table}[{row_id}]", f"refers to nothing in {target}")


def _audit(session: Session) -> Iterator[Issue]:
    for verdict in verify(session):
        for issue in verdict.issues:
            yield Issue(f"audit[{verdict.head.chain}]", str(issue))


def _plans(session: Session) -> Iterator[Issue]:
    for network_id in session.scalars(select(Network.id).order_by(Network.id)):
        for found in recheck(session, network_id):
            yield Issue(f"networks[{network_id}]", str(found))
