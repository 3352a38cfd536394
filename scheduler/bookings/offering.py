"""Slots that may be booked, as they are told to people: local times, price, source."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from scheduler.bookings.board import Board, board_of
from scheduler.bookings.paused import require_bookable, require_going_on
from scheduler.bookings.standing import DataNeeded, VisitState, standing_of
from scheduler.bookings.tokens import short_of, token_of
from scheduler.canonical import plain
from scheduler.errors import NotFound
from solver import offers as solver_offers
from solver.plan.slot import PricedSlot
from solver.revision import MOST_OFFERS


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """
    One slot for one visit, and what taking it means.

    Parameters
    ----------
    token
        What to hand back to take it; ``id`` is its beginning, for people.
    injection_at, scan_start_at
        In the local time of the site.
    resources
        Place, scanner and people, later scans included.
    cost_nok, activity_mbq
        What it adds to the plan in force.
    starts_batch
        Whether nobody else has a dose of its batch.
    decide_by_at
        Last minute at which it can still be booked as it is; ``None``: the dose is
        made, or ordered, anyway.
    """

    visit_id: str
    id: str
    token: str
    site_id: str
    zone: str
    injection_at: datetime
    scan_start_at: datetime | None
    later_scans_at: tuple[datetime, ...]
    resources: tuple[str, ...]
    batch_id: str
    lane_id: str
    departure_id: str | None
    cost_nok: int
    activity_mbq: float
    waiting_days: int
    is_preferred: bool
    starts_batch: bool
    decide_by_at: datetime | None

    def as_json(self) -> dict[str, Any]:
        """The offer as a JSON object."""
        told: dict[str, Any] = plain(asdict(self))
        return told


@dataclass(frozen=True, slots=True)
class ScheduleOffers:
    """
    Whole schedules of one participant, or where they get stuck.

    Parameters
    ----------
    schedules
        One offer per visit each, in the order in which they are to be taken.
    obstacle_visit_id, obstacle_rules
        The visit that finds no slot, and the rules that keep it out, if there is no
        schedule.
    """

    schedules: tuple[tuple[Offer, ...], ...]
    obstacle_visit_id: str | None = None
    obstacle_rules: tuple[str, ...] = ()


def offers(
    session: Session,
    now: datetime,
    network_id: str,
    visit_id: str,
    limit: int = MOST_OFFERS,
) -> tuple[Offer, ...]:
    """
    Slots for a visit, the cheapest first; of one that is booked, as if it were not.

    Raises
    ------
    NotFound
        If nobody asks for this visit.
    TrialPaused
        If the trial is paused.
    DataNeeded
        If what is known of it has to be put right before.
    WrongState
        If it has ended.

    """
    board = open_board(session, now, network_id, visit_id)
    with board.trying() as revision:
        found = revision.offers(visit_id, limit)
    return tuple(offer_of(board, each) for each in found)


def why_no_offer(
    session: Session, now: datetime, network_id: str, visit_id: str
) -> tuple[str, ...]:
    """Names of the rules that keep a visit from having any slot; none if it has one."""
    board = open_board(session, now, network_id, visit_id)
    with board.trying() as revision:
        return solver_offers.why_not(revision, visit_id)


def schedule_offers(
    session: Session,
    now: datetime,
    network_id: str,
    participant_id: str,
    limit: int = solver_offers.MOST_SCHEDULES,
) -> ScheduleOffers:
    """
    Slots for all visits of a participant that have none yet, one chain per schedule.

    Raises
    ------
    NotFound
        If the participant asks for nothing.
    TrialPaused
        If the trial is paused.
    DataNeeded
        If what is known of the participant has to be put right before.

    """
    board = board_of(session, network_id, now)
    require_going_on(board.built, participant_id)
    asked = [
        each.id
        for each in board.visits.values()
        if each.participant_id == participant_id
    ]
    for each in board.built.waiting.values():
        if each.participant_id == participant_id:
            standing = standing_of(session, board, each.visit_id)
            if standing.state is VisitState.WAITING:
                raise DataNeeded(each, "offered a slot")
    if not asked:
        raise NotFound("participant with open visits", participant_id)
    open_ids = [each for each in asked if _is_open(session, board, each)]
    return _schedules(board, open_ids, limit)


def _is_open(session: Session, board: Board, visit_id: str) -> bool:
    standing = standing_of(session, board, visit_id)
    return not standing.state.is_ended and not standing.state.is_promised


def _schedules(board: Board, visit_ids: Collection[str], limit: int) -> ScheduleOffers:
    with board.trying() as revision:
        found = solver_offers.schedule_offers(revision, visit_ids, limit)
        obstacle = None
        if not found and visit_ids:
            obstacle = solver_offers.schedule_obstacle(revision, visit_ids)
    schedules = tuple(tuple(offer_of(board, each) for each in some) for some in found)
    if obstacle is None:
        return ScheduleOffers(schedules)
    return ScheduleOffers(schedules, obstacle.visit_id, obstacle.rules)


def open_board(
    session: Session, now: datetime, network_id: str, visit_id: str
) -> Board:
    """
    The plan in force in which a visit may be seated anew.

    Raises
    ------
    NotFound
        If nobody asks for this visit.
    TrialPaused
        If the trial is paused.
    DataNeeded
        If what is known of it has to be put right before.
    WrongState
        If it has ended.

    """
    board = board_of(session, network_id, now)
    require_bookable(board, visit_id)
    standing = standing_of(session, board, visit_id)
    standing.require(*_MOVABLE, action="offered a slot")
    if standing.state.is_promised:
        return board_of(session, network_id, now, frozenset({visit_id}))
    return board


_MOVABLE = tuple(
    each for each in VisitState if not each.is_ended and each is not VisitState.WAITING
)


def offer_of(board: Board, priced: PricedSlot) -> Offer:
    """A slot of the solver as it is told to people."""
    slot, price = priced.slot, priced.price
    built = board.built
    site_id = board.visits[slot.visit_id].site_id
    zone = next(each.zone for each in built.problem.sites if each.id == site_id)
    clock = ZoneInfo(zone)

    def at(minute: int) -> datetime:
        return built.instants.at(minute).astimezone(clock)

    occupations = [
        *slot.occupations,
        *(each for scan in slot.later_scans for each in scan.occupations),
    ]
    token = token_of(slot, built.network_id, built.instants)
    scan, decide_by = slot.scan_start_min, price.decide_by_min
    return Offer(
        visit_id=slot.visit_id,
        id=short_of(token),
        token=token,
        site_id=site_id,
        zone=zone,
        injection_at=at(slot.injection_min),
        scan_start_at=None if scan is None else at(scan),
        later_scans_at=tuple(at(each.scan_start_min) for each in slot.later_scans),
        resources=tuple(dict.fromkeys(each.resource_id for each in occupations)),
        batch_id=slot.batch_id,
        lane_id=slot.lane_id,
        departure_id=slot.departure_id,
        cost_nok=price.cost_nok,
        activity_mbq=price.activity_kbq / 1000,
        waiting_days=price.waiting_days,
        is_preferred=price.is_preferred,
        starts_batch=price.starts_batch,
        decide_by_at=None if decide_by is None else at(decide_by),
    )
