"""Promises that cannot be kept, and holds that have lapsed."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduler.planning.problem_builder import Built
from scheduler.planning.promises import Promise
from solver.plan.result import Broken


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


def forget_lapsed(session: Session, network_id: str, now: datetime) -> None:
    """Delete holds that have lapsed."""
    for promise in session.scalars(
        select(Promise).where(
            Promise.network_id == network_id, Promise.lapses_at <= now
        )
    ):
        session.delete(promise)
