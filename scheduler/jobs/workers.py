"""
Who works on jobs: processes that say again and again that they live.

They are judged by the clock of the database alone, so that no machine's matters.
"""

import os
import socket
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from scheduler.database.types import UtcDateTime
from scheduler.jobs.models import WorkerRow

BEAT_S = 2.0
"""How often a worker says that it lives [s]."""

DEAD_AFTER_S = 10.0
"""Who has said nothing for so long is dead [s]."""


def enrol(session: Session, worker_id: str) -> None:
    """A worker begins, in the process that calls."""
    session.add(
        WorkerRow(
            id=worker_id,
            host=socket.gethostname(),
            process=os.getpid(),
            started_at=_now(),
            beat_at=_now(),
        )
    )


def beat(session: Session, worker_id: str) -> bool:
    """Say that a worker lives; ``False`` if it has been declared dead."""
    is_alive = (WorkerRow.id == worker_id) & WorkerRow.ended_at.is_(None)
    said = session.execute(
        update(WorkerRow)
        .where(is_alive)
        .values(beat_at=_now())
        .returning(WorkerRow.id)
        .execution_options(synchronize_session=False)
    )
    return said.scalar() is not None


def leave(session: Session, worker_id: str) -> None:
    """A worker has ended, or is dead."""
    session.execute(
        update(WorkerRow)
        .where(WorkerRow.id == worker_id, WorkerRow.ended_at.is_(None))
        .values(ended_at=_now())
        .execution_options(synchronize_session=False)
    )


def living(session: Session, within_s: float = DEAD_AFTER_S) -> Sequence[WorkerRow]:
    """Workers that have said so within the last seconds, the oldest first."""
    since = now_there(session) - timedelta(seconds=within_s)
    return session.scalars(
        select(WorkerRow)
        .where(WorkerRow.ended_at.is_(None), WorkerRow.beat_at >= since)
        .order_by(WorkerRow.started_at, WorkerRow.id)
    ).all()


def now_there(session: Session) -> datetime:
    """The instant by the clock of the database."""
    return session.execute(select(_now())).scalar_one()


def _now() -> ColumnElement[datetime]:
    return func.current_timestamp(type_=UtcDateTime)
