"""A participant is late: does the dose keep, and does the day hold?"""

from dataclasses import asdict, dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from scheduler.actors import Actor
from scheduler.audit.context import audited
from scheduler.bookings.actual import later, rewriting
from scheduler.bookings.board import Board, board_of
from scheduler.bookings.booked import seating
from scheduler.bookings.changing import change_plan
from scheduler.bookings.standing import (
    VisitState,
    administration_of,
    standing_of,
)
from scheduler.canonical import plain
from scheduler.errors import Invalid, WrongState
from scheduler.jobs.happenings import happened
from scheduler.planning.revise import Change
from scheduler.planning.versions import PlanKind
from solver.booking.candidates import candidates
from solver.booking.fitting import unfit
from solver.booking.seats import slot_of
from solver.constraints.staff_limits import leaves_breaks
from solver.errors import Issue
from solver.plan.plan import Administration
from solver.plan.slot import Slot
from solver.problem.commitments import Firmness, VisitCommitment
from solver.revision import Revision
from solver.search.booking import seated

_MOST_MINUTES = 24 * 60


class Verdict(StrEnum):
    """
    What becomes of a late visit.

    ``go_on``: just later, with the dose that is there, each scan as booked or as much
    later. ``shifted``: it has
    another slot the same day. ``lost``: no dose keeps so long, or nobody is free.
    """

    GO_ON = "go_on"
    SHIFTED = "shifted"
    LOST = "lost"


@dataclass(frozen=True)
class Late:
    """
    The answer to a participant who is late.

    Parameters
    ----------
    injection_at
        When the injection is now; ``None`` if the visit is lost.
    usable_until_at
        Last minute of the dose that was planned.
    """

    visit_id: str
    verdict: Verdict
    planned_at: datetime
    injection_at: datetime | None
    usable_until_at: datetime
    version: int | None

    def as_json(self) -> dict[str, Any]:
        """The answer as a JSON object."""
        told: dict[str, Any] = plain(asdict(self))
        return told


def late(
    session: Session,
    now: datetime,
    actor: Actor,
    *,
    network_id: str,
    visit_id: str,
    minutes: int,
) -> Late:
    """
    Go on so many minutes late, or at the earliest slot after that on the same day.

    Nothing else moves. A lost visit keeps its slot until somebody decides: a no-show,
    a cancellation, or a move to another day.

    Raises
    ------
    WrongState
        If the visit is not booked.
    Invalid
        If these are no minutes to be late by.

    """
    audited(session, now, actor, "late", chain=network_id)
    if not 1 <= minutes <= _MOST_MINUTES:
        raise Invalid([Issue("minutes", f"lies between 1 and {_MOST_MINUTES}")])
    board = board_of(session, network_id, now)
    standing = standing_of(session, board, visit_id)
    booked = (VisitState.HELD, VisitState.CONFIRMED, VisitState.FROZEN)
    standing.require(*booked, action="late")
    planned = administration_of(session, board, standing)
    if planned is None:
        raise WrongState("visit", visit_id, "without a slot", "late")
    change, injection_min = None, None
    from_min = planned.injection_min + minutes
    reason = f"{visit_id} is {minutes} minutes late"
    verdict = Verdict.LOST
    went = next((x for x in later(planned, minutes) if _holds(board, x)), None)
    if went is not None:
        verdict, injection_min = Verdict.GO_ON, from_min
        change = Change(PlanKind.EVENT, reason, rewrite=rewriting(went))
    else:
        freed = frozenset({visit_id})
        loose = board_of(session, network_id, now, freed)
        slot = _earliest(loose, planned, from_min)
        if slot is not None:
            verdict, injection_min = Verdict.SHIFTED, slot.injection_min
            change = Change(PlanKind.EVENT, reason, seating(slot), freed)
    version = None
    if change is not None:
        revised = change_plan(session, now, actor, network_id, visit_id, change)
        version = revised.version
    instants = board.built.instants
    answer = Late(
        visit_id,
        verdict,
        instants.at(planned.injection_min),
        instants.at_if(injection_min),
        instants.at(planned.usable_until_min),
        None if version is None else version.number,
    )
    details = {**answer.as_json(), "minutes": minutes}
    details["wants_replan"] = verdict is Verdict.LOST
    happened(session, now, actor, network_id, "visit_late", visit_id, details)
    return answer


def _holds(board: Board, went: Administration) -> bool:
    """Whether dose and day stand it that a visit is just later."""
    problem = board.built.problem
    held = problem.commitments
    firm = VisitCommitment(visit_id=went.visit_id, firmness=Firmness.FROZEN)
    others = [each for each in held.visits if each.visit_id != went.visit_id]
    commitments = held.model_copy(
        update={
            "previous": rewriting(went)(held.previous),
            "visits": (*others, firm),
        }
    )
    moved = replace(
        board.built,
        problem=type(problem)(**(dict(problem) | {"commitments": commitments})),
    )
    known = {each.visit_id for each in board.broken}
    return all(each.visit_id in known for each in Revision(moved.problem).broken)


def _earliest(board: Board, planned: Administration, from_min: int) -> Slot | None:
    """The first slot of the same local day, from a minute on."""
    visit = board.visits[planned.visit_id]
    with board.trying() as revision:
        state = revision.state
        revision.lift(visit.id)
        today = state.index.day_of(visit, planned.injection_min)
        for seat in candidates(state, visit):
            minute = seat.injection_min
            if minute < from_min or state.index.day_of(visit, minute) != today:
                continue
            placement = seated(state, visit, seat)
            if leaves_breaks(state, placement) and not unfit(state, placement):
                return slot_of(state.index, placement)
    return None
