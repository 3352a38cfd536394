"""Which unit makes what, and where it goes: read off the problem as of now."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from scheduler.planning.problem_builder import build
from scheduler.planning.remembered import remembered
from solver.problem.problem import Problem


class Ends(NamedTuple):
    """From where to where something goes."""

    unit_id: str
    site_id: str


@dataclass(frozen=True)
class Supplies:
    """Units of batches, ends of shipments and departures, owners of doses."""

    units: Mapping[str, str]
    shipments: Mapping[str, tuple[str, Ends]]
    departures: Mapping[str, Ends]
    vials: Mapping[str, str]
    visits: Mapping[str, frozenset[str]]

    def unit_of_batch(self, batch_id: str) -> str | None:
        """The unit that makes or sells a batch, planned or not."""
        return self.units.get(batch_id)

    def ends_of_shipment(self, shipment_id: str) -> Ends | None:
        """From where to where a shipment of the plan in force goes."""
        found = self.shipments.get(shipment_id)
        return None if found is None else found[1]

    def ends_of_departure(self, departure_id: str) -> Ends | None:
        """From where to where a departure goes."""
        return self.departures.get(departure_id)

    def batch_of_vial(self, vial_id: str) -> str | None:
        """The batch of a vial of the plan in force."""
        shipment = self.shipments.get(self.vials.get(vial_id, ""))
        return None if shipment is None else shipment[0]

    def visits_of_shipment(self, shipment_id: str) -> frozenset[str]:
        """Visits with a dose in a shipment of the plan in force."""
        return self.visits.get(shipment_id, frozenset())


def supplies_of(session: Session, network_id: str, now: datetime) -> Supplies:
    """
    The supplies of a network as of now.

    Raises
    ------
    NotFound
        If there is no such network.
    Invalid
        If the rows do not make a problem.

    """
    built = build(session, network_id, now)
    key = (
        "supplies",
        network_id,
        built.data_revision,
        built.plan_revision,
        built.problem.as_of_min,
    )
    return remembered(session, key, lambda: _read(built.problem))


def _read(problem: Problem) -> Supplies:
    ends = {each.id: Ends(each.unit_id, each.site_id) for each in problem.lanes}
    plan = problem.commitments.previous
    shipments = {
        each.id: (each.batch_id, ends[each.lane_id])
        for each in plan.shipments
        if each.lane_id in ends
    }
    vials = {each.id: each.shipment_id for each in plan.vials}
    visits = defaultdict(set)
    for each in plan.administrations:
        for vial_id in each.vial_ids:
            visits[vials.get(vial_id, "")].add(each.visit_id)
    return Supplies(
        units=_units(problem),
        shipments=shipments,
        departures={each.id: ends[each.lane_id] for each in problem.departures},
        vials=vials,
        visits={key: frozenset(found) for key, found in visits.items()},
    )


def _units(problem: Problem) -> dict[str, str]:
    lines = {each.id: each.unit_id for each in problem.lines}
    units = {each.id: lines[each.line_id] for each in problem.runs}
    return units | {each.id: each.unit_id for each in problem.orders}
