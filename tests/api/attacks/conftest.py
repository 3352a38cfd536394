"""One world for all attacks of a process: nothing that they do lasts."""

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import event

from scheduler.database.database import Database
from tests.api.attacks.forgetful import Forgetful
from tests.api.attacks.siege import Siege, siege_of
from tests.api.attacks.worlds import world_in


def _in_a_hurry(connection: sqlite3.Connection, _: object) -> None:
    """Do not wait for the disk: what is lost is made anew."""
    connection.execute("PRAGMA synchronous = OFF")


@pytest.fixture(scope="session")
def siege(
    migrated_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Siege]:
    """The application under attack."""
    path = tmp_path_factory.mktemp("attacks") / "world.sqlite"
    shutil.copyfile(migrated_file, path)
    url = f"sqlite:///{path}"
    database = Database(url)
    event.listen(database.engine, "connect", _in_a_hurry)
    try:
        world = world_in(database)
        with siege_of(world, Forgetful(url)) as found:
            yield found
    finally:
        database.close()
