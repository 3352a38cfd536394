"""
Vehicles and loads of timetabled departures (part of rule 10).

What a departure takes is judged by what all shipments on it are at its minute, those
of committed batches included. Where these alone are too much, nothing else may go
with them, and they themselves are facts.
"""

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

from solver.checks import exact
from solver.checks.contents import shipped_kbq
from solver.checks.lookup import PlanView, ProblemView
from solver.plan.plan import Shipment
from solver.problem.transport import Departure

Fault = tuple[str, str]
"""A shipment of a batch that is not committed, and a message."""


def departure_faults(known: ProblemView, plan: PlanView) -> Iterator[Fault]:
    """Tours of one vehicle that overlap, and departures with too much on them."""
    on_board: dict[str, list[Shipment]] = defaultdict(list)
    for shipment in plan.plan.shipments:
        if shipment.departure_id in known.departures:
            on_board[shipment.departure_id].append(shipment)
    for departure_id, shipments in on_board.items():
        departure = known.departures[departure_id]
        for message in _overloads(plan, departure, shipments):
            yield from _of_new(known, shipments, message)
    yield from _tours(known, on_board)


def _of_new(
    known: ProblemView, shipments: list[Shipment], message: str
) -> Iterator[Fault]:
    for shipment in shipments:
        if shipment.batch_id not in known.held.batches:
            yield shipment.id, message


def _tours(known: ProblemView, on_board: dict[str, list[Shipment]]) -> Iterator[Fault]:
    """One vehicle makes one tour at a time, ``[departs, returns)``."""
    tours: dict[str, list[Departure]] = defaultdict(list)
    for departure_id in on_board:
        departure = known.departures[departure_id]
        if departure.vehicle_id is not None:
            tours[departure.vehicle_id].append(departure)
    for vehicle_id, departures in tours.items():
        for one, other in combinations(departures, 2):
            if one.returns_min is None or other.returns_min is None:
                continue
            if (
                one.departs_min < other.returns_min
                and other.departs_min < one.returns_min
            ):
                message = (
                    f"vehicle {vehicle_id} is on tour {one.id} during "
                    f"[{one.departs_min}, {one.returns_min}) and on tour {other.id} "
                    f"during [{other.departs_min}, {other.returns_min})"
                )
                both = on_board[one.id] + on_board[other.id]
                yield from _of_new(known, both, message)


def _overloads(
    plan: PlanView, departure: Departure, shipments: list[Shipment]
) -> Iterator[str]:
    """More packages, or a greater transport index, than a departure takes."""
    if departure.max_packages is None and departure.max_ti_milli is None:
        return
    packages = index = 0
    for shipment in shipments:
        made = plan.made.get(shipment.batch_id)
        if made is None:
            continue
        package = made.product.package
        activity = shipped_kbq(plan, made, shipment, departure.departs_min)
        portions = len(plan.vials_in.get(shipment.id, ()))
        most_portions, most_kbq = package.max_portions, package.max_activity_kbq
        packages += max(
            1,
            exact.ceil_div(portions, most_portions) if most_portions else 1,
            exact.ceil_div(activity, most_kbq) if most_kbq else 1,
        )
        index += exact.ceil_div(activity * package.ti_milli_per_gbq, 10**6)
    if departure.max_packages is not None and packages > departure.max_packages:
        yield (
            f"{packages} packages are on departure {departure.id}, at most "
            f"{departure.max_packages} may be"
        )
    if departure.max_ti_milli is not None and index > departure.max_ti_milli:
        yield (
            f"the transport index on departure {departure.id} is {index} thousandths, "
            f"at most {departure.max_ti_milli} may be"
        )
