"""
Large documents that one step of a job leaves for the next: compressed, in rows.

The engine keeps their names only.
"""

import zlib
from datetime import datetime

from sqlalchemy.orm import Session

from scheduler.errors import NotFound
from scheduler.jobs.models import JobDocument


def keep(
    session: Session, now: datetime, job_id: str, name: str, content: bytes
) -> None:
    """Keep a document of a job; one of the same name is replaced."""
    session.merge(
        JobDocument(
            job_id=job_id, name=name, content=zlib.compress(content), kept_at=now
        )
    )


def kept(session: Session, job_id: str, name: str) -> bytes:
    """
    A document of a job.

    Raises
    ------
    NotFound
        If it is not there, or not any more.

    """
    row = session.get(JobDocument, (job_id, name))
    if row is None:
        raise NotFound("document", f"{name} of job {job_id}")
    return zlib.decompress(row.content)
