"""Ask a database for what it has to refuse, and hear who does."""

from sqlalchemy import Connection, inspect
from sqlalchemy.exc import IntegrityError

from scheduler.database.conflicts import guard_of
from tests.scheduler.database.violations import VIOLATIONS, Violation


def there(connection: Connection) -> list[Violation]:
    """The violations that this database has words and tables for."""
    tables = set(inspect(connection).get_table_names())
    return [
        each
        for each in VIOLATIONS
        if each.table in tables and each.only_on in {None, connection.dialect.name}
    ]


def refusal(connection: Connection, violation: Violation) -> str | None:
    """Who refuses a change; ``None`` if it is accepted. Nothing stays of it."""
    attempt = connection.begin_nested()
    try:
        violation.change(connection)
    except IntegrityError as error:
        return guard_of(error)
    finally:
        attempt.rollback()
    return None
