"""
Rule 22: refusals and waiting, spread over sites and trials. Soft: levels, no faults.

Deferrable visits, whose window outlives the horizon, are not refused yet.
"""

from collections import Counter

from solver.checks import exact
from solver.checks.lookup import PlanView
from solver.problem.demand import Visit

DAY_MIN = 24 * 60


def refusal_permille(view: PlanView) -> int:
    """Highest refusal rate of a site or a trial, in thousandths, rounded up."""
    asked: Counter[tuple[str, str]] = Counter()
    refused: Counter[tuple[str, str]] = Counter()
    for visit in view.known.problem.visits:
        if visit.window_end_min > view.known.horizon_min:
            continue
        groups = [("site", visit.site_id)]
        if visit.trial_id is not None:
            groups.append(("trial", visit.trial_id))
        asked.update(groups)
        if visit.id not in view.administrations:
            refused.update(groups)
    return max(
        (exact.ceil_div(1000 * refused[group], asked[group]) for group in asked),
        default=0,
    )


def waiting_days(view: PlanView) -> int:
    """Whole days from request to injection, over all participants' served visits."""
    total = 0
    for dose in view.doses.values():
        if dose.visit.participant_id is not None:
            total += days_waited(dose.visit, dose.administration.injection_min)
    return total


def days_waited(visit: Visit, injection_min: int) -> int:
    """Whole days from the request for a visit to its injection."""
    began = visit.asked_min
    since = visit.window_start_min if began is None else began
    return max(0, (injection_min - since) // DAY_MIN)
