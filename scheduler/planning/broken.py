"""Promises that cannot be kept, and holds that have lapsed."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduler.access.belonging import belonging_of
from scheduler.actors import Actor
from scheduler.jobs.happenings import happened
from scheduler.notices.telling import Audience, tell
from scheduler.planning.items import BookingRow
from scheduler.planning.problem_builder import Built
from scheduler.planning.promises import Promise
from solver.plan.result import Broken

HOLD_LAPSED = "hold_lapsed"
"""Kind of the event, and of the notice."""


def mark_broken(
    session: Session, now: datetime, built: Built, broken: Sequence[Broken]
) -> None:
    """
    Note which promises the plan that has just come into force does not keep.

    What they were promised stays readable at the revision before. A hold is not
    broken, it is gone.
    """
    network_id = built.network_id
    for each in broken:
        promise = session.get(Promise, (network_id, each.visit_id))
        if promise is None or promise.broken_at is not None:
            continue
        if promise.lapses_at is not None:
            session.delete(promise)
            continue
        promise.broken_at = now
        promise.broken_by = list(each.rules)
        promise.revision = built.plan_revision
        promise.bumps += 1


def forget_lapsed(
    session: Session, now: datetime, actor: Actor, network_id: str
) -> tuple[str, ...]:
    """
    Delete holds that have lapsed, and tell of each; the visits, in order.

    Whoever changes the plan first finds them, so that each is told once.
    """
    lapsed = session.scalars(
        select(Promise)
        .where(Promise.network_id == network_id, Promise.lapses_at <= now)
        .order_by(Promise.visit_id)
    ).all()
    for promise in lapsed:
        _tell_lapsed(session, now, actor, promise)
        session.delete(promise)
    return tuple(each.visit_id for each in lapsed)


def _tell_lapsed(
    session: Session, now: datetime, actor: Actor, promise: Promise
) -> None:
    network_id, visit_id = promise.network_id, promise.visit_id
    details = {
        "lapsed_at": promise.lapses_at,
        "was_at": _injection_at(session, network_id, visit_id),
        "wants_replan": False,
    }
    happened(session, now, actor, network_id, HOLD_LAPSED, visit_id, details)
    belonging = belonging_of(session, network_id)
    owner = belonging.of_visit(visit_id)
    if owner is None:
        return
    zone = belonging.zones[owner.site_id]
    tell(
        session,
        now,
        network_id=network_id,
        kind=HOLD_LAPSED,
        subject=visit_id,
        audience=Audience(
            site_ids=(owner.site_id,),
            trial_ids=() if owner.trial_id is None else (owner.trial_id,),
        ),
        details={
            name: at.astimezone(zone)
            for name, at in details.items()
            if isinstance(at, datetime)
        },
    )


def _injection_at(session: Session, network_id: str, visit_id: str) -> datetime | None:
    """When the last plan that served a visit had it."""
    return session.scalar(
        select(BookingRow.injection_at)
        .where(BookingRow.network_id == network_id, BookingRow.visit_id == visit_id)
        .order_by(BookingRow.first_revision.desc())
        .limit(1)
    )
