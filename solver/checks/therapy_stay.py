"""
Rule 14: a stay lasts as long as it must, and ends when the site is open.

``observation_min <= discharge - end of injection <= observation_max_min``. A stay
overnight may go through hours at which the site is closed. That the place is held
and available throughout are rules 3 and 4; opening hours of other stays are rule 9.
"""

from collections.abc import Iterator

from solver.checks.calendar import is_within
from solver.checks.lookup import Dose, PlanView, ProblemView
from solver.checks.violation import Violation

RULE = "therapy_stay"


def check(known: ProblemView, plan: PlanView) -> Iterator[Violation]:
    """Length of the observation, and discharge after a night (rule 14)."""
    for dose in plan.doses.values():
        if dose.procedure.scan is None:
            for message in (*_observation(dose), *_night(known, dose)):
                yield Violation(RULE, dose.visit.id, message, (dose.visit.id,))


def _observation(dose: Dose) -> Iterator[str]:
    least = dose.procedure.observation_min
    most = dose.procedure.observation_max_min or least
    observed = dose.discharge_min - dose.injected_min
    if not least <= observed <= most:
        yield (
            f"the discharge at minute {dose.discharge_min} is {observed} min after "
            f"the injection, not {least} to {most} min"
        )


def _night(known: ProblemView, dose: Dose) -> Iterator[str]:
    if not dose.procedure.is_overnight:
        return
    site = known.sites[dose.visit.site_id]
    start, end = dose.injected_min, dose.discharge_min
    if not is_within(end, site.opening):
        yield f"site {site.id} is not open at the discharge at minute {end}"
    for away in dose.visit.unavailable:
        if start < away.end_min and away.start_min < end:
            yield (
                f"the stay during [{start}, {end}) touches the unavailability "
                f"[{away.start_min}, {away.end_min})"
            )
