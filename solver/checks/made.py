"""A batch of a plan, with the run or the order it stands for."""

from dataclasses import dataclass

from solver.plan.plan import PlannedBatch
from solver.problem.production import Line, Order, Process, Run
from solver.problem.products import Product


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

    @property
    def elution_min(self) -> int | None:
        """When its generator is eluted for it; ``None`` if it is made from none."""
        if self.source is None or self.source.run.generator_id is None:
            return None
        return self.synthesis_start_min

    @property
    def begins_min(self) -> int:
        """First minute of a run: of its beam, equipment, synthesis or elutions."""
        starts = [self.synthesis_start_min]
        if self.source is not None:
            process = self.source.process
            if process.irradiation is not None:
                starts.append(self.synthesis_start_min - process.irradiation.minutes)
            starts += [self.batch.reference_min + use.from_min for use in process.uses]
        if self.batch.discard_min is not None:
            starts.append(self.batch.discard_min)
        return min(starts)

    def packed_min(self, num_portions: int) -> int:
        """Minute at which the last of the portions is packed."""
        if self.source is None:
            return self.release_min
        process = self.source.process
        portioning = num_portions * process.dispensing_per_portion_min
        return self.dispensing_min + portioning + process.packing_min
