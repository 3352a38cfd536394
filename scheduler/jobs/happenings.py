"""Note that something happened, in the transaction in which it does."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from scheduler.actors import Actor
from scheduler.canonical import plain
from scheduler.jobs.models import Event
from scheduler.networks.models import Network
from scheduler.planning.event_replans import ask_after


def happened(
    session: Session,
    now: datetime,
    actor: Actor,
    network_id: str,
    kind: str,
    subject: str,
    details: Mapping[str, Any] | None = None,
) -> Event:
    """
    One event of a network, and the replan it asks for, if it does.

    Parameters
    ----------
    kind
        "batch_failed", "visit_cancelled", "plan_approved", …
    subject
        Id of the visit, batch or version it is about.
    """
    network = session.get_one(Network, network_id, with_for_update=True)
    session.flush()
    last = session.scalar(
        select(func.max(Event.number)).where(Event.network_id == network_id)
    )
    event = Event(
        network_id=network_id,
        number=(last or 0) + 1,
        at=now,
        kind=kind,
        subject=subject,
        actor=actor.id,
        details=plain(dict(details or {})),
    )
    session.add(event)
    ask_after(session, now, network, event)
    return event
