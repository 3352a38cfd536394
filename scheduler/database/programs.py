"""Programs of PostgreSQL, where they are installed."""

import shutil
from pathlib import Path

from scheduler.errors import NotReady


def program(name: str) -> Path:
    """
    A program of PostgreSQL: the one that is called by its name, or the newest.

    Raises
    ------
    NotReady
        If there is none.

    """
    found = shutil.which(name)
    if found is not None:
        return Path(found)
    installed = [
        path
        for path in Path("/usr/lib/postgresql").glob(f"*/bin/{name}")
        if path.parents[1].name.isdigit()
    ]
    if not installed:
        raise NotReady(f"{name} is not installed: it comes with PostgreSQL")
    return max(installed, key=lambda path: int(path.parents[1].name))
