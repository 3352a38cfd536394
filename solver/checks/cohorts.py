"""
Rule 19: dose levels open in order, and the sentinel goes first.

The visits of a cohort come a fixed gap after its sentinel, and after every visit of the
next lower level that visits name, by the toxicity window of that level. A closed cohort
is not served.
"""

from collections import defaultdict
from collections.abc import Iterator

from solver.checks.lookup import Dose, PlanView, ProblemView
from solver.checks.violation import Violation
from solver.problem.histories import Cohort, CohortState

RULE = "cohorts"


def check(known: ProblemView, plan: PlanView) -> Iterator[Violation]:
    """State, sentinel and next lower level of each cohort (rule 19)."""
    cohorts = {each.id: each for each in known.problem.cohorts}
    named: dict[str, dict[int, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    for visit in known.problem.visits:
        cohort = cohorts.get(visit.cohort_id or "")
        if cohort is not None:
            named[cohort.trial_id][cohort.level][visit.id] = cohort.toxicity_min
    for dose in plan.doses.values():
        cohort = cohorts.get(dose.visit.cohort_id or "")
        if cohort is None:
            continue
        if cohort.state is CohortState.CLOSED:
            message = f"cohort {cohort.id} is closed"
            yield Violation(RULE, dose.visit.id, message, (dose.visit.id,))
        yield from _sentinel(plan, cohort, dose)
        levels = named[cohort.trial_id]
        lower = max((each for each in levels if each < cohort.level), default=None)
        below = levels[lower] if lower is not None else {}
        for visit_id, toxicity_min in below.items():
            yield from _after(plan, dose, visit_id, toxicity_min, "lower level")


def _sentinel(plan: PlanView, cohort: Cohort, dose: Dose) -> Iterator[Violation]:
    """The rest of a cohort waits for its sentinel."""
    sentinel_id = cohort.sentinel_visit_id
    if sentinel_id is not None and sentinel_id != dose.visit.id:
        yield from _after(plan, dose, sentinel_id, cohort.sentinel_gap_min, "sentinel")


def _after(
    plan: PlanView, dose: Dose, visit_id: str, gap_min: int, what: str
) -> Iterator[Violation]:
    """The visit comes long enough after another one, which is served."""
    earlier = plan.doses.get(visit_id)
    if earlier is None:
        message = f"its {what}'s visit {visit_id} is not served"
        yield Violation(RULE, dose.visit.id, message, (dose.visit.id,))
        return
    gap = dose.administration.injection_min - earlier.administration.injection_min
    if gap < gap_min:
        message = (
            f"comes {gap} min, not at least {gap_min} min, after its {what}'s visit "
            f"{visit_id}"
        )
        yield Violation(RULE, dose.visit.id, message, (visit_id, dose.visit.id))
