"""A visit that was recorded as ended by mistake: it is asked for again."""

from datetime import datetime

from sqlalchemy.orm import Session

from scheduler.actors import Actor
from scheduler.audit.context import audited
from scheduler.bookings.actual import rewriting
from scheduler.bookings.board import board_of
from scheduler.bookings.booked import require_reason
from scheduler.bookings.changing import change_plan
from scheduler.bookings.standing import (
    VisitState,
    administration_of,
    standing_of,
)
from scheduler.errors import WrongState
from scheduler.jobs.happenings import happened
from scheduler.networks.revisions import touch
from scheduler.planning.revise import Change
from scheduler.planning.versions import PlanKind
from solver.problem.commitments import Firmness


def reopen(
    session: Session,
    now: datetime,
    actor: Actor,
    *,
    network_id: str,
    visit_id: str,
    reason: str,
) -> VisitState:
    """
    Take back that a visit has ended; the audit trail keeps that it had.

    What was cancelled, or not kept, has no slot any more. What was administered has
    the one it had, and is confirmed again.

    Raises
    ------
    WrongState
        If it has not ended.
    Invalid
        If nobody says why.

    """
    audited(session, now, actor, "reopen", chain=network_id, reason=reason)
    require_reason(reason)
    board = board_of(session, network_id, now)
    standing = standing_of(session, board, visit_id)
    if standing.end is None:
        raise WrongState("visit", visit_id, standing.state, "reopened")
    change = Change(PlanKind.EVENT, reason)
    if standing.state is VisitState.ADMINISTERED:
        revision = standing.end.planned_revision
        planned = administration_of(session, board, standing, revision)
        if planned is not None:
            change = Change(PlanKind.EVENT, reason, rewrite=rewriting(planned))
    session.delete(standing.end)
    if standing.promise is not None:
        standing.promise.firmness = Firmness.CONFIRMED
    touch(session, network_id)
    change_plan(session, now, actor, network_id, visit_id, change)
    after = standing_of(session, board_of(session, network_id, now), visit_id)
    details = {"was": standing.state, "reason": reason}
    happened(session, now, actor, network_id, "visit_reopened", visit_id, details)
    return after.state
