"""
Rule 4: each place and each scanner holds one participant at a time.

It is of the procedure's kind, at the visit's site, and available throughout,
set-up and cleaning included. The same holds for later scans.
"""

from collections.abc import Iterator

from solver.checks.calendar import is_inside, overlaps
from solver.checks.lookup import Dose, PlanView, ProblemView
from solver.checks.steps import tasks
from solver.checks.violation import Violation
from solver.plan.plan import Occupation, Purpose
from solver.problem.clinic import Place, Scanner
from solver.problem.procedures import LaterScan, Scan

RULE = "occupancy"


def check(known: ProblemView, plan: PlanView) -> Iterator[Violation]:
    """Kind, site, calendar and single use of places and scanners (rule 4)."""
    for dose in plan.doses.values():
        for held, scan in tasks(dose):
            for message in _faults(known, dose, held, scan):
                yield Violation(RULE, dose.visit.id, message, (dose.visit.id,))
    yield from overlaps(RULE, plan, {Purpose.PLACE, Purpose.SCANNER})


def _faults(
    known: ProblemView, dose: Dose, held: Occupation, scan: Scan | LaterScan | None
) -> Iterator[str]:
    room: Place | Scanner | None = None
    kind: str | None = None
    if held.purpose is Purpose.PLACE:
        room = known.places.get(held.resource_id)
        kind = dose.procedure.place_kind
    elif held.purpose is Purpose.SCANNER:
        room = known.scanners.get(held.resource_id)
        kind = scan.scanner_kind if scan else None
    if room is None:
        return
    if kind is not None and room.kind != kind:
        yield f"{room.id} is a {room.kind}, the procedure takes a {kind}"
    if room.site_id != dose.visit.site_id:
        yield f"{room.id} is at {room.site_id}, the visit at {dose.visit.site_id}"
    if not is_inside(held.start_min, held.end_min, room.available):
        yield f"{room.id} is not available during [{held.start_min}, {held.end_min})"
