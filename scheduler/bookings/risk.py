"""Windows at risk: visits nobody has booked, and how little time is left for them."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from scheduler.bookings.board import Board, board_of
from scheduler.bookings.standing import VisitState, standing_of
from scheduler.canonical import plain
from solver.problem.demand import Visit

_UNBOOKED = (VisitState.OPEN, VisitState.FORECAST, VisitState.BROKEN)
MOST_COUNTED = 20
"""Slots of one visit that are counted; more are plenty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AtRisk:
    """
    A visit that is not booked, and whose time is running out.

    Parameters
    ----------
    offers
        How many slots are left; more than ``MOST_COUNTED`` are not counted.
    window_to_at
        The injection lies before it.
    decide_by_at
        The last order cut-off of its slots; ``None`` if there are none, or if some
        dose is made for good.
    waits_for
        The visit that has to be booked before.
    """

    visit_id: str
    participant_id: str | None
    site_id: str
    zone: str
    state: VisitState
    offers: int
    window_to_at: datetime
    decide_by_at: datetime | None
    waits_for: str | None

    def as_json(self) -> dict[str, Any]:
        """The visit as a JSON object."""
        told: dict[str, Any] = plain(asdict(self))
        return told


def at_risk(
    session: Session, now: datetime, network_id: str, days: int = 14
) -> tuple[AtRisk, ...]:
    """
    Unbooked visits whose window, or last order cut-off, ends within so many days.

    Those with the fewest slots come first. A visit without any slot is listed unless
    it waits for another one and has time.

    Raises
    ------
    NotFound
        If there is no such network.

    """
    board = board_of(session, network_id, now)
    until = now + timedelta(days=days)
    found = [each for each in _unbooked(session, board) if _is_near(each, until)]
    return tuple(
        sorted(found, key=lambda each: (each.offers, _last(each), each.visit_id))
    )


def _is_near(each: AtRisk, until: datetime) -> bool:
    is_stuck = not each.offers and each.waits_for is None
    return is_stuck or _last(each) <= until


def _last(each: AtRisk) -> datetime:
    if each.decide_by_at is None:
        return each.window_to_at
    return min(each.decide_by_at, each.window_to_at)


def _unbooked(session: Session, board: Board) -> Iterator[AtRisk]:
    for visit in board.visits.values():
        if visit.participant_id is None:
            continue
        standing = standing_of(session, board, visit.id)
        if standing.state in _UNBOOKED:
            yield _looked_at(board, visit, standing.state)


def _looked_at(board: Board, visit: Visit, state: VisitState) -> AtRisk:
    problem, at = board.built.problem, board.built.instants.at
    zone = next(each.zone for each in problem.sites if each.id == visit.site_id)
    with board.trying() as revision:
        offers = revision.offers(visit.id, MOST_COUNTED)
        seated = set(revision.visit_ids)
    decide_by = [each.price.decide_by_min for each in offers]
    cutoffs = [each for each in decide_by if each is not None]
    is_open = len(cutoffs) == len(offers)
    before = [visit.needs_visit_id]
    if visit.follows is not None:
        before.append(visit.follows.visit_id)
    clock = ZoneInfo(zone)
    return AtRisk(
        visit_id=visit.id,
        participant_id=visit.participant_id,
        site_id=visit.site_id,
        zone=zone,
        state=state,
        offers=len(offers),
        window_to_at=at(visit.window_end_min).astimezone(clock),
        decide_by_at=(
            at(max(cutoffs)).astimezone(clock) if cutoffs and is_open else None
        ),
        waits_for=next((x for x in before if x is not None and x not in seated), None),
    )
