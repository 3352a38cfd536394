"""Planned and actual: what was given when, visit by visit and in sum."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from statistics import median
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from scheduler.bookings.board import board_of
from scheduler.bookings.listing import any_visit
from scheduler.canonical import plain
from scheduler.planning.items import BookingRow
from scheduler.planning.promises import VisitEnd
from solver.constraints.fairness import waiting_days
from solver.tolerance import limits_kbq


@dataclass(frozen=True, slots=True)
class PlannedAndGiven:
    """
    One dose as it was planned, and as it was given.

    Parameters
    ----------
    late_min
        Minutes after the planned injection; negative before it.
    waiting_days
        Whole days from request to injection.
    """

    visit_id: str
    planned_at: datetime
    injected_at: datetime
    late_min: int
    target_mbq: float
    net_mbq: float
    is_within: bool
    waiting_days: int


@dataclass(frozen=True, slots=True)
class Summary:
    """Doses of a network in sum; ``None`` where there are none."""

    doses: int
    median_late_min: float | None
    earliest_min: int | None
    latest_min: int | None
    target_mbq: float
    net_mbq: float
    within_tolerance: int
    mean_waiting_days: float | None
    no_shows: int
    cancelled: int
    cancellation_nok: int


@dataclass(frozen=True, slots=True)
class Outcomes:
    """All doses that were given, and their summary."""

    doses: tuple[PlannedAndGiven, ...]
    summary: Summary

    def as_json(self) -> dict[str, Any]:
        """Doses and summary as a JSON object."""
        told: dict[str, Any] = plain(asdict(self))
        return told


def outcomes(
    session: Session,
    now: datetime,
    network_id: str,
    is_meant: Callable[[str], bool] = any_visit,
) -> Outcomes:
    """
    What came of the visits that have ended.

    Parameters
    ----------
    is_meant
        Which visits are told and counted, by their ids.

    Raises
    ------
    NotFound
        If there is no such network.

    """
    board = board_of(session, network_id, now)
    found = session.scalars(
        select(VisitEnd)
        .where(VisitEnd.network_id == network_id)
        .order_by(VisitEnd.injected_at, VisitEnd.visit_id)
    )
    ends = [each for each in found if is_meant(each.visit_id)]
    doses = []
    for end in ends:
        visit = board.visits.get(end.visit_id)
        row = _planned(session, end)
        if end.injected_at is None or end.net_kbq is None or not visit or row is None:
            continue
        target = visit.alternatives[row.alternative].target_kbq
        least, most = limits_kbq(target, visit.tolerance_permille)
        late = (end.injected_at - row.injection_at).total_seconds() // 60
        minute = board.built.instants.minute(end.injected_at)
        doses.append(
            PlannedAndGiven(
                end.visit_id,
                row.injection_at,
                end.injected_at,
                int(late),
                target / 1000,
                end.net_kbq / 1000,
                least <= end.net_kbq <= most,
                waiting_days(visit, minute),
            )
        )
    return Outcomes(tuple(doses), _summary(doses, ends))


def _planned(session: Session, end: VisitEnd) -> BookingRow | None:
    """The booking as it stood before the dose was recorded."""
    if end.planned_revision is None:
        return None
    return session.scalars(
        select(BookingRow).where(
            BookingRow.network_id == end.network_id,
            BookingRow.visit_id == end.visit_id,
            BookingRow.first_revision <= end.planned_revision,
            or_(
                BookingRow.until_revision.is_(None),
                BookingRow.until_revision > end.planned_revision,
            ),
        )
    ).one_or_none()


def _summary(doses: Sequence[PlannedAndGiven], ends: Sequence[VisitEnd]) -> Summary:
    late = [each.late_min for each in doses]
    waited = [each.waiting_days for each in doses]
    given_up = [each for each in ends if each.outcome != "administered"]
    return Summary(
        doses=len(doses),
        median_late_min=float(median(late)) if late else None,
        earliest_min=min(late, default=None),
        latest_min=max(late, default=None),
        target_mbq=sum(each.target_mbq for each in doses),
        net_mbq=sum(each.net_mbq for each in doses),
        within_tolerance=sum(each.is_within for each in doses),
        mean_waiting_days=sum(waited) / len(waited) if waited else None,
        no_shows=sum(each.outcome == "no_show" for each in given_up),
        cancelled=sum(each.outcome == "cancelled" for each in given_up),
        cancellation_nok=sum(each.cancellation_nok or 0 for each in given_up),
    )
