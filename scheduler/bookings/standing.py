"""How a visit stands: asked for, held, confirmed, given, cancelled."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy.orm import Session

from scheduler.bookings.board import Board
from scheduler.errors import Conflict, NotFound, WrongState
from scheduler.imports.planning_file.convert_live import Waiting
from scheduler.planning.promises import Promise, VisitEnd
from scheduler.planning.read_back import plan_at
from solver.plan.plan import Administration
from solver.plan.slot import Slot
from solver.problem.commitments import Firmness


class VisitState(StrEnum):
    """
    How a visit stands.

    ``open`` has no slot; ``forecast`` has one in the plan, and nobody was told;
    ``broken`` was promised, and the plan does not keep it; ``frozen`` is so near that
    only a person's decision moves it; ``waiting`` is without a slot, and not asked for
    until what is known of it is put right.
    """

    OPEN = "open"
    WAITING = "waiting"
    FORECAST = "forecast"
    HELD = "held"
    CONFIRMED = "confirmed"
    FROZEN = "frozen"
    BROKEN = "broken"
    ADMINISTERED = "administered"
    NO_SHOW = "no_show"
    CANCELLED = "cancelled"

    @property
    def is_ended(self) -> bool:
        """Whether nothing is planned for the visit any more."""
        return self in {
            VisitState.ADMINISTERED,
            VisitState.NO_SHOW,
            VisitState.CANCELLED,
        }

    @property
    def is_promised(self) -> bool:
        """Whether somebody counts on its slot."""
        return self in {VisitState.HELD, VisitState.CONFIRMED, VisitState.FROZEN}


class DataNeeded(Conflict):
    """A visit waits until what is known of it is put right; ``waiting`` says why."""

    code = "data_needed"

    def __init__(self, waiting: Waiting, action: str) -> None:
        super().__init__(f"visit {waiting.visit_id} cannot be {action}: {waiting.told}")
        self.visit_id = waiting.visit_id
        self.waiting = waiting
        self.action = action


@dataclass(frozen=True)
class Standing:
    """
    A visit as it stands.

    Parameters
    ----------
    slot
        Where the plan in force has it; ``None`` if it has not.
    waiting
        What has to be put right before it is asked for.
    """

    visit_id: str
    state: VisitState
    promise: Promise | None
    end: VisitEnd | None
    slot: Slot | None
    waiting: Waiting | None = None

    def require(self, *states: VisitState, action: str) -> None:
        """
        Refuse what cannot be done in this state.

        Raises
        ------
        DataNeeded
            If it waits, and cannot while it does.
        WrongState
            If the state is none of these.

        """
        if self.state not in states:
            if self.state is VisitState.WAITING and self.waiting is not None:
                raise DataNeeded(self.waiting, action)
            raise WrongState("visit", self.visit_id, self.state, action)


def standing_of(session: Session, board: Board, visit_id: str) -> Standing:
    """
    How a visit stands in the plan in force, as of now.

    Raises
    ------
    NotFound
        If nobody asks for it, and nobody did.

    """
    network_id = board.built.network_id
    end = session.get(VisitEnd, (network_id, visit_id))
    waiting = board.built.waiting.get(visit_id)
    if end is None and waiting is None and visit_id not in board.visits:
        raise NotFound("visit", visit_id)
    promise = session.get(Promise, (network_id, visit_id))
    slot = board.placed(visit_id)
    injection_at = None
    if slot is not None:
        injection_at = board.built.instants.at(slot.injection_min)
    state = state_of(board, visit_id, (promise, end), injection_at)
    return Standing(visit_id, state, promise, end, slot, waiting)


def state_of(
    board: Board,
    visit_id: str,
    records: tuple[Promise | None, VisitEnd | None],
    injection_at: datetime | None,
) -> VisitState:
    """
    What the records of a visit come to.

    Parameters
    ----------
    injection_at
        When the plan in force has it; ``None`` if it has not.
    """
    found = _recorded(board, *records, injection_at)
    if found in _WITHOUT_SLOT and visit_id in board.built.waiting:
        return VisitState.WAITING
    return found


_WITHOUT_SLOT = frozenset({VisitState.OPEN, VisitState.BROKEN})


def _recorded(
    board: Board,
    promise: Promise | None,
    end: VisitEnd | None,
    injection_at: datetime | None,
) -> VisitState:
    if end is not None:
        return VisitState(end.outcome)
    now = board.built.instants.at(board.built.problem.as_of_min)
    if promise is not None and promise.lapses_at is not None:
        promise = promise if promise.lapses_at > now else None
    if promise is None:
        return VisitState.OPEN if injection_at is None else VisitState.FORECAST
    if promise.firmness is Firmness.FACT:
        return VisitState.ADMINISTERED
    if injection_at is None or promise.broken_at is not None:
        return VisitState.BROKEN
    if promise.firmness is not Firmness.CONFIRMED:
        return VisitState(promise.firmness.value)
    held = board.built.held
    soon = now + timedelta(hours=0 if held is None else held.frozen_hours)
    return VisitState.FROZEN if injection_at < soon else VisitState.CONFIRMED


def administration_of(
    session: Session, board: Board, standing: Standing, revision: int | None = None
) -> Administration | None:
    """
    A visit's dose as the plan in force has it, or as it last had it.

    Parameters
    ----------
    revision
        The plan revision that is asked, if not the one in force.
    """
    built = board.built
    asked = revision or built.plan_revision
    if revision is None and standing.slot is None and standing.promise is not None:
        asked = standing.promise.revision
    plan = plan_at(session, built.network_id, asked, built.problem.origin_at)
    return next(
        (each for each in plan.administrations if each.visit_id == standing.visit_id),
        None,
    )
