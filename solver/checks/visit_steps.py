"""
Rule 3: preparation, injection and scan follow each other as the protocol says.

``uptake_min <= scan start - injection <= uptake_max``; each resource is held for
exactly its minutes; the visits of one participant do not overlap.
"""

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

from solver.checks.lookup import Dose, PlanView, ProblemView
from solver.checks.steps import spans
from solver.checks.violation import Violation

RULE = "visit_steps"


def check(known: ProblemView, plan: PlanView) -> Iterator[Violation]:
    """Uptake, held minutes, and one visit of a participant at a time (rule 3)."""
    for dose in plan.doses.values():
        for message in (*_uptake(dose), *_held(dose)):
            yield Violation(RULE, dose.visit.id, message, (dose.visit.id,))
    yield from _participants(plan)


def _uptake(dose: Dose) -> Iterator[str]:
    """The scan starts within the uptake time, if and only if there is a scan."""
    scan, start = dose.procedure.scan, dose.administration.scan_start_min
    if scan is None:
        if start is not None:
            yield f"a scan is planned at minute {start}, the procedure has none"
        return
    if start is None:
        yield "the procedure has a scan, none is planned"
        return
    uptake = start - dose.administration.injection_min
    if not scan.uptake_min <= uptake <= scan.uptake_max_min:
        yield (
            f"the scan starts {uptake} min after the injection, not "
            f"{scan.uptake_min} to {scan.uptake_max_min} min"
        )


def _held(dose: Dose) -> Iterator[str]:
    """Each resource is held for exactly the minutes its purpose takes."""
    due = spans(dose)
    for held in dose.administration.occupations:
        span = due.get(held.purpose)
        if span is not None and span != (held.start_min, held.end_min):
            yield (
                f"{held.purpose} holds {held.resource_id} during "
                f"[{held.start_min}, {held.end_min}), it takes [{span[0]}, {span[1]})"
            )


def _participants(plan: PlanView) -> Iterator[Violation]:
    """The visits of one participant do not overlap, arrival to end."""
    visits_of: dict[str, list[Dose]] = defaultdict(list)
    for dose in plan.doses.values():
        if dose.visit.participant_id is not None:
            visits_of[dose.visit.participant_id].append(dose)
    for participant_id, doses in visits_of.items():
        for one, other in combinations(doses, 2):
            if one.arrival_min < other.end_min and other.arrival_min < one.end_min:
                yield Violation(
                    RULE,
                    other.visit.id,
                    f"overlaps visit {one.visit.id} of participant {participant_id}",
                    (one.visit.id, other.visit.id),
                )
