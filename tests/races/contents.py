"""All that a database holds, to be compared."""

from scheduler import canonical
from scheduler.database.database import Database
from scheduler.database.tables import METADATA


def contents(database: Database) -> dict[str, list[str]]:
    """Every row of every table as text, by table, in one order."""
    with database.engine.connect() as connection:
        return {
            table.name: sorted(
                canonical.dumps(dict(row))
                for row in connection.execute(table.select()).mappings()
            )
            for table in METADATA.sorted_tables
        }
