"""Backups in a directory, the newest of them."""

import re
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import make_url

from scheduler.database.backups import backup
from scheduler.database.copies import file_of
from scheduler.database.database import Database

MOST_KEPT = 14

_STAMP = "%Y%m%dT%H%M%SZ"


def keep_backup(database: Database, now: datetime, directory: Path) -> Path:
    """
    Write a backup, named for the instant, and remove all but the newest.

    Backups of other databases, and whatever else is there, stay.

    Raises
    ------
    NotReady
        If a program that this takes is missing, or fails.
    OSError
        If the directory is not there, or cannot be written to.

    """
    address = make_url(database.url)
    file = file_of(address)
    stem = file.stem if file is not None else address.database
    ending = "sqlite" if file is not None else "dump"
    stamp = now.astimezone(UTC).strftime(_STAMP)
    target = directory / f"{stem}-{stamp}.{ending}"
    backup(database, target)
    ours = re.compile(rf"{re.escape(str(stem))}-\d{{8}}T\d{{6}}Z\.{ending}")
    kept = sorted(each for each in directory.iterdir() if ours.fullmatch(each.name))
    for older in kept[:-MOST_KEPT]:
        older.unlink()
    return target
