"""What a run can make: of its process, of beam and of eluate (rule 2)."""

from dataclasses import dataclass
from functools import cached_property
from math import floor

from solver.capacity import irradiated_kbq, sufficient_kbq, unreserved_kbq
from solver.eluates import Column, eluted_kbq, least_elapsed_min
from solver.ingrowth import time_of_maximum_min
from solver.problem.equipment import Generator
from solver.problem.production import Process


@dataclass(frozen=True)
class Making:
    """
    A process, with the generator it starts from if there is one.

    The reserve is taken off of everything it answers.
    """

    process: Process
    half_life_min: float
    generator: Generator | None

    def most_kbq(self, earliest_min: int, latest_min: int) -> int:
        """
        Most activity planned at EOS [kBq].

        For a run from a generator it is what no elution can exceed; what an elution
        gives depends on the one before.

        Parameters
        ----------
        earliest_min, latest_min
            Between which EOS lies.
        """
        most = self._made_kbq
        if self.generator is not None:
            synthesis = self.process.synthesis_min
            first, last = earliest_min - synthesis, latest_min - synthesis
            most = min(most, self._most_eluted_kbq(self.generator, first, last))
        return unreserved_kbq(most, self.process.reserve_permille)

    def eluate_kbq(self, elution_min: int, elapsed_min: int) -> int:
        """Most activity planned at EOS, made from an eluate [kBq]."""
        most = min(self._made_kbq, self._eluted_kbq(elution_min, elapsed_min))
        return unreserved_kbq(most, self.process.reserve_permille)

    def uncapped_kbq(self, elution_min: int, elapsed_min: int) -> int:
        """What an eluate gives, were the process without a limit of its own [kBq]."""
        eluted = self._eluted_kbq(elution_min, elapsed_min)
        return unreserved_kbq(eluted, self.process.reserve_permille)

    @property
    def net_rate(self) -> float:
        """Halvings per minute by which the daughter decays faster than the parent."""
        return 1 / self.half_life_min - 1 / self.column.parent_half_life_min

    def least_elapsed_min(
        self, elution_min: int, most_min: int, activity_kbq: int
    ) -> int | None:
        """Fewest minutes of in-growth for a run, up to so many; ``None`` if none do."""
        return least_elapsed_min(
            self.column,
            elution_min,
            most_min,
            sufficient_kbq(activity_kbq, self.process.reserve_permille),
            (self.process.synthesis_min, self.process.yield_permille),
        )

    @cached_property
    def column(self) -> Column:
        """The generator, as far as its eluate depends on it."""
        generator = self.generator
        assert generator is not None  # noqa: S101 - callers have asked
        return Column(
            parent_kbq=generator.parent_kbq,
            calibrated_min=generator.calibrated_min,
            branching_permille=generator.branching_permille,
            efficiency_permille=generator.efficiency_permille,
            parent_half_life_min=generator.parent_half_life_min,
            daughter_half_life_min=self.half_life_min,
        )

    @cached_property
    def _made_kbq(self) -> int:
        """What line and beam make at most [kBq]."""
        process = self.process
        beam = process.irradiation
        if beam is None:
            return process.capacity_kbq
        made = irradiated_kbq(
            beam.saturation_kbq,
            beam.minutes,
            process.synthesis_min,
            self.half_life_min,
            process.yield_permille,
        )
        return min(process.capacity_kbq, made)

    def _eluted_kbq(self, elution_min: int, elapsed_min: int) -> int:
        process = self.process
        return eluted_kbq(
            self.column,
            elution_min,
            elapsed_min,
            process.synthesis_min,
            process.yield_permille,
        )

    def _most_eluted_kbq(self, generator: Generator, first: int, last: int) -> int:
        """
        What no elution between two minutes can exceed [kBq].

        In-growth is longest since the last elution there was, and rises to one
        maximum; where an idle generator is eluted for the waste, it is no longer than
        that. A given time of it gives the more, the earlier it is.
        """
        since = generator.last_elution_min
        first = max(first, since + 1)
        if last < first:
            return 0
        rise = time_of_maximum_min(generator.parent_half_life_min, self.half_life_min)
        peak = since + floor(min(rise, last - since))
        near = {min(max(each, first), last) for each in (peak, peak + 1)}
        most = max(self._eluted_kbq(each, each - since) for each in near)
        if generator.discard_after_min is not None:
            longest = max(generator.discard_after_min, generator.regrowth_min)
            most = min(most, self._eluted_kbq(first, longest))
        return most
