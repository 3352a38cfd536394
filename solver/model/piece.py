"""The part of a problem that one exact model decides."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from solver.problem.base import Interval
from solver.problem.demand import Visit
from solver.state.bitset import merged
from solver.state.index import Index
from solver.state.load import Load
from solver.state.placement import Placement
from solver.state.state import State
from solver.state.stock import Stock
from solver.state.supply import Supply


@dataclass(frozen=True)
class Piece:
    """
    Visits to decide, and visits that stay as they are.

    Parameters
    ----------
    free
        Ids of the visits that may be seated, moved or left out.
    fixed
        Visits that keep their placement: they occupy resources, draw from batches,
        and keep what they draw from at its reference minute.
    """

    index: Index
    free: tuple[str, ...]
    fixed: Mapping[str, Placement]

    def __post_init__(self) -> None:
        if both := sorted(set(self.free) & self.fixed.keys()):
            raise ValueError(f"free and fixed at once: {', '.join(both)}")

    @classmethod
    def whole(cls, index: Index, kept: Mapping[str, Placement]) -> "Piece":
        """The whole problem, but for the commitments that are kept."""
        free = tuple(id_ for id_ in index.visits if id_ not in kept)
        return cls(index, free, kept)

    @cached_property
    def state(self) -> State:
        """The fixed visits alone, seated."""
        return self.state_with({})

    @property
    def stocks(self) -> Mapping[str, Stock]:
        """Committed batches by id."""
        return self.state.stocks

    @property
    def visits(self) -> tuple[Visit, ...]:
        """The free visits."""
        return tuple(self.index.visits[visit_id] for visit_id in self.free)

    def state_with(self, placements: Mapping[str, Placement]) -> State:
        """The fixed visits and those of the free ones that are placed, seated."""
        state = State(self.index)
        for visit_id in sorted(self.fixed):
            state.insert(self.fixed[visit_id])
        for visit_id in self.free:
            if visit_id in placements:
                state.insert(placements[visit_id])
        return state

    def fixed_load(self, supply_id: str) -> Load | None:
        """What the fixed visits draw from a batch, if they draw at all."""
        load = self.state.loads.get(supply_id)
        return load if load is not None and load.doses else None

    def authorised_spans(self, visit: Visit, unit_id: str) -> list[tuple[int, int]]:
        """Half-open spans in which a unit may supply the visit, ascending."""
        key = (unit_id, visit.product_id, visit.site_id, visit.trial_id)
        return self._authorised.get(key, [])

    @cached_property
    def _authorised(
        self,
    ) -> dict[tuple[str, str, str, str | None], list[tuple[int, int]]]:
        horizon = self.index.problem.horizon_min
        valid: dict[tuple[str, str, str, str | None], list[Interval]] = {}
        for each in self.index.problem.authorisations:
            key = (each.unit_id, each.product_id, each.site_id, each.trial_id)
            valid.setdefault(key, []).append(each.valid)
        return {key: list(merged(spans, horizon)) for key, spans in valid.items()}

    def reference_span(self, supply: Supply) -> tuple[int, int]:
        """First and last reference minute the batch may still have."""
        load = self.state.loads.get(supply.id)
        if load is not None:
            return load.reference_min, load.reference_min
        first = supply.earliest_min
        if supply.process is not None:
            now = self.index.problem.as_of_min
            first = max(first, now + supply.lead_min, supply.process.synthesis_min)
        return first, supply.latest_min
