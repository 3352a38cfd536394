"""
Rule 9: visits lie in opening hours, injections in the tracer's hours.

From arrival to the end of the last step a visit lies in one opening interval of
its site and touches no unavailability of its participant. Of a stay overnight only
what goes before its end of injection is judged here, and later scans not at all:
rules 14 and 15 see to them.
"""

from collections.abc import Iterator

from solver.checks.calendar import is_inside, is_within
from solver.checks.lookup import Dose, PlanView, ProblemView
from solver.checks.violation import Violation

RULE = "availability"


def check(known: ProblemView, plan: PlanView) -> Iterator[Violation]:
    """Opening hours, injection hours and unavailability (rule 9)."""
    for dose in plan.doses.values():
        for message in _faults(known, dose):
            yield Violation(RULE, dose.visit.id, message, (dose.visit.id,))


def _faults(known: ProblemView, dose: Dose) -> Iterator[str]:
    site = known.sites[dose.visit.site_id]
    start = dose.arrival_min
    end = dose.injected_min if dose.procedure.is_overnight else dose.end_min
    injection = dose.administration.injection_min
    if not is_within(injection, dose.visit.injection_hours):
        yield f"the injection at minute {injection} lies in none of the injection hours"
    if not is_inside(start, end, site.opening):
        yield f"site {site.id} is not open during [{start}, {end})"
    for away in dose.visit.unavailable:
        if start < away.end_min and away.start_min < end:
            yield (
                f"the visit during [{start}, {end}) touches the unavailability "
                f"[{away.start_min}, {away.end_min})"
            )


def num_outside_preferred(plan: PlanView) -> int:
    """Served visits injected outside their preferred hours, if they have any."""
    return sum(
        not is_within(dose.administration.injection_min, dose.visit.preferred_hours)
        for dose in plan.doses.values()
        if dose.visit.preferred_hours
    )
