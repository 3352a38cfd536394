"""Why there is no slot for a visit in the plan in force."""

from collections.abc import Collection

from solver.booking.copies import copied
from solver.explain.left_out import binding_rules, has_seat
from solver.problem.demand import Visit
from solver.state.state import State


def rules_against(
    state: State, visit_id: str, beside: Collection[str] = ()
) -> tuple[str, ...]:
    """
    Names of the rules that keep a visit that has no slot from having one.

    Each is enough to lift alone, all other visits staying where they are; where none
    is, those of a pair that is enough.

    Parameters
    ----------
    beside
        Visits that are going to be seated with it: it may need them.
    """
    visit = state.index.visits[visit_id]
    missing = _missing(state, visit, beside)
    if missing is not None:
        return (missing,)
    trial = copied(state)  # what is kept while a rule is lifted is of no use later
    if has_seat(trial, visit):
        return ("staff",)  # but for the breaks that all its tasks leave together
    return binding_rules(trial, visit)


def _missing(state: State, visit: Visit, beside: Collection[str]) -> str | None:
    """The rule that asks for a visit which is not seated."""
    seated, precedence = state.placements, state.index.precedence
    if visit.follows is not None and visit.follows.visit_id not in seated:
        return "visit_windows"
    if any(wait.visit_id not in seated for wait in precedence.cohort_waits(visit.id)):
        return "cohorts"
    if precedence.needed_by(visit.id) not in {None, *seated, *beside}:
        return "follow_up_imaging"
    return None
