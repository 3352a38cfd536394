"""Hold a slot, confirm it, give it back."""

from datetime import datetime

from sqlalchemy.orm import Session

from scheduler.actors import Actor
from scheduler.audit.context import audited
from scheduler.bookings.board import board_of
from scheduler.bookings.booked import Booked, booked_of, promised, seating
from scheduler.bookings.changing import change_plan
from scheduler.bookings.paused import require_bookable
from scheduler.bookings.standing import Standing, VisitState, standing_of
from scheduler.bookings.taken import require_free
from scheduler.bookings.tokens import slot_of
from scheduler.errors import WrongState
from scheduler.jobs.happenings import happened
from scheduler.networks.revisions import touch
from scheduler.planning.problem_builder import network_of
from scheduler.planning.revise import Change
from scheduler.planning.versions import PlanKind

_UNBOOKED = (VisitState.OPEN, VisitState.FORECAST, VisitState.BROKEN)


def hold(
    session: Session,
    now: datetime,
    actor: Actor,
    *,
    network_id: str,
    visit_id: str,
    offer: str,
) -> Booked:
    """
    Reserve a slot for as long as holds last in this network.

    Raises
    ------
    SlotTaken
        If it cannot be had any more.
    WrongState
        If the visit is booked already, or has ended.
    TrialPaused
        If the trial is paused.
    Invalid
        If this is no offer for this visit.

    """
    audited(session, now, actor, "hold", chain=network_id)
    return _take(session, now, actor, network_id, (visit_id, offer), is_hold=True)


def confirm(
    session: Session,
    now: datetime,
    actor: Actor,
    *,
    network_id: str,
    visit_id: str,
    offer: str | None = None,
) -> Booked:
    """
    Promise a slot: the one that is held or forecast, or that of an offer.

    Confirming once more gives the same answer.

    Raises
    ------
    SlotTaken
        If the slot cannot be had any more, or the hold has lapsed.
    WrongState
        If the visit has another slot (that is a move), none at all, or has ended.
    TrialPaused
        If the trial is paused.
    Invalid
        If this is no offer for this visit.

    """
    audited(session, now, actor, "confirm", chain=network_id)
    return _take(session, now, actor, network_id, (visit_id, offer), is_hold=False)


def give_back(
    session: Session, now: datetime, actor: Actor, *, network_id: str, visit_id: str
) -> None:
    """
    Give a held slot back.

    Raises
    ------
    WrongState
        If it is not held.

    """
    audited(session, now, actor, "give_back", chain=network_id)
    network_of(session, network_id, lock=True)
    board = board_of(session, network_id, now)
    standing = standing_of(session, board, visit_id)
    standing.require(VisitState.HELD, action="released")
    session.delete(standing.promise)
    touch(session, network_id)
    change = Change(
        PlanKind.BOOKING,
        f"hold of {visit_id} released",
        lambda revision: revision.remove(visit_id),
    )
    change_plan(session, now, actor, network_id, visit_id, change)
    happened(session, now, actor, network_id, "hold_given_back", visit_id)


def _take(
    session: Session,
    now: datetime,
    actor: Actor,
    network_id: str,
    wanted: tuple[str, str | None],
    *,
    is_hold: bool,
) -> Booked:
    visit_id, offer = wanted
    board = board_of(session, network_id, now)
    standing = standing_of(session, board, visit_id)
    slot = standing.slot
    if offer is not None:
        slot = slot_of(offer, network_id, visit_id, board.built.instants)
    action = "held" if is_hold else "confirmed"
    if standing.state.is_promised:
        if slot != standing.slot or (is_hold and standing.state is not VisitState.HELD):
            raise WrongState("visit", visit_id, standing.state, action)
        if is_hold or standing.state is not VisitState.HELD:
            return booked_of(standing, board)
        return _promise_as_seated(session, now, actor, network_id, visit_id)
    require_bookable(board, visit_id)
    standing.require(*_UNBOOKED, action=action)
    if slot is None:
        has_lapsed = standing.promise is not None and standing.promise.broken_at is None
        state = "not held any more" if has_lapsed else "without a slot"
        raise WrongState("visit", visit_id, state, action)
    is_seated = standing.state is VisitState.FORECAST and slot == standing.slot
    if is_seated and not is_hold:
        return _promise_as_seated(session, now, actor, network_id, visit_id)
    require_free(board, slot)
    change = Change(PlanKind.BOOKING, f"{visit_id} {action}", seating(slot))
    revised = change_plan(session, now, actor, network_id, visit_id, change)
    network = network_of(session, network_id)
    promise = promised(session, now, actor, network, visit_id, is_hold=is_hold)
    if revised.version is None:
        touch(session, network_id)
    at = board.built.instants.at(slot.injection_min)
    happened(
        session, now, actor, network_id, f"visit_{action}", visit_id, {"injection": at}
    )
    session.flush()
    state = VisitState.HELD if is_hold else VisitState.CONFIRMED
    after = Standing(visit_id, state, promise, None, slot)
    return booked_of(after, board, revised)


def _promise_as_seated(
    session: Session, now: datetime, actor: Actor, network_id: str, visit_id: str
) -> Booked:
    """Promise what the plan in force has; one after the other, as nothing is seated."""
    network = network_of(session, network_id, lock=True)
    session.expire_all()
    board = board_of(session, network_id, now)
    standing = standing_of(session, board, visit_id)
    require_bookable(board, visit_id)
    standing.require(VisitState.HELD, VisitState.FORECAST, action="confirmed")
    promise = promised(session, now, actor, network, visit_id, is_hold=False)
    touch(session, network_id)
    happened(session, now, actor, network_id, "visit_confirmed", visit_id)
    session.flush()
    after = Standing(visit_id, VisitState.CONFIRMED, promise, None, standing.slot)
    return booked_of(after, board)
