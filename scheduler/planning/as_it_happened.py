"""A problem with what went otherwise than planned: late releases and arrivals."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from scheduler.clock import next_whole_minute
from scheduler.planning.instants import Instants
from solver.plan.plan import Plan, Shipment
from solver.problem.base import MAX_MINUTES
from solver.problem.commitments import Commitments
from solver.problem.problem import Problem
from solver.problem.production import Order, Process, Run
from solver.problem.transport import Departure

Records = Mapping[str, Row[Any]]
"""Columns of ``BatchRecord``, or of ``ShipmentRecord``, by id."""

_TOO_LATE_MIN = MAX_MINUTES - 31 * 24 * 60
"""Nobody is served after it, and what follows it has a minute still."""


def as_it_happened(problem: Problem, batches: Records, shipments: Records) -> Problem:
    """
    The problem with releases and arrivals as late as they were, or are said to be.

    What was sooner than planned changes nothing: nobody is called in earlier.
    """
    fields = _with_releases(problem, batches) | _with_arrivals(problem, shipments)
    return Problem(**dict(problem) | fields) if fields else problem


def arrival_of(record: Row[Any]) -> datetime | None:
    """When a shipment arrived, or else is said to; ``None``: as planned."""
    found: datetime | None = record.arrived_at or record.expected_at
    return found


def _minute(instants: Instants, at: datetime) -> int:
    """The minute by which it has happened; too late is too late."""
    return min(instants.minute(next_whole_minute(at)), _TOO_LATE_MIN)


def _with_releases(problem: Problem, records: Records) -> dict[str, Any]:
    """
    Each batch that was released late is made by a process of its own.

    Quality control of that process takes as long as it did; all else is the same.
    """
    instants = Instants(problem.origin_at)
    processes = {each.id: each for each in problem.processes}
    reference = {
        each.id: each.reference_min for each in problem.commitments.previous.batches
    }
    released = {
        batch_id: _minute(instants, record.released_at)
        for batch_id, record in records.items()
        if record.released_at is not None and batch_id in reference
    }
    own: list[Process] = []

    def run_of(run: Run) -> Run:
        process = processes[run.process_id]
        took = released.get(run.id, 0) - reference.get(run.id, 0)
        if run.id not in released or took <= process.quality_control_min:
            return run
        late = {"id": run.id, "quality_control_min": took}
        own.append(Process(**dict(process) | late))
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


def _with_arrivals(problem: Problem, records: Records) -> dict[str, Any]:
    """
    Departures that are late with what they carry, and late couriers on demand.

    What travels on one departure arrives together: the latest of them says when.
    """
    instants = Instants(problem.origin_at)
    arrived = {
        shipment_id: _minute(instants, at)
        for shipment_id, record in records.items()
        if (at := arrival_of(record)) is not None
    }
    previous = problem.commitments.previous
    lanes = {each.id: each for each in problem.lanes}
    late_min: dict[str, int] = {}
    for each in previous.shipments:
        if each.departure_id is not None and each.id in arrived:
            known = late_min.get(each.departure_id, arrived[each.id])
            late_min[each.departure_id] = max(known, arrived[each.id])

    def departure_of(departure: Departure) -> Departure:
        arrives = late_min.get(departure.id, departure.arrives_min)
        if arrives <= departure.arrives_min:
            return departure
        late: dict[str, int] = {"arrives_min": arrives}
        return Departure(**dict(departure) | late)

    def shipment_of(shipment: Shipment) -> Shipment:
        lane = lanes.get(shipment.lane_id)
        if shipment.id not in arrived or lane is None or lane.door_to_door_min is None:
            return shipment
        due = shipment.departs_min + lane.door_to_door_min
        arrives = max(due, arrived[shipment.id])
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
