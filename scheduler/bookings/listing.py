"""Visits as they stand: by site, day, trial and state."""

from collections.abc import Container, Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduler.bookings.board import Board, board_of
from scheduler.bookings.standing import VisitState, state_of
from scheduler.canonical import plain
from scheduler.errors import NotFound
from scheduler.planning.promises import Promise, VisitEnd
from solver.plan.plan import Administration
from solver.problem.demand import Visit


@dataclass(frozen=True, kw_only=True)
class Which:
    """Which visits are listed; what is left out does not matter."""

    site_id: str | None = None
    day: date | None = None
    trial_id: str | None = None
    participant_id: str | None = None
    visit_id: str | None = None
    state: VisitState | None = None


def any_visit(_: str) -> bool:
    """Whichever visit it is."""
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitRow:
    """
    A visit as it stands; times in the local time of its site.

    Parameters
    ----------
    window_from_at, window_to_at
        The injection lies in ``[window_from_at, window_to_at)``.
    draw_mbq
        What to draw at the injection.
    resources
        Place, scanner and people, later scans included.
    broken_by
        Names of the rules that break what was promised.
    """

    visit_id: str
    participant_id: str | None
    trial_id: str | None
    site_id: str | None
    zone: str
    state: VisitState
    window_from_at: datetime | None = None
    window_to_at: datetime | None = None
    injection_at: datetime | None = None
    scan_start_at: datetime | None = None
    draw_mbq: float | None = None
    vial_ids: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()
    lapses_at: datetime | None = None
    broken_by: tuple[str, ...] = ()
    reason: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The row as a JSON object."""
        told: dict[str, Any] = plain(asdict(self))
        return told


def bookings(
    session: Session, now: datetime, network_id: str, which: Which
) -> tuple[VisitRow, ...]:
    """
    Visits of a network, by time; those without a time last.

    Raises
    ------
    NotFound
        If there is no such network.

    """
    board = board_of(session, network_id, now)
    found = [row for row in _rows(session, board) if _is_meant(row, which)]
    last = datetime.max.replace(tzinfo=now.tzinfo)
    return tuple(sorted(found, key=lambda x: (x.injection_at or last, x.visit_id)))


def booking_of(
    session: Session, now: datetime, network_id: str, visit_id: str
) -> VisitRow:
    """
    One visit as it stands.

    Raises
    ------
    NotFound
        If nobody asks for it, and nobody did.

    """
    which = Which(visit_id=visit_id)
    for row in bookings(session, now, network_id, which):
        return row
    raise NotFound("visit", visit_id)


def _is_meant(row: VisitRow, which: Which) -> bool:
    day = None if row.injection_at is None else row.injection_at.date()
    asked = (
        (which.site_id, row.site_id),
        (which.day, day),
        (which.trial_id, row.trial_id),
        (which.participant_id, row.participant_id),
        (which.visit_id, row.visit_id),
        (which.state, row.state),
    )
    return all(wanted in {None, found} for wanted, found in asked)


def _rows(session: Session, board: Board) -> Iterator[VisitRow]:
    network_id = board.built.network_id
    of_network = Promise.network_id == network_id
    promised = session.scalars(select(Promise).where(of_network))
    promises = {row.visit_id: row for row in promised}
    ended = session.scalars(select(VisitEnd).where(VisitEnd.network_id == network_id))
    ends = {row.visit_id: row for row in ended}
    seated = {each.visit_id: each for each in board.administrations}
    broken = {each.visit_id: each.rules for each in board.broken}
    zones = {each.id: each.zone for each in board.built.problem.sites}
    for visit in board.visits.values():
        promise, end = promises.get(visit.id), ends.get(visit.id)
        administration = seated.get(visit.id)
        injection_at = None
        if administration is not None:
            injection_at = board.built.instants.at(administration.injection_min)
        state = state_of(board, visit.id, (promise, end), injection_at)
        if state in {VisitState.OPEN, VisitState.WAITING}:
            administration = None
        rules = broken.get(visit.id, ())
        if not rules and promise is not None and promise.broken_by:
            rules = tuple(promise.broken_by)
        known = (promise, end, rules)
        yield _row(board, (visit, state), administration, known, zones[visit.site_id])
    yield from _waiting(board, ends)
    for visit_id, end in ends.items():
        if visit_id not in board.visits:
            yield VisitRow(
                visit_id=visit_id,
                participant_id=None,
                trial_id=None,
                site_id=None,
                zone="UTC",
                state=VisitState(end.outcome),
                reason=end.reason,
            )


def _waiting(board: Board, ends: Container[str]) -> Iterator[VisitRow]:
    """Visits that are not asked for until what is known of them is put right."""
    trials = {each.id: each.trial for each in board.built.file.participants}
    zones = {each.id: each.zone for each in board.built.problem.sites}
    for each in board.built.waiting.values():
        if each.is_left_out and each.visit_id not in ends:
            yield VisitRow(
                visit_id=each.visit_id,
                participant_id=each.participant_id,
                trial_id=trials.get(each.participant_id or ""),
                site_id=each.site_id,
                zone=zones[each.site_id],
                state=VisitState.WAITING,
                reason=each.told,
            )


def _row(
    board: Board,
    of: tuple[Visit, VisitState],
    administration: Administration | None,
    known: tuple[Promise | None, VisitEnd | None, tuple[str, ...]],
    zone: str,
) -> VisitRow:
    (visit, state), (promise, end, rules) = of, known
    clock = ZoneInfo(zone)

    def at(minute: int) -> datetime:
        return board.built.instants.at(minute).astimezone(clock)

    seated: dict[str, Any] = {}
    if administration is not None:
        scan = administration.scan_start_min
        held = [*administration.occupations]
        for later in administration.later_scans:
            held += later.occupations
        seated = {
            "injection_at": at(administration.injection_min),
            "scan_start_at": None if scan is None else at(scan),
            "draw_mbq": administration.draw_kbq / 1000,
            "vial_ids": administration.vial_ids,
            "resources": tuple(dict.fromkeys(each.resource_id for each in held)),
        }
    is_held = state is VisitState.HELD and promise is not None
    return VisitRow(
        visit_id=visit.id,
        participant_id=visit.participant_id,
        trial_id=visit.trial_id,
        site_id=visit.site_id,
        zone=zone,
        state=state,
        window_from_at=at(visit.window_start_min),
        window_to_at=at(visit.window_end_min),
        lapses_at=promise.lapses_at if is_held and promise is not None else None,
        broken_by=rules,
        reason=None if end is None else end.reason,
        **seated,
    )
