"""Windows at risk: visits nobody has booked, and how little time is left for them."""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from scheduler.bookings.board import Board, board_of
from scheduler.bookings.listing import any_visit
from scheduler.bookings.standing import Standing, VisitState, standing_of
from scheduler.canonical import plain
from scheduler.database.remembered import remembered
from scheduler.imports.planning_file.convert_live import Waiting
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
        The visit that has to be booked before, or to be put right.
    needs
        What it takes before it is asked for, such as a new weight; ``why`` says what
        is wrong.
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
    needs: str | None = None
    why: str | None = None

    @property
    def runs_out_at(self) -> datetime:
        """Until when something can still be done: cut-off, or end of the window."""
        if self.decide_by_at is None:
            return self.window_to_at
        return min(self.decide_by_at, self.window_to_at)

    def as_json(self) -> dict[str, Any]:
        """The visit as a JSON object."""
        told: dict[str, Any] = plain(asdict(self))
        return told


def at_risk(
    session: Session,
    now: datetime,
    network_id: str,
    days: int = 14,
    is_meant: Callable[[str], bool] = any_visit,
) -> tuple[AtRisk, ...]:
    """
    Unbooked visits whose window, or last order cut-off, ends within so many days.

    Those with the fewest slots come first. A visit without any slot is listed unless
    it waits for another one and has time. One that is not asked for until what is known
    of it is put right is listed if its window has not ended.

    Parameters
    ----------
    is_meant
        Which visits are looked at, by their ids.

    Raises
    ------
    NotFound
        If there is no such network.

    """
    board = board_of(session, network_id, now)
    until = now + timedelta(days=days)
    unbooked = _unbooked(session, board, is_meant)
    found = [each for each in unbooked if _is_near(each, until)]
    found += _left_out(session, board, is_meant)
    return tuple(
        sorted(found, key=lambda each: (each.offers, each.runs_out_at, each.visit_id))
    )


def _is_near(each: AtRisk, until: datetime) -> bool:
    is_stuck = not each.offers and each.waits_for is None
    return is_stuck or each.runs_out_at <= until


def _unbooked(
    session: Session, board: Board, is_meant: Callable[[str], bool]
) -> Iterator[AtRisk]:
    known = _known(session, board)
    for visit in board.visits.values():
        if visit.participant_id is None or not is_meant(visit.id):
            continue
        standing = standing_of(session, board, visit.id)
        if standing.state is VisitState.WAITING and standing.waiting is not None:
            yield _put_right(board, standing.waiting)
        elif standing.state in _UNBOOKED:
            if visit.id not in known:
                known[visit.id] = _looked_at(board, visit, standing)
            yield known[visit.id]


def _known(session: Session, board: Board) -> dict[str, AtRisk]:
    """What was looked at as of the same minute; a page does not count slots again."""
    built = board.built
    key = (
        "at_risk",
        built.network_id,
        built.data_revision,
        built.plan_revision,
        built.problem.as_of_min,
    )
    return remembered(session, key, dict)


def _left_out(
    session: Session, board: Board, is_meant: Callable[[str], bool]
) -> Iterator[AtRisk]:
    """Visits that the problem is without, and whose window has not ended."""
    problem = board.built.problem
    for each in board.built.waiting.values():
        end_min = each.window_end_min
        is_over = end_min is not None and end_min <= problem.as_of_min
        is_asked = each.is_left_out and each.participant_id is not None
        if is_asked and not is_over and is_meant(each.visit_id):
            standing = standing_of(session, board, each.visit_id)
            if standing.state is VisitState.WAITING:
                yield _put_right(board, each)


def _put_right(board: Board, waiting: Waiting) -> AtRisk:
    """A visit that is not asked for until what is known of it is put right."""
    problem, at = board.built.problem, board.built.instants.at
    zone = next(each.zone for each in problem.sites if each.id == waiting.site_id)
    end_min = waiting.window_end_min
    window_to_at = at(problem.horizon_min if end_min is None else end_min)
    return AtRisk(
        visit_id=waiting.visit_id,
        participant_id=waiting.participant_id,
        site_id=waiting.site_id,
        zone=zone,
        state=VisitState.WAITING,
        offers=0,
        window_to_at=window_to_at.astimezone(ZoneInfo(zone)),
        decide_by_at=None,
        waits_for=waiting.waits_for,
        needs=waiting.needs,
        why=waiting.told,
    )


def _looked_at(board: Board, visit: Visit, standing: Standing) -> AtRisk:
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
        state=standing.state,
        offers=len(offers),
        window_to_at=at(visit.window_end_min).astimezone(clock),
        decide_by_at=(
            at(max(cutoffs)).astimezone(clock) if cutoffs and is_open else None
        ),
        waits_for=next((x for x in before if x is not None and x not in seated), None),
        needs=None if standing.waiting is None else standing.waiting.needs,
        why=None if standing.waiting is None else standing.waiting.told,
    )
