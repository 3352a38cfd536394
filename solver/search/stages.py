"""The stages of a solve, each leaving a better verified plan or a better bound."""

import sys
from collections.abc import Callable, Mapping

from solver.constraints.base import LevelKey
from solver.errors import UnverifiedPlan
from solver.plan.result import Broken, Result
from solver.problem.problem import Problem
from solver.search.budget import Budget
from solver.search.commit import seat_commitments
from solver.search.construct import by_urgency, seat_all
from solver.search.insertion import best_seat
from solver.search.keeper import Keeper
from solver.search.neighborhoods import MOST_WHOLE, WHOLE_S
from solver.search.outcome import levels, result_of
from solver.search.progress import Progress
from solver.search.resume import seat_as_before
from solver.search.ruin_recreate import RuinRecreate
from solver.search.score import level_values
from solver.search.spared import spared
from solver.search.trivial import trivial_bounds
from solver.state.index import Index
from solver.state.placement import Placement
from solver.state.state import State

SMALL = 10
"""Up to so many free visits, the exact model solves the problem whole."""

PATIENCE = 4000
"""Steps without a better plan after which ruin and recreate gives up."""

POLISHING = 0.05
"""Share of the limit for polishing what was found."""

LOADING_S = 2.0
"""Time that loading OR-Tools may take; with less left, the exact stages are skipped."""


class Search:
    """
    One solve in progress.

    Parameters
    ----------
    budget
        The limit, shared by all stages.
    on_progress
        Told about every better plan and bound.
    """

    def __init__(
        self,
        problem: Problem,
        budget: Budget,
        on_progress: Callable[[Progress], None] | None = None,
    ) -> None:
        self.index = Index(problem)
        self.budget = budget
        self.base = State(self.index)
        self.keeper = Keeper(self.index)
        self.broken: tuple[Broken, ...] = ()
        self.impossible: frozenset[str] = frozenset()
        self.bounds: dict[LevelKey, int] = {}
        self._on_progress = on_progress
        self._rounds = 0
        self._least_nok: int | None = None

    @property
    def free(self) -> tuple[str, ...]:
        """Visits that no commitment holds."""
        return tuple(id_ for id_ in self.index.visits if id_ not in self.base.locked)

    @property
    def is_small(self) -> bool:
        """Whether the exact model is to solve the problem whole."""
        return len(self.free) <= SMALL and self._has_time_to_load()

    def seat_commitments(self) -> None:
        """Seat what the previous plan holds; remember what is broken."""
        self.broken = seat_commitments(self.base)
        self.bounds = trivial_bounds(self.base, self.broken, self.impossible)
        self.keeper.offer(self.base.placements)

    def construct(self) -> None:
        """A first plan, within a second."""
        state = self._state()
        free = set(self.free)
        seat_all(state, [each for each in by_urgency(self.index) if each in free])
        self._keep(state.placements, "construct")

    def resume(self) -> None:
        """The previous plan as far as it still fits, with the others seated in it."""
        if not set(self.free) & self.index.previous.keys():
            return
        state = self.keeper.state_of(self.base.placements)
        state.locked.update(self.base.locked)
        seat_as_before(state)
        seated = state.placements.keys()
        seat_all(state, [each for each in by_urgency(self.index) if each not in seated])
        self._keep(state.placements, "resume")

    @spared
    def find_least_cost(self) -> None:
        """What it costs at least to serve all: packing ends there."""
        if not self._has_time_to_load():
            return
        from solver.search.bounds import Assignment  # noqa: PLC0415 - loads OR-Tools

        self._least_nok = Assignment(self.base, frozenset()).least_nok(self.budget)

    def pack_runs(self, until: float) -> None:
        """Fewer runs, whatever activity that takes, up to a share of the limit."""
        self._ruin_and_recreate(until, is_packing=True)

    def ruin_and_recreate(self, until: float) -> None:
        """The strongest finder, up to a share of the limit."""
        self._ruin_and_recreate(until, is_packing=False)
        self._polish(until + POLISHING)

    def _ruin_and_recreate(self, until: float, *, is_packing: bool) -> None:
        seed = self.budget.config.seed + self._rounds
        search = RuinRecreate(
            self._state(), seed, is_packing=is_packing, least_nok=self._least_nok
        )
        self._rounds += 1
        settled = self._settled()
        search.hopeless = frozenset(
            each
            for each in search.left
            if not self.index.precedence.waits(each)
            and best_seat(settled, self.index.visits[each]) is None
        )
        began, since = self.budget.spent(), 0
        while self.budget.goes_on(until) and since < PATIENCE:
            if is_packing and search.is_packed:
                break
            share = (self.budget.spent() - began) / max(until - began, 1e-9)
            since += 1
            if search.step(temperature=max(0.0, 1.0 - share)):
                since = 0
                self._tell(level_values(search.state), "improve")
            self.budget.tick()
        self._keep(search.best_placements, "improve")

    def _polish(self, until: float) -> None:
        """Look once more at every seat of the best plan, without chance."""
        search = RuinRecreate(self._state(), self.budget.config.seed)
        for visit_id in self.keeper.placements:
            if not self.budget.goes_on(until):
                break
            search.polish(visit_id)
            self.budget.tick()
        self._keep(search.best_placements, "improve")

    @spared
    def time_batches(self, until: float) -> None:
        """When the doses of each batch are injected, exactly."""
        if not self._has_time_to_load():
            return
        from solver.search.timing import time_all  # noqa: PLC0415 - loads OR-Tools

        state = self._state()
        time_all(state, self.budget, until)
        self._keep(state.placements, "exact")

    @spared
    def prove_impossible(self) -> None:
        """Ask the exact model whether those left out could be served alone."""
        if not self._has_time_to_load():
            return
        from solver.search import exact_stages  # noqa: PLC0415 - loads OR-Tools

        proved = set()
        for visit_id in self.free:
            if visit_id in self.keeper.placements or not self.budget.goes_on(1.0):
                continue
            if exact_stages.is_impossible(self.base, visit_id, self.budget):
                proved.add(visit_id)
        self.impossible = frozenset(proved)
        self.bounds = trivial_bounds(self.base, self.broken, self.impossible)
        self._keep(self.keeper.placements, "bound")

    @spared
    def improve_pieces(self, until: float) -> None:
        """Exact pieces around what is left out and around costly batches."""
        if not self._has_time_to_load():
            return
        from solver.search.pieces import Pieces  # noqa: PLC0415 - loads OR-Tools

        pieces = Pieces(self.index, self.free, self.budget)
        while self.budget.goes_on(until):
            better = pieces.improve(self.keeper.placements, until, self.impossible)
            if better is None:
                break
            self._keep(better, "exact")

    @property
    def is_middling(self) -> bool:
        """Whether the exact model is worth a long search for everything."""
        return len(self.free) <= MOST_WHOLE and self.budget.left_s() >= WHOLE_S

    @spared
    def solve_whole(self) -> None:
        """The exact model over everything: values and bounds, level by level."""
        from solver.search import exact_stages  # noqa: PLC0415 - loads OR-Tools

        placements, bounds = exact_stages.solve_whole(
            self.base, self.keeper.placements, self.budget
        )
        self._keep(placements, "exact")
        self.prove_impossible()
        if self.keeper.is_best(placements):
            self._tighten(bounds)

    @spared
    def prove_levels(self) -> None:
        """Bounds from the relaxation, for the levels of the plan at hand."""
        if not self._has_time_to_load():
            return
        from solver.search.bounds import Assignment  # noqa: PLC0415 - loads OR-Tools

        values = level_values(self.keeper.state_of(self.keeper.placements))
        if all(values[key] == self.bounds[key] for key in values):
            return
        relaxation = Assignment(self.base, self.impossible)
        self._tighten(relaxation.bounds(values, self.budget, self.bounds))

    def result(self) -> Result:
        """
        What came of it.

        Raises
        ------
        UnverifiedPlan
            If the checker refused even the empty plan. Where an earlier plan's
            facts are refused, the result is *infeasible* instead.
        """
        problem = self.index.problem
        has_facts = bool(problem.commitments.visits or problem.commitments.batches)
        if self.keeper.plan is None and not has_facts:
            raise UnverifiedPlan("\n".join(self.keeper.refused[:10]))
        self._report(self.keeper.placements, "done")
        return result_of(
            self.keeper,
            self.base,
            (self.broken, self.impossible, self.bounds),
            self.budget,
        )

    def _settled(self) -> State:
        """Commitments alone, without those whose run may still be made earlier."""
        placements = self.base.placements
        supplies = {each.channel.supply_id for each in placements.values()}
        if supplies <= self.base.stocks.keys():
            return self.base
        state = State(self.index)
        for visit_id in sorted(placements):
            if placements[visit_id].channel.supply_id in state.stocks:
                state.insert(placements[visit_id])
        return state

    def _tighten(self, bounds: Mapping[LevelKey, int]) -> None:
        """Take over bounds where they say more than those known."""
        for key, bound in bounds.items():
            better = min if key[0].is_maximized else max
            self.bounds[key] = better(self.bounds[key], bound)

    def _has_time_to_load(self) -> bool:
        """Whether OR-Tools is there, or can be loaded within the limit."""
        is_loaded = "ortools.sat.python.cp_model" in sys.modules
        if self.budget.config.is_deterministic:
            return True
        return self.budget.left_s() > (0.5 if is_loaded else LOADING_S)

    def _state(self) -> State:
        """A state of its own with the best plan in it, and what may not be moved."""
        state = self.keeper.state_of(self.keeper.placements)
        state.locked.update(self.base.locked)
        return state

    def _keep(self, placements: Mapping[str, Placement], phase: str) -> None:
        """Keep a plan if it is better, and tell."""
        self.keeper.offer(placements)
        self._report(self.keeper.placements, phase)

    def _report(self, placements: Mapping[str, Placement], phase: str) -> None:
        if self._on_progress is not None:
            self._tell(level_values(self.keeper.state_of(placements)), phase)

    def _tell(self, values: Mapping[LevelKey, int], phase: str) -> None:
        if self._on_progress is not None:
            told = levels(values, self.bounds)
            self._on_progress(Progress(self.budget.wall_s, phase, told))
