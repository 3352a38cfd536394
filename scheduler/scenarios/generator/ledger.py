"""Batches being filled: what is drawn from them, by whom and when."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from scheduler.scenarios.generator.diary import Steps
from solver.decay import need_kbq
from solver.plan.plan import Occupation, Shipment
from solver.problem.demand import Visit
from solver.problem.production import Order, Process, Run
from solver.problem.products import Presentation, Product, ShelfLife
from solver.problem.transport import Departure, Lane


@dataclass(frozen=True, slots=True, kw_only=True)
class Dose:
    """One visit's draw, with all that is booked for it."""

    visit: Visit
    steps: Steps
    occupations: tuple[Occupation, ...]
    alternative: int
    draw_kbq: int
    demand_kbq: int


@dataclass(slots=True)
class OpenVial:
    """A vial being filled; whole vials and unit doses have one dose each."""

    doses: list[Dose] = field(default_factory=list)


@dataclass(slots=True)
class OpenShipment:
    """A shipment being filled."""

    record: Shipment
    vials: list[OpenVial] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class OpenBatch:
    """
    A run at a decided EOS, or an order, being filled.

    ``process`` is ``None`` for orders.
    """

    batch: Run | Order
    product: Product
    process: Process | None
    reference_min: int
    shipments: dict[str, OpenShipment] = field(default_factory=dict)

    @property
    def made(self) -> Process:
        """How it is made; for runs only."""
        if self.process is None:
            raise TypeError(f"order {self.batch.id} has no process")
        return self.process

    @property
    def release_min(self) -> int:
        """First minute of injection."""
        if isinstance(self.batch, Order):
            return self.batch.ready_min
        return self.reference_min + self.made.quality_control_min

    @property
    def num_portions(self) -> int:
        """Vials and unit doses so far."""
        return sum(
            self.num_vials(vial)
            for shipment in self.shipments.values()
            for vial in shipment.vials
        )

    def num_vials(self, vial: OpenVial) -> int:
        """How many containers an open vial stands for: whole vials may be many."""
        content_kbq = self.product.container.content_kbq
        if content_kbq is None:
            return 1
        useful = content_kbq - self.dead_kbq
        return -(-sum(dose.demand_kbq for dose in vial.doses) // useful)

    @property
    def dead_kbq(self) -> int:
        """What stays in each vial [kBq at reference]."""
        container = self.product.container
        concentration = container.concentration_kbq_per_ml or 0
        return -(-container.dead_volume_ul * concentration // 1000)

    def packed_min(self, num_portions: int) -> int:
        """Earliest hand-over with so many portions."""
        if isinstance(self.batch, Order):
            return self.batch.ready_min
        packed = (
            self.reference_min
            + self.made.dispensing_fixed_min
            + num_portions * self.made.dispensing_per_portion_min
            + self.made.packing_min
        )
        if self.made.is_conditional_dispatch:
            return packed
        return max(packed, self.release_min)

    def ship(
        self, lane: Lane, departure: Departure | None, handover_min: int
    ) -> OpenShipment:
        """Open the shipment of this lane or departure."""
        if departure is not None:
            departs, arrives = departure.departs_min, departure.arrives_min
        else:
            travel_min = lane.door_to_door_min or 0
            departs, arrives = handover_min, handover_min + travel_min
        record = Shipment(
            id=f"{self.batch.id}/{departure.id if departure else lane.id}",
            batch_id=self.batch.id,
            lane_id=lane.id,
            departure_id=departure.id if departure else None,
            handover_min=handover_min,
            departs_min=departs,
            arrives_min=arrives,
            usable_min=arrives + lane.receiving_min,
        )
        return self.shipments.setdefault(record.id, OpenShipment(record))

    def expiry_min(self, shipment: Shipment) -> int:
        """Latest end of an injection from this shipment."""
        life: ShelfLife = self.product.shelf_life
        dispensing = (
            self.batch.ready_min
            if isinstance(self.batch, Order)
            else self.reference_min
            + (self.process.dispensing_fixed_min if self.process else 0)
        )
        is_run = isinstance(self.batch, Run)
        limits = (
            (self.reference_min, life.from_eos_min if is_run else None),
            (self.reference_min, life.from_reference_min),
            (dispensing, life.from_dispensing_min),
            (shipment.arrives_min, life.from_receipt_min),
        )
        given = [start + minutes for start, minutes in limits if minutes is not None]
        return min(given, default=2**31)

    def dose(
        self,
        visit: Visit,
        steps: Steps,
        alternative: int,
        occupations: tuple[Occupation, ...],
    ) -> Dose:
        """What the visit draws at its injection minute, and takes from the batch."""
        draw_kbq = gross_kbq(
            visit.alternatives[alternative].target_kbq, self.product.residual_permille
        )
        return Dose(
            visit=visit,
            steps=steps,
            occupations=occupations,
            alternative=alternative,
            draw_kbq=draw_kbq,
            demand_kbq=need_kbq(
                draw_kbq,
                steps.injection_min - self.reference_min,
                self.product.half_life_min,
            ),
        )

    def vial_for(self, shipment: OpenShipment) -> OpenVial | None:
        """The vial the next dose may share, if the product is shared at all."""
        shared = self.product.presentation is Presentation.MULTI_DOSE_VIAL
        return shipment.vials[-1] if shared and shipment.vials else None

    def add(self, shipment: OpenShipment, dose: Dose, vial: OpenVial | None) -> None:
        """Draw a dose from a vial of the shipment, or from a new one."""
        if vial is None:
            vial = OpenVial()
            shipment.vials.append(vial)
        vial.doses.append(dose)

    def fills(self, doses: Iterable[Dose]) -> tuple[int, int]:
        """Activity and volume a vial with these doses holds [kBq, µL]."""
        demands = [dose.demand_kbq for dose in doses]
        concentration = self.product.container.concentration_kbq_per_ml
        if self.product.presentation is Presentation.WHOLE_VIALS:
            content = self.product.container.content_kbq or 0
            return content, -(-content * 1000 // (concentration or 1))
        filled_ul = sum(volume_ul(demand, concentration) for demand in demands)
        return (
            sum(demands) + self.dead_kbq,
            filled_ul + self.product.container.dead_volume_ul,
        )

    def activity_kbq(self) -> int:
        """Activity at the reference minute: all vials and the sample."""
        sample_kbq = self.process.sample_kbq if self.process else 0
        return sample_kbq + sum(
            self.fills(vial.doses)[0] * self.num_vials(vial)
            for shipment in self.shipments.values()
            for vial in shipment.vials
        )


def gross_kbq(target_kbq: int, residual_permille: int) -> int:
    """Activity to draw so that the target is left after the residuals."""
    return -(-target_kbq * 1000 // (1000 - residual_permille))


def volume_ul(demand_kbq: int, concentration: int | None) -> int:
    """Volume to draw, rounded up [µL]; zero where volumes are not planned."""
    return 0 if concentration is None else -(-demand_kbq * 1000 // concentration)
