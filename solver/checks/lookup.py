"""By-id views of a problem and of a plan, tolerant of everything unknown."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from solver.checks.held import Held
from solver.checks.numbers_of_dose import Numbers, numbers_of
from solver.plan.plan import Administration, Plan, PlannedBatch, Shipment, Vial
from solver.problem.demand import Alternative, Procedure, Visit
from solver.problem.problem import Problem
from solver.problem.production import (
    Line,
    Order,
    Presentation,
    Process,
    Product,
    Run,
)


class ProblemView:
    """Every record of a problem by its id, and what its commitments hold."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.as_of_min = problem.as_of_min
        self.horizon_min = problem.horizon_min
        self.products = {each.id: each for each in problem.products}
        self.lines = {each.id: each for each in problem.lines}
        self.processes = {each.id: each for each in problem.processes}
        self.runs = {each.id: each for each in problem.runs}
        self.orders = {each.id: each for each in problem.orders}
        self.sites = {each.id: each for each in problem.sites}
        self.places = {each.id: each for each in problem.places}
        self.scanners = {each.id: each for each in problem.scanners}
        self.people = {each.id: each for each in problem.people}
        self.trials = {each.id: each for each in problem.trials}
        self.lanes = {each.id: each for each in problem.lanes}
        self.departures = {each.id: each for each in problem.departures}
        self.procedures = {each.id: each for each in problem.procedures}
        self.visits = {each.id: each for each in problem.visits}
        self.held = Held(problem)

    def made(self, batch: PlannedBatch) -> "MadeBatch | None":
        """The batch with the run or order it stands for, if there is one."""
        is_committed = batch.id in self.held.batches
        measured = self.held.measured if is_committed else frozenset()
        if run := self.runs.get(batch.id):
            process = self.processes[run.process_id]
            line = self.lines[run.line_id]
            product = self.products[process.product_id]
            source = RunSource(run, process, line)
            return MadeBatch(
                batch, product, line.unit_id, source, None, is_committed, measured
            )
        if order := self.orders.get(batch.id):
            product = self.products[order.product_id]
            return MadeBatch(
                batch, product, order.unit_id, None, order, is_committed, measured
            )
        return None


@dataclass(frozen=True, slots=True)
class RunSource:
    """A run, with its process and its line."""

    run: Run
    process: Process
    line: Line


@dataclass(frozen=True, slots=True)
class MadeBatch:
    """
    A batch of a plan, resolved: either ``source`` or ``order`` is there.

    ``measured`` holds the ids of vials whose content was measured.
    """

    batch: PlannedBatch
    product: Product
    unit_id: str
    source: RunSource | None
    order: Order | None
    is_committed: bool
    measured: frozenset[str]

    @property
    def release_min(self) -> int:
        """First minute at which a dose may be injected, as far as quality goes."""
        if self.source is not None:
            return self.batch.reference_min + self.source.process.quality_control_min
        return self.order.ready_min if self.order else self.batch.reference_min

    @property
    def dispensing_min(self) -> int:
        """Beginning of portioning."""
        if self.source is not None:
            return self.batch.reference_min + self.source.process.dispensing_fixed_min
        return self.order.ready_min if self.order else self.batch.reference_min

    @property
    def synthesis_start_min(self) -> int:
        """Beginning of the synthesis; the reference minute of an order."""
        synthesis = self.source.process.synthesis_min if self.source else 0
        return self.batch.reference_min - synthesis

    def packed_min(self, num_portions: int) -> int:
        """Minute at which the last of the portions is packed."""
        if self.source is None:
            return self.release_min
        process = self.source.process
        portioning = num_portions * process.dispensing_per_portion_min
        return self.dispensing_min + portioning + process.packing_min


@dataclass(frozen=True, slots=True)
class Dose:
    """
    An administration with all it refers to.

    ``alternative`` is ``None`` out of range. ``shipment`` and ``made`` are
    ``None`` unless all vials exist, come with one shipment, and hold the visit's
    product: the rule ``identity`` says which link is missing.
    """

    administration: Administration
    visit: Visit
    procedure: Procedure
    product: Product
    alternative: Alternative | None
    vials: tuple[Vial, ...]
    shipment: Shipment | None
    made: MadeBatch | None
    is_fact: bool

    @property
    def is_dispensed(self) -> bool:
        """Whether this is a unit dose that was drawn before this plan."""
        is_unit_dose = self.product.presentation is Presentation.UNIT_DOSE
        return is_unit_dose and self.made is not None and self.made.is_committed

    @property
    def arrival_min(self) -> int:
        """Arrival of the participant."""
        return self.administration.injection_min - self.procedure.preparation_min

    @property
    def injected_min(self) -> int:
        """End of the injection."""
        return self.administration.injection_min + self.procedure.injection_min

    @property
    def end_min(self) -> int:
        """End of the last step: of the scan, or of the observation."""
        start = self.administration.scan_start_min
        if self.procedure.scan is None or start is None:
            return self.injected_min + self.procedure.observation_min
        scan = self.alternative.scan_min if self.alternative else 0
        return max(self.injected_min, start + scan + self.visit.extra_min)


class PlanView:
    """A plan by ids, its doses resolved against a problem."""

    def __init__(self, known: ProblemView, plan: Plan) -> None:
        self.known = known
        self.plan = plan
        self.batches = {each.id: each for each in plan.batches}
        self.shipments = {each.id: each for each in plan.shipments}
        self.vials = {each.id: each for each in plan.vials}
        self.administrations = {each.visit_id: each for each in plan.administrations}
        self.made = {
            batch.id: made for batch in plan.batches if (made := known.made(batch))
        }
        self.shipments_of: dict[str, list[Shipment]] = defaultdict(list)
        for shipment in plan.shipments:
            self.shipments_of[shipment.batch_id].append(shipment)
        self.vials_in: dict[str, list[Vial]] = defaultdict(list)
        for vial in plan.vials:
            self.vials_in[vial.shipment_id].append(vial)
        self.users_of: dict[str, list[str]] = defaultdict(list)
        for administration in plan.administrations:
            for vial_id in dict.fromkeys(administration.vial_ids):
                self.users_of[vial_id].append(administration.visit_id)
        self._numbers: dict[str, Numbers | None] = {}

    @cached_property
    def doses(self) -> dict[str, Dose]:
        """Every administration of a known visit, by visit."""
        return {
            each.visit_id: self._dose(each, self.known.visits[each.visit_id])
            for each in self.plan.administrations
            if each.visit_id in self.known.visits
        }

    def _dose(self, administration: Administration, visit: Visit) -> Dose:
        vials = tuple(
            self.vials[each] for each in administration.vial_ids if each in self.vials
        )
        shipment = made = None
        is_complete = len(vials) == len(administration.vial_ids)
        if is_complete and len({vial.shipment_id for vial in vials}) == 1:
            shipment = self.shipments.get(vials[0].shipment_id)
        if shipment is not None:
            made = self.made.get(shipment.batch_id)
            if made is None or made.product.id != visit.product_id:
                shipment = made = None
        index = administration.alternative
        in_range = 0 <= index < len(visit.alternatives)
        return Dose(
            administration,
            visit,
            self.known.procedures[visit.procedure_id],
            self.known.products[visit.product_id],
            visit.alternatives[index] if in_range else None,
            vials,
            shipment,
            made,
            visit.id in self.known.held.facts,
        )

    def numbers(self, dose: Dose) -> Numbers | None:
        """The dose's numbers, recomputed; ``None`` if a link is missing."""
        visit_id = dose.visit.id
        if visit_id not in self._numbers:
            self._numbers[visit_id] = numbers_of(dose)
        return self._numbers[visit_id]

    def demand_kbq(self, dose: Dose) -> int:
        """What a dose takes from its batch: recomputed, or recorded for a fact."""
        numbers = None if dose.is_fact else self.numbers(dose)
        return numbers.demand_kbq if numbers else dose.administration.demand_kbq

    def draw_ul(self, dose: Dose) -> int:
        """Volume a dose takes [µL]: recomputed, or recorded for a fact."""
        numbers = None if dose.is_fact else self.numbers(dose)
        volume = numbers.draw_ul if numbers else dose.administration.draw_ul
        return volume or 0

    def doses_from(self, vial_id: str) -> list[Dose]:
        """The doses drawn from a vial."""
        users = self.users_of.get(vial_id, [])
        return [self.doses[each] for each in users if each in self.doses]

    def is_committed_vial(self, vial: Vial) -> bool:
        """Whether the vial belongs to a committed batch."""
        shipment = self.shipments.get(vial.shipment_id)
        return shipment is not None and shipment.batch_id in self.known.held.batches

    def is_kept(self, visit_id: str) -> bool:
        """Whether a committed visit is administered as the previous plan has it."""
        now = self.administrations.get(visit_id)
        before = self.known.held.administrations.get(visit_id)
        if now is None or before is None or visit_id not in self.known.held.visits:
            return False
        return (
            now.alternative == before.alternative
            and now.injection_min == before.injection_min
            and now.scan_start_min == before.scan_start_min
            and now.occupations == before.occupations
        )
