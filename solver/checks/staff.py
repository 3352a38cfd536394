"""
Rule 13: preparation, injection and scan have somebody on shift.

The person is at the site, has the role, is delegated for the trial (clinical
visits need the role only), is on shift throughout and does one thing at a time,
within the limits of a day and with the breaks kept.
"""

from collections.abc import Iterator

from solver.checks.calendar import is_inside, overlaps
from solver.checks.lookup import Dose, PlanView, ProblemView
from solver.checks.staff_days import day_faults
from solver.checks.steps import tasks
from solver.checks.violation import Violation
from solver.plan.plan import Occupation, Purpose
from solver.problem.procedures import LaterScan, Scan

RULE = "staff"


def check(known: ProblemView, plan: PlanView) -> Iterator[Violation]:
    """Role, site, delegation, shift, limits and single use of people (rule 13)."""
    for dose in plan.doses.values():
        for held, scan in tasks(dose):
            for message in _faults(known, dose, held, scan):
                yield Violation(RULE, dose.visit.id, message, (dose.visit.id,))
    purposes = {Purpose.PREPARATION, Purpose.INJECTION, Purpose.SCAN}
    yield from overlaps(RULE, plan, purposes)
    for subject, message, visit_ids in day_faults(known, plan):
        yield Violation(RULE, subject, message, visit_ids)


def _role(dose: Dose, purpose: Purpose, scan: Scan | LaterScan | None) -> str | None:
    """The role a purpose takes; ``None`` if it takes nobody."""
    return {
        Purpose.PREPARATION: dose.procedure.preparation_role,
        Purpose.INJECTION: dose.procedure.injection_role,
        Purpose.SCAN: scan.role if scan else None,
    }.get(purpose)


def _faults(
    known: ProblemView, dose: Dose, held: Occupation, scan: Scan | LaterScan | None
) -> Iterator[str]:
    role, visit = _role(dose, held.purpose, scan), dose.visit
    person = known.people.get(held.resource_id)
    if role is None or person is None:
        return
    if role not in person.roles:
        yield f"{person.id} has not the role {role} that {held.purpose} takes"
    if person.site_id != visit.site_id:
        yield f"{person.id} works at {person.site_id}, the visit is at {visit.site_id}"
    if visit.trial_id is not None and visit.trial_id not in person.trial_ids:
        yield f"{person.id} is not delegated for trial {visit.trial_id}"
    if not is_inside(held.start_min, held.end_min, person.available):
        yield f"{person.id} is not on shift during [{held.start_min}, {held.end_min})"
