"""
Rule 22: refusals and waiting, spread over sites and trials. Soft: levels, no faults.

Deferrable visits, whose window outlives the horizon, are not refused yet.
"""

from collections import Counter

from solver.checks import exact
from solver.checks.lookup import PlanView

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
        visit = dose.visit
        if visit.participant_id is not None:
            began = visit.asked_min
            since = visit.window_start_min if began is None else began
            waited = dose.administration.injection_min - since
            total += max(0, waited // DAY_MIN)
    return total
