"""
Rule 15: a visit is served with all its later scans, or not at all.

They start at their distance from the injection, in the procedure's order. For each
the participant comes back, in opening hours; only an inpatient is taken to the
scanner during the stay. Scanners and people are rules 4 and 13, and the
participant's other visits rule 3.
"""

from collections.abc import Iterator

from solver.checks.calendar import is_inside
from solver.checks.lookup import Dose, PlanView, ProblemView
from solver.checks.steps import Later, laters
from solver.checks.violation import Violation

RULE = "follow_up_imaging"


def check(known: ProblemView, plan: PlanView) -> Iterator[Violation]:
    """Later scans: which, when and for how long; visits in pairs (rule 15)."""
    for dose in plan.doses.values():
        for message in (
            *_names(dose),
            *(
                message
                for later in laters(dose)
                for message in (*_times(dose, later), *_presence(known, dose, later))
            ),
            *_partner(plan, dose),
        ):
            yield Violation(RULE, dose.visit.id, message, (dose.visit.id,))


def _names(dose: Dose) -> Iterator[str]:
    """The later scans are those of the procedure, in its order."""
    due = [each.name for each in dose.procedure.later_scans]
    found = [each.name for each in dose.administration.later_scans]
    if found != due:
        yield (
            f"later scans are {', '.join(found) or 'none'}, the procedure has "
            f"{', '.join(due) or 'none'}"
        )


def _times(dose: Dose, later: Later) -> Iterator[str]:
    """The scan starts in its window, its resources are held for its minutes."""
    due, start = later.due, later.booked.scan_start_min
    after = start - dose.administration.injection_min
    if not due.earliest_min <= after <= due.latest_min:
        yield (
            f"the scan {due.name} starts {after} min after the injection, not "
            f"{due.earliest_min} to {due.latest_min} min"
        )
    for held in later.booked.occupations:
        span = later.spans.get(held.purpose)
        if span is not None and span != (held.start_min, held.end_min):
            yield (
                f"for the scan {due.name} {held.resource_id} is held during "
                f"[{held.start_min}, {held.end_min}), it takes [{span[0]}, {span[1]})"
            )


def _presence(known: ProblemView, dose: Dose, later: Later) -> Iterator[str]:
    """The participant can come: the site is open, nothing else is in the way."""
    site = known.sites[dose.visit.site_id]
    start, end = later.presence
    if not is_inside(start, end, site.opening):
        yield (
            f"site {site.id} is not open during [{start}, {end}) for the scan "
            f"{later.due.name}"
        )
    for away in dose.visit.unavailable:
        if start < away.end_min and away.start_min < end:
            yield (
                f"the scan {later.due.name} during [{start}, {end}) touches the "
                f"unavailability [{away.start_min}, {away.end_min})"
            )
    if not dose.procedure.is_overnight and start < dose.end_min:
        yield (
            f"the scan {later.due.name} takes the participant at minute {start}, "
            f"the main steps end at minute {dose.end_min}"
        )


def _partner(plan: PlanView, dose: Dose) -> Iterator[str]:
    """The visit that this one is worth nothing without is served."""
    needed = dose.visit.needs_visit_id
    if needed is not None and needed not in plan.doses:
        yield f"needs visit {needed}, which is not served"
