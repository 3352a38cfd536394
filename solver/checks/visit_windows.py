"""
Rule 11: injections lie in their protocol windows, visits in their order.

A visit that is not committed does not begin before now, and none goes on beyond
the horizon. Windows are half-open, calendar-day distances inclusive.
"""

from collections.abc import Iterator

from solver.checks.calendar import day_number
from solver.checks.lookup import Dose, PlanView, ProblemView
from solver.checks.steps import occupations, presences
from solver.checks.violation import Violation

RULE = "visit_windows"


def check(known: ProblemView, plan: PlanView) -> Iterator[Violation]:
    """Window, now, horizon, and the distance to an earlier visit (rule 11)."""
    for dose in plan.doses.values():
        for message in _faults(known, plan, dose):
            yield Violation(RULE, dose.visit.id, message, (dose.visit.id,))
        yield from _order(known, plan, dose)


def _faults(known: ProblemView, plan: PlanView, dose: Dose) -> Iterator[str]:
    visit, injection = dose.visit, dose.administration.injection_min
    if not visit.window_start_min <= injection < visit.window_end_min:
        yield (
            f"the injection at minute {injection} lies outside the window "
            f"[{visit.window_start_min}, {visit.window_end_min})"
        )
    first = min(start for start, _ in presences(dose))
    if first < known.as_of_min and not plan.is_kept(visit.id):
        yield (
            f"the participant arrives at minute {first}, before now "
            f"(minute {known.as_of_min})"
        )
    last = max(
        *(end for _, end in presences(dose)),
        *(held.end_min for held in occupations(dose.administration)),
        0,
    )
    if last > known.horizon_min:
        yield f"ends at minute {last}, beyond the horizon of {known.horizon_min} min"


def _order(known: ProblemView, plan: PlanView, dose: Dose) -> Iterator[Violation]:
    """The earlier visit is served, and lies the right number of days before."""
    follows, visit = dose.visit.follows, dose.visit
    if follows is None:
        return
    earlier = plan.doses.get(follows.visit_id)
    if earlier is None:
        message = f"follows visit {follows.visit_id}, which is not served"
        yield Violation(RULE, visit.id, message, (visit.id,))
        return
    both = (earlier.visit.id, visit.id)
    midnights = known.sites[visit.site_id].midnights_min
    now, before = (
        dose.administration.injection_min,
        earlier.administration.injection_min,
    )
    days = day_number(now, midnights) - day_number(before, midnights)
    if not follows.min_days <= days <= follows.max_days:
        message = (
            f"lies {days} days after visit {earlier.visit.id}, not "
            f"{follows.min_days} to {follows.max_days}"
        )
        yield Violation(RULE, visit.id, message, both)
    if now < earlier.end_min:
        message = (
            f"is injected at minute {now}, before visit {earlier.visit.id} ends at "
            f"minute {earlier.end_min}"
        )
        yield Violation(RULE, visit.id, message, both)
