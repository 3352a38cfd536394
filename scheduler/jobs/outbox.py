"""From rows to the engine: what was asked for in a transaction is enqueued after it."""

from datetime import datetime

from sqlalchemy import select, update

from scheduler.database.database import Database
from scheduler.jobs.engine import Engine
from scheduler.jobs.models import OutboxMessage

_AT_ONCE = 100


def relay(database: Database, engine: Engine, now: datetime) -> int:
    """
    Enqueue the messages that wait, each under its id; returns how many.

    Whoever dies between enqueueing and marking leaves a message that is relayed
    again, which changes nothing.
    """
    with database.reading() as session:
        waiting = session.execute(
            select(OutboxMessage.id, OutboxMessage.kind, OutboxMessage.payload)
            .where(
                OutboxMessage.relayed_at.is_(None),
                OutboxMessage.kind.in_(list(engine.kinds)),
            )
            .order_by(OutboxMessage.created_at, OutboxMessage.id)
            .limit(_AT_ONCE)
        ).all()
    if not waiting:
        return 0
    for message in waiting:
        engine.enqueue(message.kind, message.id, message.payload)
    with database.writing() as session:
        session.execute(
            update(OutboxMessage)
            .where(
                OutboxMessage.id.in_([each.id for each in waiting]),
                OutboxMessage.relayed_at.is_(None),
            )
            .values(relayed_at=now)
        )
    return len(waiting)
