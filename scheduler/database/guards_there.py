"""Which guards a database has, by name."""

from sqlalchemy import Connection

_SQLITE = "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"
_POSTGRESQL = """
SELECT tgname, '' FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'
UNION ALL SELECT conname, '' FROM pg_constraint WHERE contype = 'x'
UNION ALL SELECT relname, '' FROM pg_class WHERE relkind = 'i'
"""


def parts_there(connection: Connection) -> dict[str, str]:
    """
    Triggers, exclusion constraints and indexes by name, with how they were made.

    PostgreSQL keeps no wording that could be compared; its triggers compare whole
    rows, so that they outlive a change of columns.
    """
    is_sqlite = connection.dialect.name == "sqlite"
    rows = connection.exec_driver_sql(_SQLITE if is_sqlite else _POSTGRESQL)
    return {str(name): str(wording) for name, wording in rows}
