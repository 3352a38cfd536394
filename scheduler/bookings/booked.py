"""What a visit has once it is booked, and the promise that goes with it."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from scheduler.actors import Actor
from scheduler.bookings.board import Board
from scheduler.bookings.standing import Standing, VisitState
from scheduler.canonical import plain
from scheduler.clock import next_whole_minute
from scheduler.errors import Invalid, WrongState
from scheduler.networks.models import Network
from scheduler.planning.promises import Promise
from scheduler.planning.revise import Revised
from solver.errors import Issue
from solver.plan.slot import Slot
from solver.problem.commitments import Firmness
from solver.revision import Revision

_SHORTEST_REASON = 3


@dataclass(frozen=True)
class Booked:
    """
    What a visit has now.

    Parameters
    ----------
    lapses_at
        When the hold lapses; ``None`` if it is no hold.
    version
        Number of the plan version that this made; ``None`` if the plan is the same.
    broken
        Other visits that were found broken on the way.
    """

    visit_id: str
    state: VisitState
    injection_at: datetime
    scan_start_at: datetime | None
    lapses_at: datetime | None
    version: int | None
    broken: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The booking as a JSON object."""
        told: dict[str, Any] = plain(asdict(self))
        return told


def booked_of(
    standing: Standing, board: Board, revised: Revised | None = None
) -> Booked:
    """What a visit with a slot has, once a change was made, or as it is."""
    slot = standing.slot
    if slot is None:
        raise WrongState("visit", standing.visit_id, standing.state, "told as booked")
    version = None if revised is None else revised.version
    instants, promise = board.built.instants, standing.promise
    return Booked(
        standing.visit_id,
        standing.state,
        instants.at(slot.injection_min),
        instants.at_if(slot.scan_start_min),
        None if promise is None else promise.lapses_at,
        None if version is None else version.number,
        () if revised is None else tuple(each.visit_id for each in revised.broken),
    )


def require_reason(reason: str) -> None:
    """
    Refuse a change without a reason.

    Raises
    ------
    Invalid
        If it is missing, or too short to say anything.

    """
    if len(reason.strip()) < _SHORTEST_REASON:
        raise Invalid([Issue("reason", "say why, in three letters or more")])


def seating(slot: Slot) -> Callable[[Revision], None]:
    """Seat a slot, wherever its visit was before."""

    def seat(revision: Revision) -> None:
        revision.lift(slot.visit_id)
        revision.seat(slot)

    return seat


def promised(
    session: Session,
    now: datetime,
    actor: Actor,
    network: Network,
    visit_id: str,
    *,
    is_hold: bool,
) -> Promise:
    """The promise of a visit whose slot the plan in force has."""
    session.flush()
    promise = session.get(Promise, (network.id, visit_id), populate_existing=True)
    if promise is None:
        promise = Promise(network_id=network.id, visit_id=visit_id, bumps=0)
        session.add(promise)
    promise.firmness = Firmness.HELD if is_hold else Firmness.CONFIRMED
    minutes = timedelta(minutes=network.hold_minutes)
    promise.lapses_at = next_whole_minute(now + minutes) if is_hold else None
    promise.promised_at = now
    promise.promised_by = actor.id
    kept(promise, network)
    return promise


def kept(promise: Promise, network: Network) -> None:
    """The plan in force keeps it."""
    promise.broken_at = None
    promise.broken_by = None
    promise.revision = network.plan_revision
