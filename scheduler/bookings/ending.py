"""A visit that will not be: cancelled, or the participant did not come."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from scheduler.actors import Actor
from scheduler.audit.context import LONGEST_REASON, audited
from scheduler.bookings.board import Board, board_of
from scheduler.bookings.booked import require_reason
from scheduler.bookings.changing import StillBooked
from scheduler.bookings.ends import Ended, Ending, end_visits
from scheduler.bookings.followers import followers_of, needing
from scheduler.bookings.standing import Standing, VisitState, standing_of
from scheduler.errors import Invalid
from solver.errors import Issue

_GOING_ON = tuple(each for each in VisitState if not each.is_ended)


@dataclass(frozen=True)
class GiveUp:
    """
    A visit that is given up.

    Parameters
    ----------
    with_followers
        Whether booked visits that follow or need it end with it; else they keep it
        from being given up.
    """

    visit_id: str
    reason: str
    with_followers: bool = False


def cancel(
    session: Session, now: datetime, actor: Actor, *, network_id: str, visit: GiveUp
) -> Ended:
    """
    Cancel a visit: its slot is free, and it is not asked for any more.

    Raises
    ------
    StillBooked
        If booked visits follow or need it: all of them.
    WrongState
        If it has ended already.
    Invalid
        If nobody says why.

    """
    audited(session, now, actor, "cancel", chain=network_id, reason=visit.reason)
    require_reason(visit.reason)
    board = board_of(session, network_id, now)
    standing = standing_of(session, board, visit.visit_id)
    standing.require(*_GOING_ON, action="cancelled")
    endings = _endings(session, board, standing, visit, "cancelled")
    return end_visits(session, now, actor, board, endings)


def no_show(
    session: Session, now: datetime, actor: Actor, *, network_id: str, visit: GiveUp
) -> Ended:
    """
    Record that a participant did not come.

    Raises
    ------
    StillBooked
        If booked visits follow or need it: all of them.
    WrongState
        If the visit is not booked.
    Invalid
        If nobody says why, or the visit has not begun yet.

    """
    audited(session, now, actor, "no_show", chain=network_id, reason=visit.reason)
    require_reason(visit.reason)
    board = board_of(session, network_id, now)
    standing = standing_of(session, board, visit.visit_id)
    booked = (VisitState.CONFIRMED, VisitState.FROZEN, VisitState.HELD)
    standing.require(*booked, VisitState.FORECAST, action="a no-show")
    slot = standing.slot
    if slot is not None:
        begins = min(each.start_min for each in slot.occupations)
        if begins > board.built.problem.as_of_min:
            told = "the participant is not due yet: cancel the visit"
            raise Invalid([Issue(f"visits[{visit.visit_id}]", told)])
    endings = _endings(session, board, standing, visit, "no_show")
    return end_visits(session, now, actor, board, endings)


def _endings(
    session: Session, board: Board, standing: Standing, visit: GiveUp, outcome: str
) -> list[Ending]:
    """A visit and, if so wanted, those that count on it."""
    followers = _counting_on(session, board, visit.visit_id)
    if followers and not visit.with_followers:
        raise StillBooked(visit.visit_id, [each.visit_id for each in followers])
    # Whoever follows somebody who did not come has not failed to come itself.
    why = f"{visit.reason} (follows {visit.visit_id})"[:LONGEST_REASON]
    return [
        Ending(standing, outcome, visit.reason),
        *(Ending(each, "cancelled", why) for each in followers),
    ]


def _counting_on(session: Session, board: Board, visit_id: str) -> list[Standing]:
    """Booked visits that follow one, and all that need it."""
    file = board.built.file
    needed = needing(file, visit_id)
    found = []
    for follower in followers_of(file, visit_id):
        standing = standing_of(session, board, follower)
        is_booked = standing.state.is_promised or standing.slot is not None
        if not standing.state.is_ended and (is_booked or follower in needed):
            found.append(standing)
    return found
