"""Does what is committed name what the previous plan and the problem have?"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from solver.errors import Issue
from solver.problem.commitments import Firmness

if TYPE_CHECKING:
    from solver.problem.problem import Problem


def issues(problem: "Problem") -> Iterator[Issue]:
    """The previous plan is whole, and what is committed is in it."""
    yield from _previous(problem)
    yield from _commitments(problem)
    yield from _facts(problem)
    yield from _equipment(problem)


def _commitments(problem: "Problem") -> Iterator[Issue]:
    """
    Commitments name what the previous plan holds and the problem knows.

    A batch, shipment or resource of the previous plan that the problem no
    longer knows is a disruption, not an error.
    """
    held = problem.commitments
    served = {each.visit_id for each in held.previous.administrations}
    batches = {batch.id for batch in held.previous.batches}
    vials = {vial.id for vial in held.previous.vials}
    visits = {visit.id for visit in problem.visits}
    seen: set[str] = set()
    for visit in held.visits:
        place = f"commitments.visits[{visit.visit_id}]"
        if visit.visit_id not in served:
            yield Issue(place, "the previous plan does not serve this visit")
        if visit.visit_id not in visits:
            yield Issue(place, "the problem has no such visit")
        if visit.visit_id in seen:
            yield Issue(place, "committed twice")
        seen.add(visit.visit_id)
    seen.clear()
    for batch in held.batches:
        place = f"commitments.batches[{batch.batch_id}]"
        if batch.batch_id not in batches:
            yield Issue(place, "the previous plan has no such batch")
        if batch.batch_id in seen:
            yield Issue(place, "committed twice")
        seen.add(batch.batch_id)
    for vial_id in (
        *(measured.vial_id for measured in held.measured_vials),
        *held.lost_vial_ids,
    ):
        if vial_id not in vials:
            yield Issue(
                f"commitments.vials[{vial_id}]", "the previous plan has no such vial"
            )


def _previous(problem: "Problem") -> Iterator[Issue]:
    """The previous plan is whole: doses have vials, vials shipments, these batches."""
    plan = problem.commitments.previous
    batches = {each.id for each in plan.batches}
    shipments = {each.id for each in plan.shipments}
    vials = {each.id for each in plan.vials}
    for shipment in plan.shipments:
        if shipment.batch_id not in batches:
            place = f"commitments.previous.shipments[{shipment.id}]"
            yield Issue(place, f"unknown batch {shipment.batch_id!r}")
    for vial in plan.vials:
        if vial.shipment_id not in shipments:
            place = f"commitments.previous.vials[{vial.id}]"
            yield Issue(place, f"unknown shipment {vial.shipment_id!r}")
    for each in plan.administrations:
        place = f"commitments.previous.administrations[{each.visit_id}]"
        if not each.vial_ids:
            yield Issue(place, "drawn from no vial")
        for vial_id in each.vial_ids:
            if vial_id not in vials:
                yield Issue(place, f"unknown vial {vial_id!r}")


def _facts(problem: "Problem") -> Iterator[Issue]:
    """What was injected came from a vial, a batch and a way that exist."""
    held = problem.commitments
    shipped = {each.id: each for each in held.previous.shipments}
    vials = {each.id: each for each in held.previous.vials}
    drawn = {each.visit_id: each.vial_ids for each in held.previous.administrations}
    known = {run.id for run in problem.runs} | {order.id for order in problem.orders}
    committed = {each.batch_id for each in held.batches}
    ways = {lane.id for lane in problem.lanes}
    ways |= {departure.id for departure in problem.departures}
    for visit in held.visits:
        if visit.firmness is not Firmness.FACT:
            continue
        place = f"commitments.visits[{visit.visit_id}]"
        for vial_id in drawn.get(visit.visit_id, ()):
            vial = vials.get(vial_id)
            shipment = shipped.get(vial.shipment_id) if vial else None
            if vial_id in held.lost_vial_ids:
                yield Issue(place, f"a fact, but its vial {vial_id} is lost")
            elif shipment is None:
                continue  # the previous plan is not whole, and has been refused for it
            elif shipment.batch_id not in known:
                message = f"a fact, but its batch {shipment.batch_id} is unknown"
                yield Issue(place, message)
            elif shipment.batch_id not in committed:
                message = f"a fact, but its batch {shipment.batch_id} is not committed"
                yield Issue(place, message)
            elif (shipment.departure_id or shipment.lane_id) not in ways:
                yield Issue(place, f"a fact, but its way {shipment.id} is unknown")


def _equipment(problem: "Problem") -> Iterator[Issue]:
    """What a committed run holds is there, of its unit, and held for some time."""
    held = problem.commitments
    committed = {each.batch_id for each in held.batches}
    unit_of_line = {line.id: line.unit_id for line in problem.lines}
    unit_of_run = {run.id: unit_of_line.get(run.line_id) for run in problem.runs}
    unit_of = {each.id: each.unit_id for each in problem.equipment}
    for batch in held.previous.batches:
        if batch.id not in committed or batch.id not in unit_of_run:
            continue
        for hold in batch.equipment:
            place = f"commitments.previous.batches[{batch.id}].equipment"
            if hold.equipment_id not in unit_of:
                yield Issue(place, f"unknown equipment {hold.equipment_id!r}")
            elif unit_of[hold.equipment_id] != unit_of_run[batch.id]:
                message = f"{hold.equipment_id} is not of the unit of this batch"
                yield Issue(place, message)
            if hold.end_min <= hold.start_min:
                yield Issue(place, f"{hold.equipment_id} is held for no time")
