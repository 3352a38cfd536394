"""What one batch carries: doses, vials, portions, shipments, and what they cost."""

from dataclasses import dataclass, replace
from functools import cached_property

from solver.decay import need_kbq
from solver.plan.plan import EquipmentHold
from solver.problem.products import Presentation, Product
from solver.state.supply import Supply, Way


@dataclass(frozen=True, slots=True)
class Dose:
    """
    One visit's draw on a batch.

    Parameters
    ----------
    demand_kbq
        Activity it takes at the batch's reference minute.
    draw_ul
        Volume it takes, rounded up; ``None`` without a concentration.
    vials
        How many vials of its own it needs; 0 if drawn from a multi-dose vial.
    """

    visit_id: str
    way: Way
    vial: int
    injection_min: int
    gross_kbq: int
    demand_kbq: int
    draw_ul: int | None
    vials: int


def dead_kbq(product: Product) -> int:
    """Activity in the dead volume of one container, rounded up."""
    container = product.container
    if container.concentration_kbq_per_ml is None:
        return 0
    return -(-container.dead_volume_ul * container.concentration_kbq_per_ml // 1000)


def volume_ul(product: Product, activity_kbq: int) -> int | None:
    """Volume that holds the activity at the reference minute, rounded up."""
    concentration = product.container.concentration_kbq_per_ml
    return None if concentration is None else -(-activity_kbq * 1000 // concentration)


def dose_of(
    supply: Supply, reference_min: int, way: Way, vial: int, draw: tuple[str, int, int]
) -> Dose:
    """
    The dose a visit draws, new.

    Parameters
    ----------
    draw
        Visit id, injection minute, and activity to draw at that minute [kBq].
    """
    visit_id, injection_min, gross_kbq = draw
    product = supply.product
    demand = need_kbq(gross_kbq, injection_min - reference_min, product.half_life_min)
    vials = 0
    if product.presentation is Presentation.UNIT_DOSE:
        vials = 1
    elif product.presentation is Presentation.WHOLE_VIALS:
        vials = -(-demand // usable_content_kbq(product))
    return Dose(
        visit_id=visit_id,
        way=way,
        vial=vial,
        injection_min=injection_min,
        gross_kbq=gross_kbq,
        demand_kbq=demand,
        draw_ul=volume_ul(product, demand),
        vials=vials,
    )


def usable_content_kbq(product: Product) -> int:
    """What one whole vial gives at its reference minute, dead volume left behind."""
    content = product.container.content_kbq
    if content is None:
        raise ValueError(f"product {product.id} has no whole vials")
    return max(content - dead_kbq(product), 1)


@dataclass(frozen=True, slots=True)
class VialFill:
    """Content of one multi-dose vial, dead volume included."""

    activity_kbq: int
    volume_ul: int


@dataclass(frozen=True)
class Load:
    """
    A batch that is made or ordered, with the doses drawn from it.

    Immutable: a change makes a new load, and undo puts the old one back.

    Parameters
    ----------
    equipment
        Ids of what a run holds, one per use of its process, in order; none for what
        is committed, whose holds are facts.
    """

    supply: Supply
    reference_min: int
    doses: tuple[Dose, ...]
    equipment: tuple[str, ...] = ()

    @cached_property
    def holds(self) -> tuple[EquipmentHold, ...]:
        """The equipment it holds, and when."""
        return self.supply.holds(self.reference_min, self.equipment)

    @cached_property
    def fills(self) -> dict[tuple[str, int], VialFill]:
        """Multi-dose vials by way and number."""
        product = self.supply.product
        dead_ul = product.container.dead_volume_ul
        fills: dict[tuple[str, int], VialFill] = {}
        for dose in self.doses:
            if dose.vials:
                continue
            key = (dose.way.id, dose.vial)
            fill = fills.get(key, VialFill(dead_kbq(product), dead_ul))
            fills[key] = VialFill(
                fill.activity_kbq + dose.demand_kbq,
                fill.volume_ul + (dose.draw_ul or 0),
            )
        return fills

    @cached_property
    def own_vials(self) -> int:
        """Unit doses and whole vials."""
        return sum(dose.vials for dose in self.doses)

    @cached_property
    def portions(self) -> int:
        """Vials and unit doses to dispense."""
        return self.own_vials + len(self.fills)

    @cached_property
    def activity_kbq(self) -> int:
        """Activity to have at the reference minute, sample included."""
        product = self.supply.product
        total = self.supply.sample_kbq
        total += sum(fill.activity_kbq for fill in self.fills.values())
        for dose in self.doses:
            if dose.vials:
                total += own_activity_kbq(product, dose)
        return total

    @cached_property
    def ways(self) -> dict[str, Way]:
        """Lanes on demand and departures used."""
        return {dose.way.id: dose.way for dose in self.doses}

    @cached_property
    def ready_min(self) -> int:
        """First minute at which a carrier may take it."""
        return self.supply.ready_min(self.reference_min, self.portions)

    @cached_property
    def earliest_injection_min(self) -> int:
        """First injection of the batch."""
        return min(dose.injection_min for dose in self.doses)

    def without(self, visit_id: str) -> "Load | None":
        """The load less one visit's dose; ``None`` when nothing is left."""
        doses = tuple(dose for dose in self.doses if dose.visit_id != visit_id)
        return replace(self, doses=doses) if doses else None

    def plus(self, dose: Dose) -> "Load":
        """The load with one more dose."""
        return replace(self, doses=(*self.doses, dose))

    def moved_to(self, reference_min: int) -> "Load":
        """The load with another reference minute, its demands computed anew."""
        return Load(
            self.supply,
            reference_min,
            tuple(
                dose_of(
                    self.supply,
                    reference_min,
                    dose.way,
                    dose.vial,
                    (dose.visit_id, dose.injection_min, dose.gross_kbq),
                )
                for dose in self.doses
            ),
            self.equipment,
        )

    @cached_property
    def own_cost_nok(self) -> int:
        """Cost of making or ordering it, its portions and its dispatches on demand."""
        lanes = sum(
            way.lane.cost_nok for way in self.ways.values() if way.departure is None
        )
        return (
            self.supply.fixed_cost_nok
            + self.supply.portion_cost_nok * self.portions
            + lanes
        )


def own_activity_kbq(product: Product, dose: Dose) -> int:
    """Content of the vials that are one dose's own."""
    if product.presentation is Presentation.WHOLE_VIALS:
        return dose.vials * (product.container.content_kbq or 0)
    return dose.demand_kbq + dead_kbq(product)
