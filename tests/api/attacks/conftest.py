"""One world for all attacks of a process: nothing that they do lasts."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from scheduler.database.database import Database
from tests.api.attacks.forgetful import Forgetful
from tests.api.attacks.siege import Siege, siege_of
from tests.api.attacks.worlds import world_in


@pytest.fixture(scope="session")
def siege(
    migrated_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Siege]:
    """The application under attack."""
    path = tmp_path_factory.mktemp("attacks") / "world.sqlite"
    shutil.copyfile(migrated_file, path)
    url = f"sqlite:///{path}"
    database = Database(url)
    try:
        world = world_in(database)
        with siege_of(world, Forgetful(url)) as found:
            yield found
    finally:
        database.close()
