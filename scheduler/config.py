"""What the environment says: where the data are."""

import os
from pathlib import Path

import platformdirs

DATABASE_URL = "TRACERPLAN_DATABASE_URL"
DATA_DIRECTORY = "TRACERPLAN_DATA_DIR"


def data_directory() -> Path:
    """Where everything is kept that nobody gave another place for."""
    named = os.environ.get(DATA_DIRECTORY)
    return Path(named) if named else platformdirs.user_data_path("tracerplan")


def database_url() -> str:
    """Address of the database: one SQLite file in the data directory by default."""
    named = os.environ.get(DATABASE_URL)
    return named or f"sqlite:///{data_directory() / 'tracerplan.sqlite'}"
