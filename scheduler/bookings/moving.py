"""Give a booked visit another slot."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from scheduler.actors import Actor
from scheduler.audit.context import audited
from scheduler.bookings.board import board_of
from scheduler.bookings.booked import (
    Booked,
    booked_of,
    kept,
    require_reason,
    seating,
)
from scheduler.bookings.changing import change_plan
from scheduler.bookings.paused import require_bookable
from scheduler.bookings.standing import Standing, VisitState, standing_of
from scheduler.bookings.taken import require_free, require_unoccupied
from scheduler.bookings.tokens import slot_of
from scheduler.jobs.happenings import happened
from scheduler.planning.problem_builder import network_of
from scheduler.planning.revise import Change
from scheduler.planning.versions import PlanKind


@dataclass(frozen=True)
class Move:
    """
    Another slot for a visit that has one.

    Parameters
    ----------
    is_override
        Whether a person has decided to move what is frozen.
    """

    visit_id: str
    offer: str
    reason: str
    is_override: bool = False


def move(
    session: Session, now: datetime, actor: Actor, *, network_id: str, move: Move
) -> Booked:
    """
    Give a booked visit another slot; what was promised stays as firm as it was.

    Raises
    ------
    SlotTaken
        If the new slot cannot be had.
    WrongState
        If the visit is not booked, or is frozen and nobody decided to move it.
    TrialPaused
        If the trial is paused.
    Invalid
        If the reason is missing, or this is no offer for this visit.

    """
    visit_id = move.visit_id
    audited(session, now, actor, "move", chain=network_id, reason=move.reason)
    require_reason(move.reason)
    board = board_of(session, network_id, now)
    standing = standing_of(session, board, visit_id)
    movable = [VisitState.HELD, VisitState.CONFIRMED, VisitState.BROKEN]
    if move.is_override:
        movable.append(VisitState.FROZEN)
    require_bookable(board, visit_id)
    standing.require(*movable, action="moved")
    slot = slot_of(move.offer, network_id, visit_id, board.built.instants)
    if standing.state is not VisitState.BROKEN and slot == standing.slot:
        return booked_of(standing, board)
    require_unoccupied(board, slot)
    board = board_of(session, network_id, now, frozenset({visit_id}))
    require_free(board, slot)
    freed = frozenset({visit_id})
    change = Change(PlanKind.BOOKING, move.reason, seating(slot), freed)
    revised = change_plan(session, now, actor, network_id, visit_id, change)
    promise = standing.promise
    if promise is not None:
        kept(promise, network_of(session, network_id))
    at, old = board.built.instants.at, standing.slot
    before = None if old is None else at(old.injection_min)
    details = {"from": before, "to": at(slot.injection_min)}
    happened(session, now, actor, network_id, "visit_moved", visit_id, details)
    session.flush()
    after = Standing(visit_id, standing.state, promise, None, slot)
    return booked_of(after, board, revised)
