"""By-id views of a problem and of a plan, tolerant of everything unknown."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from solver.checks.held import Held
from solver.checks.made import MadeBatch, RunSource
from solver.checks.numbers_of_dose import Numbers, numbers_of
from solver.plan.plan import (
    Administration,
    Plan,
    PlannedBatch,
    Purpose,
    Shipment,
    Vial,
)
from solver.problem.demand import Alternative, Visit
from solver.problem.problem import Problem
from solver.problem.procedures import Procedure
from solver.problem.products import Presentation, Product


class ProblemView:
    """Every record of a problem by its id, and what its commitments hold."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.as_of_min = problem.as_of_min
        self.horizon_min = problem.horizon_min
        self.products = {each.id: each for each in problem.products}
        self.lines = {each.id: each for each in problem.lines}
        self.equipment = {each.id: each for each in problem.equipment}
        self.generators = {each.id: each for each in problem.generators}
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

    def made(self, batch: PlannedBatch) -> MadeBatch | None:
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
        return self.administration.injection_min - self.procedure.lead_min

    @property
    def injected_min(self) -> int:
        """End of the injection."""
        return self.administration.injection_min + self.procedure.injection_min

    @property
    def discharge_min(self) -> int:
        """Discharge of a visit without a scan, as its place is held for it."""
        for held in self.administration.occupations:
            if held.purpose is Purpose.PLACE:
                return held.end_min - self.procedure.place_cleaning_min
        return self.injected_min + self.procedure.observation_min

    @property
    def end_min(self) -> int:
        """End of the last main step: of the scan, or the discharge."""
        start = self.administration.scan_start_min
        if self.procedure.scan is None:
            return self.discharge_min
        if start is None:
            return self.injected_min
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

    def num_portions(self, batch_id: str) -> int:
        """Vials and unit doses of a batch, over all its shipments."""
        shipments = self.shipments_of.get(batch_id, ())
        return sum(len(self.vials_in.get(each.id, ())) for each in shipments)

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
            and now.later_scans == before.later_scans
        )
