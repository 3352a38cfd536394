"""Which batches a coordinator can still draw from, and what they still hold."""

from collections.abc import Iterator

from scheduler.scenarios.generator.ledger import (
    Dose,
    OpenBatch,
    OpenShipment,
    OpenVial,
)
from scheduler.scenarios.generator.opening import fit_on_line
from solver.problem.base import Interval
from solver.problem.demand import Visit
from solver.problem.problem import Problem
from solver.problem.production import Order, Run
from solver.problem.products import Presentation
from solver.problem.transport import Departure, Lane

GRID_MIN = 5
USUAL_UNIT_DOSES = 4
"""Unit doses a courier waits for, whoever else may come."""


class Stock:
    """Runs and orders, opened or not."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self.opened: dict[str, OpenBatch] = {}
        self._products = {each.id: each for each in problem.products}
        self._processes = {each.id: each for each in problem.processes}
        self._lines = {line.id: line for line in problem.lines}
        self._trials = {trial.id: trial for trial in problem.trials}

    def batches(self, visit: Visit) -> Iterator[tuple[OpenBatch, str]]:
        """Runs and orders of the product: as opened, or as they would be opened."""
        for run in self._problem.runs:
            if self._processes[run.process_id].product_id == visit.product_id:
                batch = self.opened.get(run.id) or self._new_run(run)
                if batch is not None:
                    yield batch, self._lines[run.line_id].unit_id
        for order in self._problem.orders:
            if order.product_id == visit.product_id:
                batch = self.opened.get(order.id) or self._new_order(order)
                if batch is not None:
                    yield batch, order.unit_id

    def _new_run(self, run: Run) -> OpenBatch | None:
        """The run at the first EOS its line allows, if it can still be made."""
        process, line = self._processes[run.process_id], self._lines[run.line_id]
        others = [
            each
            for each in self.opened.values()
            if isinstance(each.batch, Run) and each.batch.line_id == line.id
        ]
        same_day = sum(
            isinstance(each.batch, Run) and each.batch.day == run.day for each in others
        )
        if same_day >= line.max_runs_per_day:
            return None
        if run.cutoff_min < self._problem.as_of_min:
            return None
        for eos in range(run.earliest_eos_min, run.latest_eos_min + 1, GRID_MIN):
            batch = OpenBatch(
                batch=run,
                product=self._products[process.product_id],
                process=process,
                reference_min=eos,
            )
            start = eos - process.synthesis_min
            if (
                start >= self._problem.as_of_min
                and any(each.covers(start, eos) for each in line.available)
                and all(fit_on_line(line, batch, other) for other in others)
            ):
                return batch
        return None

    def _new_order(self, order: Order) -> OpenBatch | None:
        """The order, if it can still be placed."""
        if order.cutoff_min < self._problem.as_of_min:
            return None
        return OpenBatch(
            batch=order,
            product=self._products[order.product_id],
            process=None,
            reference_min=order.reference_min,
        )

    def valid(self, visit: Visit, batch: OpenBatch, unit_id: str) -> list[Interval]:
        """When this maker's product may be given here, for this trial (rule 23)."""
        if visit.trial_id is not None:
            trial = self._trials[visit.trial_id]
            if visit.site_id not in trial.active_site_ids or not visit.is_consented:
                return []
        wanted = (unit_id, batch.product.id, visit.site_id, visit.trial_id)
        return [
            each.valid
            for each in self._problem.authorisations
            if (each.unit_id, each.product_id, each.site_id, each.trial_id) == wanted
        ]

    def shipments(self, batch: OpenBatch, lane: Lane) -> Iterator[OpenShipment]:
        """The shipment that goes already, or the ones that could."""
        opened = [
            shipment
            for shipment in batch.shipments.values()
            if shipment.record.lane_id == lane.id
        ]
        if opened:
            yield from opened
            return
        packed = max(
            batch.packed_min(self._usual_portions(batch)), self._problem.as_of_min
        )
        if lane.door_to_door_min is None:
            for departure in self._problem.departures:
                if departure.lane_id == lane.id and departure.handover_min >= packed:
                    yield self._ship(batch, lane, departure, departure.handover_min)
            return
        leaves = min(
            (
                max(packed, each.start_min)
                for each in lane.hours
                if each.end_min > packed
            ),
            default=None,
        )
        if leaves is not None:
            yield self._ship(batch, lane, None, leaves)

    @staticmethod
    def _ship(
        batch: OpenBatch, lane: Lane, departure: Departure | None, handover_min: int
    ) -> OpenShipment:
        """A shipment that is not yet in the batch."""
        shipment = batch.ship(lane, departure, handover_min)
        del batch.shipments[shipment.record.id]
        return shipment

    def _usual_portions(self, batch: OpenBatch) -> int:
        if isinstance(batch.batch, Order):
            return 1
        if batch.product.presentation is not Presentation.MULTI_DOSE_VIAL:
            return USUAL_UNIT_DOSES
        unit_id = self._lines[batch.batch.line_id].unit_id
        return sum(lane.unit_id == unit_id for lane in self._problem.lanes)

    def fits(
        self, batch: OpenBatch, shipment: OpenShipment, dose: Dose
    ) -> tuple[bool, OpenVial | None]:
        """Whether batch and vial hold one dose more, and which vial it is."""
        container = batch.product.container
        vial = batch.vial_for(shipment)
        if vial is not None and not self._holds(batch, [*vial.doses, dose]):
            vial = None
        if vial is None:
            shared = batch.product.presentation is Presentation.MULTI_DOSE_VIAL
            full = shared and len(shipment.vials) >= container.max_vials_per_shipment
            if full or not self._holds(batch, [dose]):
                return False, None
        if vial is None:
            added = batch.num_vials(OpenVial([dose]))
            activity = batch.fills([dose])[0] * added
        else:
            added, activity = 0, dose.demand_kbq
        portions = batch.num_portions + added
        if isinstance(batch.batch, Order):
            return portions <= batch.batch.max_portions, vial
        leaves = min(
            each.record.handover_min for each in (shipment, *batch.shipments.values())
        )
        return (
            batch.packed_min(portions) <= leaves
            and batch.activity_kbq() + activity <= batch.made.capacity_kbq
        ), vial

    @staticmethod
    def _holds(batch: OpenBatch, doses: list[Dose]) -> bool:
        """Whether one vial holds these doses, dead volume included."""
        container = batch.product.container
        activity_kbq, volume_ul = batch.fills(doses)
        most_kbq, most_ul = container.max_activity_kbq, container.max_volume_ul
        if most_kbq is not None and activity_kbq > most_kbq:
            return False
        if container.concentration_kbq_per_ml is None or most_ul is None:
            return True
        return volume_ul <= most_ul
