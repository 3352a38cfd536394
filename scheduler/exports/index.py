"""Everything of a problem and its plan, found by id."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol, TypeVar

from scheduler.exports.local_time import LocalClock
from solver.plan.plan import Administration, Plan, PlannedBatch, Shipment, Vial
from solver.problem.clinic import Person, Place, Scanner, Site, Trial
from solver.problem.demand import Visit
from solver.problem.histories import Cohort
from solver.problem.problem import Problem
from solver.problem.procedures import Procedure
from solver.problem.production import Line, Order, Process, Run, Unit
from solver.problem.products import Product
from solver.problem.transport import Lane


class _HasId(Protocol):
    @property
    def id(self) -> str: ...


R = TypeVar("R", bound=_HasId)


def _by_id(records: Iterable[R]) -> dict[str, R]:
    return {record.id: record for record in records}


@dataclass(frozen=True)
class Index:
    """
    A problem and a plan whose references resolve (see ``references.issues``).

    Parameters
    ----------
    plan
        The plan, empty where none was found.
    """

    problem: Problem
    plan: Plan

    @cached_property
    def products(self) -> dict[str, Product]:
        """Products by id."""
        return _by_id(self.problem.products)

    @cached_property
    def units(self) -> dict[str, Unit]:
        """Units by id."""
        return _by_id(self.problem.units)

    @cached_property
    def lines(self) -> dict[str, Line]:
        """Lines by id."""
        return _by_id(self.problem.lines)

    @cached_property
    def processes(self) -> dict[str, Process]:
        """Processes by id."""
        return _by_id(self.problem.processes)

    @cached_property
    def runs(self) -> dict[str, Run]:
        """Runs by id."""
        return _by_id(self.problem.runs)

    @cached_property
    def orders(self) -> dict[str, Order]:
        """Orders by id."""
        return _by_id(self.problem.orders)

    @cached_property
    def sites(self) -> dict[str, Site]:
        """Sites by id."""
        return _by_id(self.problem.sites)

    @cached_property
    def trials(self) -> dict[str, Trial]:
        """Trials by id."""
        return _by_id(self.problem.trials)

    @cached_property
    def lanes(self) -> dict[str, Lane]:
        """Lanes by id."""
        return _by_id(self.problem.lanes)

    @cached_property
    def procedures(self) -> dict[str, Procedure]:
        """Procedures by id."""
        return _by_id(self.problem.procedures)

    @cached_property
    def visits(self) -> dict[str, Visit]:
        """Visits by id."""
        return _by_id(self.problem.visits)

    @cached_property
    def cohorts(self) -> dict[str, Cohort]:
        """Dose levels by id."""
        return _by_id(self.problem.cohorts)

    @cached_property
    def resources(self) -> dict[str, Place | Scanner | Person]:
        """Places, scanners and people by id."""
        resources: dict[str, Place | Scanner | Person] = {}
        resources.update(_by_id(self.problem.places))
        resources.update(_by_id(self.problem.scanners))
        resources.update(_by_id(self.problem.people))
        return resources

    @cached_property
    def batches(self) -> dict[str, PlannedBatch]:
        """Planned batches by id."""
        return _by_id(self.plan.batches)

    @cached_property
    def shipments(self) -> dict[str, Shipment]:
        """Shipments by id."""
        return _by_id(self.plan.shipments)

    @cached_property
    def vials(self) -> dict[str, Vial]:
        """Vials by id."""
        return _by_id(self.plan.vials)

    @cached_property
    def shipments_of_batch(self) -> dict[str, list[Shipment]]:
        """Shipments of each batch."""
        groups: defaultdict[str, list[Shipment]] = defaultdict(list)
        for shipment in self.plan.shipments:
            groups[shipment.batch_id].append(shipment)
        return groups

    @cached_property
    def vials_of_shipment(self) -> dict[str, list[Vial]]:
        """Vials of each shipment."""
        groups: defaultdict[str, list[Vial]] = defaultdict(list)
        for vial in self.plan.vials:
            groups[vial.shipment_id].append(vial)
        return groups

    @cached_property
    def administrations_of_batch(self) -> dict[str, list[Administration]]:
        """Doses drawn from each batch, by injection."""
        groups: defaultdict[str, list[Administration]] = defaultdict(list)
        for each in sorted(
            self.plan.administrations, key=lambda each: each.injection_min
        ):
            for batch_id in dict.fromkeys(
                self.shipments[self.vials[vial].shipment_id].batch_id
                for vial in each.vial_ids
            ):
                groups[batch_id].append(each)
        return groups

    @cached_property
    def firmness_of_batch(self) -> dict[str, str]:
        """How firmly each committed batch holds."""
        return {
            each.batch_id: each.firmness.value
            for each in self.problem.commitments.batches
        }

    def clock(self, zone: str) -> LocalClock:
        """Clock of a zone, counting from this problem's origin."""
        return LocalClock(self.problem.origin_at, zone)

    def batch_ids(self, administration: Administration) -> tuple[str, ...]:
        """Batches a dose is drawn from: one, but for whole vials of several."""
        return tuple(
            dict.fromkeys(
                self.shipments[self.vials[vial].shipment_id].batch_id
                for vial in administration.vial_ids
            )
        )

    def cutoff_min(self, batch_id: str) -> int:
        """Minute at which orders for a batch close."""
        return (self.runs.get(batch_id) or self.orders[batch_id]).cutoff_min

    def process_of(self, batch_id: str) -> Process | None:
        """How a run is made; nothing for an order."""
        run = self.runs.get(batch_id)
        return self.processes[run.process_id] if run else None

    def line_of(self, batch_id: str) -> Line | None:
        """Line of a run; nothing for an order."""
        run = self.runs.get(batch_id)
        return self.lines[run.line_id] if run else None

    def unit_of(self, batch_id: str) -> Unit:
        """Unit that makes or sells a batch."""
        line = self.line_of(batch_id)
        return self.units[line.unit_id if line else self.orders[batch_id].unit_id]

    def product_of(self, batch_id: str) -> Product:
        """Product of a batch."""
        process = self.process_of(batch_id)
        return self.products[
            process.product_id if process else self.orders[batch_id].product_id
        ]

    def release_min(self, batch: PlannedBatch) -> int:
        """Minute of a run's release, or at which an order is ready."""
        process = self.process_of(batch.id)
        if process is None:
            return self.orders[batch.id].ready_min
        return batch.reference_min + process.quality_control_min


def participant_text(visit: Visit) -> str:
    """Code of the participant; a clinical claim has none."""
    return visit.participant_id or "clinical"
