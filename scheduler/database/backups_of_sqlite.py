"""Backups of an SQLite file: whole copies of it."""

import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from scheduler.database.copies import address_of, copy_before, copy_file, pour, sync
from scheduler.database.engine import BUSY_S
from scheduler.errors import Invalid, NotReady
from solver.errors import Issue

BEFORE = "restore"


def dump(file: Path, target: Path) -> None:
    """
    Copy the file while others write to it.

    Raises
    ------
    NotReady
        If it is not there, or cannot be read.

    """
    try:
        copy_file(file, target)
    except sqlite3.Error as error:
        raise NotReady(f"{file}: {error}") from None


def replace(
    source: Path, file: Path, require: Callable[[str], None], *, keep: bool
) -> str | None:
    """
    Put a copy that passed in the place of a file; whoever has that open sees it.

    Returns
    -------
    str | None
        The copy of what was there before, if it is kept.

    Raises
    ------
    Invalid
        If the source is no database.

    """
    file.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=f".{file.name}.", dir=file.parent) as folder:
        new = Path(folder) / "restored.sqlite"
        try:
            copy_file(source, new)
        except sqlite3.DatabaseError as error:
            raise Invalid([Issue(str(source), str(error))]) from None
        require(address_of(new))
        if not file.exists():
            sync(new)
            with suppress(FileExistsError):
                file.hardlink_to(new)
                sync(file.parent)
                return None
        kept = copy_before(file, BEFORE) if keep else None
        with (
            closing(sqlite3.connect(new)) as old,
            closing(sqlite3.connect(file, timeout=BUSY_S)) as opened,
        ):
            opened.execute("PRAGMA synchronous = FULL")
            pour(old, opened)
        return str(kept) if kept else None
