"""Runs the steps inside the transaction that it is handed."""

from alembic import context
from sqlalchemy import Connection

from scheduler.config import database_url
from scheduler.database.engine import engine_of
from scheduler.database.migrations.comparing import OPTIONS
from scheduler.database.tables import METADATA


def _run(connection: Connection) -> None:
    context.configure(connection=connection, target_metadata=METADATA, **OPTIONS)
    with context.begin_transaction():
        context.run_migrations()


_handed = context.config.attributes.get("connection")
if _handed is None:  # the command `alembic`, with which steps are drafted
    with engine_of(database_url()).begin() as _opened:
        _run(_opened)
else:
    _run(_handed)
