"""Heads of the chains as files, one for each time, where nobody replaces them."""

from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from scheduler import canonical
from scheduler.audit.heads import document_of, heads
from scheduler.files import write_whole


def keep_heads(session: Session, now: datetime, directory: Path) -> Path:
    """
    Write where all chains end now, as `tracerplan audit head --json` prints it.

    Raises
    ------
    OSError
        If the directory is not there, or cannot be written to.

    """
    stamp = now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    path = directory / f"audit-heads-{stamp}.json"
    write_whole(path, f"{canonical.dumps(document_of(heads(session)))}\n".encode())
    return path
