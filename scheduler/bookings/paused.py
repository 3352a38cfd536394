"""Nothing is offered or booked for a trial that is paused."""

from scheduler.bookings.board import Board
from scheduler.errors import TrialPaused
from scheduler.planning.problem_builder import Built


def require_going_on(built: Built, participant_id: str | None) -> None:
    """
    Refuse a slot to a participant of a trial that is paused.

    Parameters
    ----------
    participant_id
        ``None`` for a clinical claim, which is of no trial.

    Raises
    ------
    TrialPaused
        If the participant's trial is paused.

    """
    for each in built.file.participants:
        if each.id == participant_id and each.trial in built.paused:
            raise TrialPaused(built.paused[each.trial])


def require_bookable(board: Board, visit_id: str) -> None:
    """
    Refuse a slot to a visit of a trial that is paused.

    Raises
    ------
    TrialPaused
        If the visit's trial is paused.

    """
    visit = board.visits.get(visit_id) or board.built.waiting.get(visit_id)
    if visit is not None:
        require_going_on(board.built, visit.participant_id)
