"""Files in and out: bounded reading, writing that is all or nothing."""

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from scheduler.cli.failures import bad_input
from scheduler.files import write_whole
from solver.documents import MAX_BYTES


def read_bytes(path: Path) -> bytes:
    """Content of a file, one byte more than is allowed at most."""
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        raise bad_input(str(path), _reason(error)) from None


def require_writable(path: Path) -> None:
    """Refuse an output path early, before a long solve."""
    try:
        if path.exists() and not path.is_file():
            raise bad_input(str(path), "is not a regular file")
        parent = path.resolve().parent
        if not parent.is_dir():
            raise bad_input(str(path), "its directory does not exist")
        if not os.access(parent, os.W_OK):
            raise bad_input(str(path), "its directory is not writable")
    except (OSError, ValueError) as error:
        raise bad_input(str(path), _reason(error)) from None


def require_other(path: Path, sources: Iterable[Path]) -> None:
    """Refuse to write the answer over what it answers."""
    for source in sources:
        with suppress(OSError, ValueError):
            if path.samefile(source):
                raise bad_input(str(path), "would be written over the file it is from")


def write_atomically(path: Path, data: bytes) -> None:
    """Write a file whole or not at all: readers see the old one or the new one."""
    require_writable(path)
    try:
        write_whole(path.resolve(), data)
    except OSError as error:
        raise bad_input(str(path), _reason(error)) from None


def make_directory(path: Path) -> None:
    """Create a directory for output, with its parents."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:
        raise bad_input(str(path), _reason(error)) from None


def _reason(error: Exception) -> str:
    reason = error.strerror if isinstance(error, OSError) else None
    return (reason or str(error)).lower()
