"""Runs and orders seen alike: what can supply a dose, from when to when."""

from dataclasses import dataclass
from functools import cached_property

from solver.plan.plan import EquipmentHold
from solver.problem.equipment import Generator
from solver.problem.production import Line, Order, Process, Run
from solver.problem.products import Product
from solver.problem.transport import Departure, Lane
from solver.state.frame import Frame
from solver.state.making import Making


@dataclass(frozen=True, slots=True)
class Way:
    """A lane on demand, or one departure of a timetabled lane."""

    lane: Lane
    departure: Departure | None

    @property
    def id(self) -> str:
        """Id of the departure or, on demand, of the lane."""
        return self.departure.id if self.departure else self.lane.id


@dataclass(frozen=True)
class Supply:
    """
    A run that may be made or an order that may be placed.

    The *reference minute* is the run's EOS or the order's reference time; it lies
    in ``[earliest_min, latest_min]``.
    """

    id: str
    product: Product
    unit_id: str
    earliest_min: int
    latest_min: int
    cutoff_min: int
    run: Run | None = None
    process: Process | None = None
    line: Line | None = None
    order: Order | None = None
    generator: Generator | None = None

    @classmethod
    def of_run(
        cls,
        run: Run,
        process: Process,
        line: Line,
        product: Product,
        generator: Generator | None = None,
    ) -> "Supply":
        """A run of a line, and of a generator if it is made from an eluate."""
        return cls(
            id=run.id,
            product=product,
            unit_id=line.unit_id,
            earliest_min=run.earliest_eos_min,
            latest_min=run.latest_eos_min,
            cutoff_min=run.cutoff_min,
            run=run,
            process=process,
            line=line,
            generator=generator,
        )

    @classmethod
    def of_order(cls, order: Order, product: Product) -> "Supply":
        """An order of a bought product."""
        return cls(
            id=order.id,
            product=product,
            unit_id=order.unit_id,
            earliest_min=order.reference_min,
            latest_min=order.reference_min,
            cutoff_min=order.cutoff_min,
            order=order,
        )

    @cached_property
    def eos_frame(self) -> Frame:
        """The reference minutes it could have at all."""
        return Frame(self.earliest_min, self.latest_min + 1)

    @cached_property
    def capacity_kbq(self) -> int | None:
        """
        Most activity planned at the reference minute; ``None`` where portions limit.

        The reserve is taken off. For a run from a generator it is what no elution
        can exceed; what an elution gives depends on the one before.
        """
        if self.process is None:
            return None
        return self.making.most_kbq(self.earliest_min, self.latest_min)

    def eluate_kbq(self, elution_min: int, elapsed_min: int) -> int:
        """
        Most activity planned at EOS, made from an eluate [kBq].

        Parameters
        ----------
        elapsed_min
            Minutes since the elution before, for a run or for the waste.
        """
        return self.making.eluate_kbq(elution_min, elapsed_min)

    @cached_property
    def making(self) -> Making:
        """What a run can make."""
        return Making(self._process, self.product.half_life_min, self.generator)

    @property
    def sample_kbq(self) -> int:
        """Activity that quality control uses up."""
        return self.process.sample_kbq if self.process else 0

    @property
    def max_portions(self) -> int | None:
        """Most vials and unit doses; ``None`` where activity limits."""
        return self.order.max_portions if self.order else None

    @property
    def fixed_cost_nok(self) -> int:
        """Cost of making or ordering it at all."""
        if self.process:
            return self.process.cost_nok
        return self.order.cost_nok if self.order else 0

    @property
    def portion_cost_nok(self) -> int:
        """Cost of each vial or unit dose."""
        return self.order.cost_per_portion_nok if self.order else 0

    def portion_limit(self, as_of_min: int) -> int | None:
        """
        Most vials and unit doses to be had now; ``None`` without a limit.

        Past the cut-off they are those that have been placed already.
        """
        is_late = as_of_min > self.cutoff_min
        if self.order is None:
            return 0 if is_late else None
        return self.order.placed_portions if is_late else self.order.max_portions

    def cancellation_nok(self, as_of_min: int, portions: int) -> int:
        """Cost of the placed portions that are not taken, past the free deadline."""
        order = self.order
        if order is None or order.free_cancel_until_min is None:
            return 0
        if as_of_min <= order.free_cancel_until_min:
            return 0
        left = max(order.placed_portions - portions, 0)
        return left * order.cancel_cost_per_portion_nok

    @cached_property
    def lead_min(self) -> int:
        """
        Minutes from the beginning of a run to its EOS.

        It begins with the irradiation, the synthesis, or the first equipment held.
        """
        process = self.process
        if process is None:
            return 0
        beam = process.irradiation.minutes if process.irradiation else 0
        held = [-each.from_min for each in process.uses]
        return max(process.synthesis_min + beam, *held, 0)

    def elution_min(self, reference_min: int) -> int:
        """Minute at which the generator is eluted for a run."""
        return reference_min - self._process.synthesis_min

    def begin_min(self, reference_min: int) -> int:
        """First minute at which something of a run happens, waste elutions aside."""
        return reference_min - self.lead_min

    def holds(
        self, reference_min: int, equipment: tuple[str, ...]
    ) -> tuple[EquipmentHold, ...]:
        """What a run holds, and when, in the order of its process's uses."""
        uses = self.process.uses if self.process else ()
        return tuple(
            EquipmentHold(
                equipment_id=equipment_id,
                start_min=reference_min + use.from_min,
                end_min=reference_min + use.until_min,
            )
            for use, equipment_id in zip(uses, equipment, strict=False)
        )

    def release_min(self, reference_min: int) -> int:
        """First minute at which a dose of it may be injected."""
        if self.process:
            return reference_min + self.process.quality_control_min
        return self._order.ready_min

    def ready_min(self, reference_min: int, portions: int) -> int:
        """First minute at which a carrier may take it, all portions packed."""
        if self.process is None:
            return self._order.ready_min
        return reference_min + self.ready_after_min(portions)

    def ready_after_min(self, portions: int) -> int:
        """Minutes from EOS to hand-over, of a run with so many portions."""
        process = self._process
        packed = (
            process.dispensing_fixed_min
            + portions * process.dispensing_per_portion_min
            + process.packing_min
        )
        if process.is_conditional_dispatch:
            return packed
        return max(packed, process.quality_control_min)

    def expiry_min(self, reference_min: int, arrives_min: int) -> int | None:
        """Minute by which the injection must have ended; ``None`` if no limit."""
        life = self.product.shelf_life
        limits = []
        if life.from_eos_min is not None and self.process:
            limits.append(reference_min + life.from_eos_min)
        if life.from_reference_min is not None:
            limits.append(reference_min + life.from_reference_min)
        if life.from_dispensing_min is not None:
            begins = (
                reference_min + self.process.dispensing_fixed_min
                if self.process
                else self._order.ready_min
            )
            limits.append(begins + life.from_dispensing_min)
        if life.from_receipt_min is not None:
            limits.append(arrives_min + life.from_receipt_min)
        return min(limits, default=None)

    @property
    def _order(self) -> Order:
        assert self.order is not None  # noqa: S101 - a supply is a run or an order
        return self.order

    @property
    def _process(self) -> Process:
        assert self.process is not None  # noqa: S101 - callers have asked
        return self.process
