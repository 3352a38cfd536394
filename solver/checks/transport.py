"""
Rule 10: each shipment takes a real departure, and is used where it arrives.

Timetabled: handed over by the departure's last hand-over. On demand: handed over
inside the lane's hours, arriving after its door-to-door minutes. A dose is
usable after the receiving check, and only at the site its lane leads to. Vehicles
come back before they leave again; packages and transport index are limited.
"""

from collections.abc import Iterator

from solver.checks.calendar import is_within
from solver.checks.departures import departure_faults
from solver.checks.lookup import PlanView, ProblemView
from solver.checks.violation import Violation
from solver.plan.plan import Shipment
from solver.problem.transport import Lane

RULE = "transport"


def check(known: ProblemView, plan: PlanView) -> Iterator[Violation]:
    """Lane, departure, load and destination of what is shipped (rule 10)."""
    seen: dict[tuple[str, str], str] = {}
    for shipment in plan.plan.shipments:
        for message in _faults(known, plan, shipment):
            yield Violation(RULE, shipment.id, message)
        way = (shipment.batch_id, shipment.departure_id or shipment.lane_id)
        if way in seen:
            message = f"goes the way of shipment {seen[way]} of the same batch"
            yield Violation(RULE, shipment.id, message)
        seen[way] = shipment.id
    for shipment_id, message in departure_faults(known, plan):
        yield Violation(RULE, shipment_id, message)
    yield from _doses(known, plan)


def _faults(known: ProblemView, plan: PlanView, shipment: Shipment) -> Iterator[str]:
    lane = known.lanes.get(shipment.lane_id)
    if lane is None:
        yield f"there is no lane {shipment.lane_id}"
        return
    if shipment.batch_id in known.held.batches:
        return
    made = plan.made.get(shipment.batch_id)
    if made is not None and made.unit_id != lane.unit_id:
        yield f"lane {lane.id} leaves {lane.unit_id}, the batch {made.unit_id}"
    if shipment.handover_min < known.as_of_min:
        yield (
            f"handed over at minute {shipment.handover_min}, before now "
            f"(minute {known.as_of_min})"
        )
    yield from _times(known, lane, shipment)
    if shipment.usable_min != shipment.arrives_min + lane.receiving_min:
        yield (
            f"usable from minute {shipment.usable_min}, but it arrives at minute "
            f"{shipment.arrives_min} and is received for {lane.receiving_min} min"
        )


def _times(known: ProblemView, lane: Lane, shipment: Shipment) -> Iterator[str]:
    """Hand-over, departure and arrival are those of the lane or its departure."""
    stated = (shipment.departs_min, shipment.arrives_min)
    if lane.door_to_door_min is not None:
        leaves = shipment.handover_min
        if shipment.departure_id is not None:
            yield f"lane {lane.id} runs on demand, it has no departures"
        if not is_within(leaves, lane.hours):
            yield f"lane {lane.id} does not run at minute {leaves}"
        due = (leaves, leaves + lane.door_to_door_min)
    else:
        departure = known.departures.get(shipment.departure_id or "")
        if departure is None or departure.lane_id != lane.id:
            yield f"lane {lane.id} has no departure {shipment.departure_id}"
            return
        if shipment.handover_min > departure.handover_min:
            yield (
                f"handed over at minute {shipment.handover_min}, the carrier takes "
                f"packages until minute {departure.handover_min}"
            )
        due = (departure.departs_min, departure.arrives_min)
    if stated != due:
        yield (
            f"departs and arrives at minutes {stated[0]} and {stated[1]}, "
            f"the lane says {due[0]} and {due[1]}"
        )


def _doses(known: ProblemView, plan: PlanView) -> Iterator[Violation]:
    """A dose is injected where its shipment arrives, once it is received."""
    for dose in plan.doses.values():
        visit = dose.visit
        for vial in dose.vials:
            shipment = plan.shipments.get(vial.shipment_id)
            lane = known.lanes.get(shipment.lane_id) if shipment else None
            if lane is not None and lane.site_id != visit.site_id:
                message = (
                    f"vial {vial.id} travels to {lane.site_id}, the visit is at "
                    f"{visit.site_id}"
                )
                yield Violation(RULE, visit.id, message, (visit.id,))
        if dose.shipment is None:
            continue
        injection = dose.administration.injection_min
        if injection < dose.shipment.usable_min:
            message = (
                f"the injection at minute {injection} comes before its dose is "
                f"usable at minute {dose.shipment.usable_min}"
            )
            yield Violation(RULE, visit.id, message, (visit.id,))
