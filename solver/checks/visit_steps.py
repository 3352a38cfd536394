"""
Rule 3: preparation, injection and scan follow each other as the protocol says.

``uptake_min <= scan start - injection <= uptake_max``, and close enough to the
participant's own baseline; each resource is held for exactly its minutes; the visits
of one participant do not overlap, later scans included.
"""

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations, product

from solver.checks.lookup import Dose, PlanView, ProblemView
from solver.checks.steps import presences, spans
from solver.checks.violation import Violation
from solver.problem.demand import Visit

RULE = "visit_steps"


def check(known: ProblemView, plan: PlanView) -> Iterator[Violation]:
    """Uptake, held minutes, and one visit of a participant at a time (rule 3)."""
    yield from _series(known, plan)
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


def _series(known: ProblemView, plan: PlanView) -> Iterator[Violation]:
    """
    Uptake times of a series lie within the tolerance of its baseline.

    The baseline is given, or that of the first visit with a scan, if it is served.
    """
    visits_of: dict[str, list[Visit]] = defaultdict(list)
    for visit in known.problem.visits:
        has_scan = known.procedures[visit.procedure_id].scan is not None
        if visit.series_id is not None and has_scan:
            visits_of[visit.series_id].append(visit)
    for series in known.problem.series:
        tolerance, visits = series.uptake_tolerance_min, visits_of[series.id]
        if tolerance is None or not visits:
            continue
        first = visits[0].id if series.baseline_uptake_min is None else None
        baseline = _uptake_min(plan, first) if first else series.baseline_uptake_min
        if baseline is None:
            continue
        for visit in visits:
            uptake = _uptake_min(plan, visit.id)
            if uptake is None or abs(uptake - baseline) <= tolerance:
                continue
            message = (
                f"the uptake of {uptake} min is more than {tolerance} min from the "
                f"{baseline} min at baseline"
            )
            concerned = (first, visit.id) if first else (visit.id,)
            yield Violation(RULE, visit.id, message, concerned)


def _uptake_min(plan: PlanView, visit_id: str) -> int | None:
    """Minutes from injection to scan; ``None`` if it is not served or not scanned."""
    administration = plan.administrations.get(visit_id)
    if administration is None or administration.scan_start_min is None:
        return None
    return administration.scan_start_min - administration.injection_min


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
    """Nobody is at two visits at a time, from arrival to end or for later scans."""
    visits_of: dict[str, list[Dose]] = defaultdict(list)
    for dose in plan.doses.values():
        if dose.visit.participant_id is not None:
            visits_of[dose.visit.participant_id].append(dose)
    for participant_id, doses in visits_of.items():
        for one, other in combinations(doses, 2):
            if any(
                mine[0] < theirs[1] and theirs[0] < mine[1]
                for mine, theirs in product(presences(one), presences(other))
            ):
                yield Violation(
                    RULE,
                    other.visit.id,
                    f"overlaps visit {one.visit.id} of participant {participant_id}",
                    (one.visit.id, other.visit.id),
                )
