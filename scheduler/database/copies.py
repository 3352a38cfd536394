"""Whole copies of an SQLite file, taken while others use it."""

import os
import shutil
import sqlite3
import time
from contextlib import closing
from pathlib import Path

from sqlalchemy import URL

from scheduler.database.engine import BUSY_S

PAGES_AT_ONCE = 256

PATIENCE_S = 10.0
"""How long a copy gives way to writers, who make it begin anew."""


OWNER_ONLY = 0o600
"""Permissions of a file with everything in it."""


def file_of(address: URL) -> Path | None:
    """The file of an SQLite database; ``None`` for what is not kept in one."""
    name = address.database
    if address.get_backend_name() != "sqlite" or not name or name == ":memory:":
        return None
    return Path(name)


def address_of(file: Path) -> str:
    """Address of the SQLite database in a file."""
    return URL.create("sqlite", database=str(file)).render_as_string()


def copy_before(file: Path, event: str) -> Path:
    """
    Keep a copy beside the file, named for what is about to happen to it.

    Only the newest copy is kept. Whoever calls this keeps others from writing.
    """
    kept = file.with_name(f"{file.name}.before-{event}")
    copy_file(file, kept)
    shutil.copymode(file, kept)
    for older in file.parent.glob(f"{file.name}.before-*"):
        if older != kept:
            older.unlink()
    return kept


def copy_file(source: Path, target: Path) -> None:
    """
    Copy a database that may be in use; the copy is there whole, or not at all.

    It shows one state: what was committed before the copying began is in it, and
    what is committed meanwhile is in it altogether or not.
    """
    partial = target.with_name(f".{target.name}.partial")
    partial.unlink(missing_ok=True)
    partial.touch(mode=OWNER_ONLY)
    try:
        with (
            closing(_opened(source)) as old,
            closing(sqlite3.connect(partial)) as new,
        ):
            pour(old, new)
        sync(partial)
        partial.replace(target)
        sync(target.parent)
    finally:
        partial.unlink(missing_ok=True)


def pour(old: sqlite3.Connection, new: sqlite3.Connection) -> None:
    """
    Replace one database by another, in one transaction of the new one.

    Writers go on while it is read: in portions of pages, from the beginning again
    when somebody wrote.  If that goes on too long they wait, once.
    """
    limit = time.monotonic() + PATIENCE_S

    def look_at_the_clock(_: int, remaining: int, __: int) -> None:
        if remaining and time.monotonic() > limit:
            raise TimeoutError

    try:
        old.backup(new, pages=PAGES_AT_ONCE, progress=look_at_the_clock, sleep=0.001)
    except TimeoutError:
        old.backup(new)


def sync(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _opened(file: Path) -> sqlite3.Connection:
    address = f"{file.absolute().as_uri()}?mode=rw"
    return sqlite3.connect(address, uri=True, timeout=BUSY_S)
