"""What all tests share: drawn examples are the same everywhere, and databases."""

import gc

from hypothesis import settings

from tests.databases import (
    database,
    database_url,
    empty_url,
    lasting_server,
    migrated_file,
    migrated_server,
    postgresql_database,
    postgresql_server,
    postgresql_url,
    spare_url,
    sqlite_database,
    sqlite_url,
)

__all__ = [
    "database",
    "database_url",
    "empty_url",
    "lasting_server",
    "migrated_file",
    "migrated_server",
    "postgresql_database",
    "postgresql_server",
    "postgresql_url",
    "spare_url",
    "sqlite_database",
    "sqlite_url",
]

# No database: a run depends on the code alone, and leaves nothing behind.
settings.register_profile("tracerplan", deadline=None, derandomize=True, database=None)
settings.load_profile("tracerplan")


def pytest_collection_finish() -> None:
    """What is collected stays: it need not be looked through for garbage."""
    gc.collect()
    gc.freeze()
