"""Which unit makes what, and where it goes: read off the problem as of now."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from scheduler.database.remembered import remembered
from scheduler.planning.items import ShipmentRow, VialRow
from scheduler.planning.problem_builder import Built, build, units_of_batches
from solver.problem.products import Presentation


class Ends(NamedTuple):
    """From where to where something goes."""

    unit_id: str
    site_id: str


@dataclass(frozen=True)
class Supplies:
    """
    Units of batches, ends of shipments and departures, owners of doses.

    Parameters
    ----------
    dispensed
        Products whose doses are made for one visit each, and say for which.
    """

    units: Mapping[str, str]
    shipments: Mapping[str, tuple[str, Ends]]
    departures: Mapping[str, Ends]
    vials: Mapping[str, str]
    visits: Mapping[str, frozenset[str]]
    dispensed: frozenset[str]

    def unit_of_batch(self, batch_id: str) -> str | None:
        """The unit that makes or sells a batch, planned or not."""
        return self.units.get(batch_id)

    def batch_of_shipment(self, shipment_id: str) -> str:
        """The batch of a shipment of the plan in force."""
        return self.shipments[shipment_id][0]

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

    def units_of_visit(self, visit_id: str) -> frozenset[str]:
        """Units that a visit has a dose from, in the plan in force."""
        return frozenset(
            self.shipments[shipment_id][1].unit_id
            for shipment_id, found in self.visits.items()
            if visit_id in found and shipment_id in self.shipments
        )


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
    return remembered(session, key, lambda: _read(built))


def former_batch_of_vial(session: Session, network_id: str, vial_id: str) -> str | None:
    """The batch of a vial that some plan had once: spilled, lost or left out since."""
    return session.scalar(
        select(ShipmentRow.batch_id)
        .join(
            VialRow,
            and_(
                VialRow.network_id == ShipmentRow.network_id,
                VialRow.shipment_id == ShipmentRow.shipment_id,
            ),
        )
        .where(VialRow.network_id == network_id, VialRow.vial_id == vial_id)
        .order_by(VialRow.first_revision.desc(), ShipmentRow.first_revision.desc())
        .limit(1)
    )


def _read(built: Built) -> Supplies:
    problem = built.problem
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
        units=built.lost | units_of_batches(problem),
        shipments=shipments,
        departures={each.id: ends[each.lane_id] for each in problem.departures},
        vials=vials,
        visits={key: frozenset(found) for key, found in visits.items()},
        dispensed=frozenset(
            each.id
            for each in problem.products
            if each.presentation is not Presentation.MULTI_DOSE_VIAL
        ),
    )
