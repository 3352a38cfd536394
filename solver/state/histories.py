"""What participants have, had and will have, looked up once."""

from collections import defaultdict
from dataclasses import dataclass

from solver.problem.demand import Visit
from solver.problem.histories import Exposure
from solver.problem.problem import Problem


@dataclass(frozen=True, slots=True)
class Gap:
    """What lies at least between one substance and another after it."""

    min_gap_min: int
    is_other_day: bool


class Histories:
    """Visits and exposures by participant, and the gaps between substances."""

    def __init__(self, problem: Problem) -> None:
        self._gaps: dict[tuple[str, str], Gap] = {}
        for each in problem.separations:
            key = (each.before, each.after)
            known = self._gaps.get(key, Gap(0, is_other_day=False))
            self._gaps[key] = Gap(
                max(known.min_gap_min, each.min_gap_min),
                known.is_other_day or each.is_other_day,
            )
        self._visits: dict[str, list[Visit]] = defaultdict(list)
        for visit in problem.visits:
            if visit.participant_id is not None:
                self._visits[visit.participant_id].append(visit)
        self._exposures: dict[str, list[Exposure]] = defaultdict(list)
        for exposure in problem.exposures:
            self._exposures[exposure.participant_id].append(exposure)

    def gap(self, before: str, after: str) -> Gap | None:
        """The gap between two substances in this order, if there is one."""
        return self._gaps.get((before, after))

    def related(self, visit: Visit) -> tuple[Visit, ...]:
        """Other visits of the participant with a product that must be kept away."""
        if visit.participant_id is None or not self._gaps:
            return ()
        product = visit.product_id
        return tuple(
            other
            for other in self._visits[visit.participant_id]
            if other.id != visit.id
            and (
                (product, other.product_id) in self._gaps
                or (other.product_id, product) in self._gaps
            )
        )

    def exposures(self, visit: Visit) -> tuple[Exposure, ...]:
        """What the participant is exposed to that must be kept away."""
        if visit.participant_id is None or not self._gaps:
            return ()
        product = visit.product_id
        return tuple(
            each
            for each in self._exposures.get(visit.participant_id, ())
            if (product, each.substance) in self._gaps
            or (each.substance, product) in self._gaps
        )
