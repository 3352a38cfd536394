"""A problem in which batches are released, and shipments arrive, late."""

from collections.abc import Mapping
from typing import Any

from solver.plan.plan import Plan, Shipment
from solver.problem.commitments import Commitments
from solver.problem.problem import Problem
from solver.problem.production import Order, Process, Run
from solver.problem.transport import Departure


def late(
    problem: Problem, *, released_min: Mapping[str, int], arrived_min: Mapping[str, int]
) -> Problem:
    """
    The problem with releases and arrivals of its previous plan as late as they are.

    What is sooner than planned changes nothing: nobody is called in earlier.

    Parameters
    ----------
    released_min
        When batches are released, by their ids [min].
    arrived_min
        When shipments arrive, by their ids [min].
    """
    fields = _with_releases(problem, released_min) | _with_arrivals(
        problem, arrived_min
    )
    return Problem(**dict(problem) | fields) if fields else problem


def _with_releases(problem: Problem, released_min: Mapping[str, int]) -> dict[str, Any]:
    """
    Each batch that is released late is made by a process of its own.

    Quality control of that process takes as long as it does; all else is the same.
    """
    processes = {each.id: each for each in problem.processes}
    reference = {
        each.id: each.reference_min for each in problem.commitments.previous.batches
    }
    released = {
        batch_id: minute
        for batch_id, minute in released_min.items()
        if batch_id in reference
    }
    own: list[Process] = []

    def run_of(run: Run) -> Run:
        process = processes[run.process_id]
        takes = released.get(run.id, 0) - reference.get(run.id, 0)
        if run.id not in released or takes <= process.quality_control_min:
            return run
        slow = {"id": run.id, "quality_control_min": takes}
        own.append(Process(**dict(process) | slow))
        return Run(**dict(run) | {"process_id": run.id})

    def order_of(order: Order) -> Order:
        ready = released.get(order.id, order.ready_min)
        if ready <= order.ready_min:
            return order
        return Order(**dict(order) | {"ready_min": ready})

    runs = tuple(map(run_of, problem.runs))
    orders = tuple(map(order_of, problem.orders))
    if (runs, orders) == (problem.runs, problem.orders):
        return {}
    return {
        "runs": runs,
        "orders": orders,
        "processes": (*problem.processes, *own),
    }


def _with_arrivals(problem: Problem, arrived_min: Mapping[str, int]) -> dict[str, Any]:
    """
    Departures that are late with what they carry, and late couriers on demand.

    What travels on one departure arrives together: the latest of them says when.
    """
    previous = problem.commitments.previous
    lanes = {each.id: each for each in problem.lanes}
    late_min: dict[str, int] = {}
    for each in previous.shipments:
        if each.departure_id is not None and each.id in arrived_min:
            known = late_min.get(each.departure_id, arrived_min[each.id])
            late_min[each.departure_id] = max(known, arrived_min[each.id])

    def departure_of(departure: Departure) -> Departure:
        arrives = late_min.get(departure.id, departure.arrives_min)
        if arrives <= departure.arrives_min:
            return departure
        return Departure(**dict(departure) | {"arrives_min": arrives})

    def shipment_of(shipment: Shipment) -> Shipment:
        lane = lanes.get(shipment.lane_id)
        if (
            shipment.id not in arrived_min
            or lane is None
            or lane.door_to_door_min is None
        ):
            return shipment
        due = shipment.departs_min + lane.door_to_door_min
        arrives = max(due, arrived_min[shipment.id])
        times = {"arrives_min": arrives, "usable_min": arrives + lane.receiving_min}
        return Shipment(**dict(shipment) | times)

    departures = tuple(map(departure_of, problem.departures))
    shipments = tuple(map(shipment_of, previous.shipments))
    fields: dict[str, Any] = {}
    if departures != problem.departures:
        fields["departures"] = departures
    if shipments != previous.shipments:
        plan = Plan(**dict(previous) | {"shipments": shipments})
        commitments = dict(problem.commitments) | {"previous": plan}
        fields["commitments"] = Commitments(**commitments)
    return fields
