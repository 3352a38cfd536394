"""Holds that have lapsed: written down as given back, and their slots as free."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduler.actors import Actor
from scheduler.audit.context import audited
from scheduler.bookings.changing import tell_broken
from scheduler.planning.promises import Promise
from scheduler.planning.revise import Change, revise
from scheduler.planning.versions import PlanKind

_REASON = "holds have lapsed"


def has_lapsed(session: Session, now: datetime, network_id: str) -> bool:
    """Whether a hold has lapsed, and nobody has written it down."""
    lapsed = select(Promise.visit_id).where(
        Promise.network_id == network_id, Promise.lapses_at <= now
    )
    return session.scalar(lapsed.limit(1)) is not None


def lapse(
    session: Session, now: datetime, actor: Actor, network_id: str
) -> tuple[str, ...]:
    """
    Write down every hold that has lapsed; a visit that nothing else holds leaves.

    Whose visit it is, is told; see ``planning.broken``.

    Returns
    -------
    tuple[str, ...]
        The visits that were held.

    Raises
    ------
    PlanMoved
        If somebody else changed the plan meanwhile.

    """
    audited(session, now, actor, "lapse holds", chain=network_id, reason=_REASON)
    if not has_lapsed(session, now, network_id):
        return ()
    change = Change(PlanKind.BOOKING, _REASON)
    revised = revise(session, now, actor, network_id, change)
    tell_broken(session, now, actor, network_id, revised)
    return revised.lapsed
