"""Does a plan name only what its problem has? A file may say anything."""

from collections.abc import Iterator

from solver.errors import Issue
from solver.plan.plan import Administration, Plan
from solver.plan.result import Result
from solver.problem.problem import Problem
from solver.problem.procedures import Procedure


def issues(problem: Problem, result: Result) -> Iterator[Issue]:
    """Every name of a result that its problem or its own plan does not know."""
    visits = {visit.id for visit in problem.visits}
    lists = {
        "left_out": [row.visit_id for row in result.left_out],
        "deferred": [row.visit_id for row in result.deferred],
        "broken": [row.visit_id for row in result.broken],
    }
    for kind, visit_ids in lists.items():
        for visit_id in visit_ids:
            if visit_id not in visits:
                yield Issue(f"{kind}[{visit_id}]", "unknown visit")
    if result.plan is not None:
        yield from _supply(problem, result.plan)
        yield from _administrations(problem, result.plan)


def _supply(problem: Problem, plan: Plan) -> Iterator[Issue]:
    """Batches, shipments and vials."""
    known = {run.id for run in problem.runs} | {order.id for order in problem.orders}
    batches = {batch.id for batch in plan.batches}
    lanes = {lane.id for lane in problem.lanes}
    shipments = {shipment.id for shipment in plan.shipments}
    for batch_id in sorted(batches - known):
        yield Issue(f"plan.batches[{batch_id}]", "unknown run or order")
    for shipment in plan.shipments:
        place = f"plan.shipments[{shipment.id}]"
        if shipment.batch_id not in batches:
            yield Issue(place, f"unknown batch {shipment.batch_id!r}")
        if shipment.lane_id not in lanes:
            yield Issue(place, f"unknown lane {shipment.lane_id!r}")
    for vial in plan.vials:
        if vial.shipment_id not in shipments:
            yield Issue(
                f"plan.vials[{vial.id}]", f"unknown shipment {vial.shipment_id!r}"
            )


def _administrations(problem: Problem, plan: Plan) -> Iterator[Issue]:
    """Visits that are served, with their alternatives, vials and resources."""
    visits = {visit.id: visit for visit in problem.visits}
    vials = {vial.id for vial in plan.vials}
    procedures = {each.id: each for each in problem.procedures}
    resources = {place.id for place in problem.places}
    resources |= {scanner.id for scanner in problem.scanners}
    resources |= {person.id for person in problem.people}
    for each in plan.administrations:
        place = f"plan.administrations[{each.visit_id}]"
        visit = visits.get(each.visit_id)
        if visit is None:
            yield Issue(place, "unknown visit")
        elif not 0 <= each.alternative < len(visit.alternatives):
            yield Issue(place, f"no alternative {each.alternative}")
        if not each.vial_ids:
            yield Issue(place, "no vial")
        for vial_id in each.vial_ids:
            if vial_id not in vials:
                yield Issue(place, f"unknown vial {vial_id!r}")
        for occupation in (
            *each.occupations,
            *(held for scan in each.later_scans for held in scan.occupations),
        ):
            if occupation.resource_id not in resources:
                yield Issue(place, f"unknown resource {occupation.resource_id!r}")
        if visit is not None:
            yield from _later_scans(procedures[visit.procedure_id], each, place)


def _later_scans(
    procedure: Procedure, each: Administration, place: str
) -> Iterator[Issue]:
    known = {scan.name for scan in procedure.later_scans}
    for scan in each.later_scans:
        if scan.name not in known:
            yield Issue(place, f"unknown later scan {scan.name!r}")
