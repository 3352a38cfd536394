"""What the environment says: where the data are."""

import os
from pathlib import Path

import platformdirs

from scheduler.errors import NotReady

DATABASE_URL = "TRACERPLAN_DATABASE_URL"
DATA_DIRECTORY = "TRACERPLAN_DATA_DIR"
SOLVER_MEMORY = "TRACERPLAN_SOLVER_MEMORY_MB"

_SOLVER_MEMORY_MB = 16 * 1024
"""Of address space, of which OR-Tools reserves far more than it uses."""


def data_directory() -> Path:
    """Where everything is kept that nobody gave another place for."""
    named = os.environ.get(DATA_DIRECTORY)
    return Path(named) if named else platformdirs.user_data_path("tracerplan")


def database_url() -> str:
    """Address of the database: one SQLite file in the data directory by default."""
    named = os.environ.get(DATABASE_URL)
    return named or f"sqlite:///{data_directory() / 'tracerplan.sqlite'}"


def solver_memory_mb() -> int | None:
    """
    Address space that one solve may take [MiB]; ``None``, asked for by 0, is all.

    Raises
    ------
    NotReady
        If the environment says something else than a whole number.

    """
    named = os.environ.get(SOLVER_MEMORY) or str(_SOLVER_MEMORY_MB)
    if not (named.isascii() and named.isdigit()):
        raise NotReady(f"{SOLVER_MEMORY} is no whole number of megabytes")
    return int(named) or None
