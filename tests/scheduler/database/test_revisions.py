"""Which steps there are is known without loading what takes them."""

import pytest
from alembic.script import ScriptDirectory

from scheduler.database.revisions import newest, revisions
from scheduler.database.steps import settings
from tests.architecture.imported import loaded_with


def test_names_of_files_are_those_of_steps() -> None:
    """
    Alembic follows one step to the next; they are in the order of their files.
    """
    steps = ScriptDirectory.from_config(settings())
    followed = [each.revision for each in steps.walk_revisions()]

    assert revisions() == followed[::-1]
    assert [newest()] == steps.get_heads()


@pytest.mark.parametrize("module", ["scheduler.cli.visits", "scheduler.cli.booking"])
def test_commands_load_neither_alembic_nor_psycopg(module: str) -> None:
    """
    A command on an SQLite file that is there takes no step, and asks no server.
    """
    loaded = {name.split(".")[0] for name in loaded_with(module)}

    assert "sqlalchemy" in loaded
    assert not loaded & {"alembic", "psycopg", "ortools", "dbos"}
