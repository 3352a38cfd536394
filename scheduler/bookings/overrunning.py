"""A visit takes longer than was planned: what it holds is free only later."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from scheduler.actors import Actor
from scheduler.audit.context import audited
from scheduler.bookings.board import Board, board_of
from scheduler.bookings.booked import require_reason
from scheduler.bookings.standing import VisitState, standing_of
from scheduler.errors import Invalid
from scheduler.imports.planning_file.closures import ResourceKind
from scheduler.outages.service import OutageReport, add_outage, known_as
from scheduler.planning.problem_builder import network_of
from scheduler.production.affected import Happening, Told, settle
from solver.errors import Issue
from solver.plan.plan import Occupation, Purpose
from solver.plan.slot import Slot

_MOST_MINUTES = 24 * 60

_KINDS = {
    Purpose.SCANNER: ResourceKind.SCANNER,
    Purpose.SCAN: ResourceKind.PERSON,
    Purpose.PLACE: ResourceKind.PLACE,
}

_STATES = (
    VisitState.FORECAST,
    VisitState.HELD,
    VisitState.CONFIRMED,
    VisitState.FROZEN,
    VisitState.ADMINISTERED,
)


def overran(
    session: Session,
    now: datetime,
    actor: Actor,
    *,
    network_id: str,
    visit_id: str,
    minutes: int,
    reason: str,
) -> Happening:
    """
    The last step of a visit that has begun takes so many minutes longer than planned.

    Scanner and staff of a scan, or the place of a visit without one, are out of use for
    others until then: who cannot be served so? Each is an outage, which may be ended or
    withdrawn.

    Raises
    ------
    WrongState
        If the visit has no slot.
    Invalid
        If it has not begun, these are no minutes, or nobody says why.

    """
    audited(session, now, actor, "overran", chain=network_id, reason=reason)
    require_reason(reason)
    if not 1 <= minutes <= _MOST_MINUTES:
        raise Invalid([Issue("minutes", f"lies between 1 and {_MOST_MINUTES}")])
    network_of(session, network_id, lock=True)
    board = board_of(session, network_id, now)
    standing = standing_of(session, board, visit_id)
    standing.require(*_STATES, action="overrun")
    held = () if standing.slot is None else _held_now(board, standing.slot)
    if not held:
        why = "what takes longer has not begun: say that the participant is late"
        raise Invalid([Issue(f"visits[{visit_id}]", why)])
    found = [
        each
        for each in _longer(board, held, minutes, reason)
        if known_as(session, network_id, each) is None
    ]
    if not found:
        return Happening(subject=visit_id, state="overran", is_new=False)
    rows = [add_outage(session, now, actor, network_id, each) for each in found]
    told = Told(
        kind="visit_overran",
        subject=visit_id,
        state="overran",
        reason=reason,
        details={"minutes": minutes, "outages": [each.number for each in rows]},
    )
    return settle(session, now, actor, network_id, told)


def _held_now(board: Board, slot: Slot) -> tuple[Occupation, ...]:
    """What the last step holds that has begun: of a scan, or of a visit without any."""
    steps = [slot.occupations, *(each.occupations for each in slot.later_scans)]
    begun: tuple[Occupation, ...] = ()
    for step in steps:
        scan = [
            each for each in step if each.purpose in {Purpose.SCANNER, Purpose.SCAN}
        ]
        last = scan or [each for each in step if each.purpose is Purpose.PLACE]
        if (
            last
            and min(each.start_min for each in last) <= board.built.problem.as_of_min
        ):
            begun = tuple(last)
    return begun


def _longer(
    board: Board, held: tuple[Occupation, ...], minutes: int, reason: str
) -> Iterator[OutageReport]:
    at = board.built.instants.at
    for each in held:
        end = at(each.end_min)
        yield OutageReport(
            kind=_KINDS[each.purpose],
            resource_id=each.resource_id,
            start_at=end,
            end_at=end + timedelta(minutes=minutes),
            reason=reason,
        )
