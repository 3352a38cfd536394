"""Exact search on one piece: level by level, never losing what is in hand."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ortools.sat.python import cp_model

from solver.constraints.base import LevelTerm
from solver.model.build import PlanModel, build
from solver.model.defect import ModelDefect, refused_by
from solver.model.extract import placements_of
from solver.model.hints import renamed
from solver.model.piece import Piece
from solver.model.stopping import stopping
from solver.plan.result import LevelName
from solver.problem.demand import PriorityClass
from solver.state.placement import Placement

_FOUND = {cp_model.OPTIMAL, cp_model.FEASIBLE}


@dataclass(frozen=True, slots=True)
class ExactConfig:
    """
    Limits of one exact search.

    Parameters
    ----------
    time_limit_s
        Wall-clock limit [s], or ``None``.
    deterministic_limit
        Limit of work in the solver's own measure, or ``None``. The outcome is
        the same on every machine only with this limit alone and one worker.
    """

    time_limit_s: float | None = None
    deterministic_limit: float | None = None
    num_workers: int = 1
    seed: int = 0


@dataclass(frozen=True, slots=True)
class ExactLevel:
    """Value of one level, and a bound that holds given the levels before."""

    name: LevelName
    priority: PriorityClass | None
    value: int
    bound: int


@dataclass(frozen=True, slots=True)
class ExactOutcome:
    """
    The best placements found, those of the fixed visits included.

    ``is_proved`` says that no placements of the free visits are better;
    ``deterministic_s`` is the work done, in the solver's own measure.
    """

    placements: dict[str, Placement]
    levels: tuple[ExactLevel, ...]
    deterministic_s: float

    @property
    def is_proved(self) -> bool:
        """Whether each level is at its bound."""
        return all(level.value == level.bound for level in self.levels)


def improve(
    piece: Piece,
    incumbent: Mapping[str, Placement],
    config: ExactConfig,
    should_stop: Callable[[], bool] = lambda: False,
) -> ExactOutcome:
    """
    Better placements for the free visits of a piece, or the very same.

    Each level is solved with what time the levels before have left, and held at the
    value found while the next is solved.

    Raises
    ------
    ModelDefect
        If the model is invalid, or refuses the incumbent: our own error.
    """
    search = _Search(piece, incumbent, config, should_stop)
    levels = tuple(search.settle(level) for level in search.plan_model.levels)
    return ExactOutcome({**piece.fixed, **search.best}, levels, search.work)


def new_solver(
    config: ExactConfig,
    left_s: float | None,
    left_work: float | None,
    *,
    presolve: bool = True,
) -> cp_model.CpSolver:
    """A solver with what is left of the limits."""
    solver = cp_model.CpSolver()
    parameters = solver.parameters
    parameters.num_workers = config.num_workers
    parameters.random_seed = config.seed
    parameters.cp_model_presolve = presolve
    parameters.catch_sigint_signal = False  # the caller decides what a signal does
    if left_s is not None:
        parameters.max_time_in_seconds = max(left_s, 0.01)
    if left_work is not None:
        parameters.max_deterministic_time = max(left_work, 0.001)
    return solver


class _Search:
    """The model, the best placements so far, and the budget that is left."""

    def __init__(
        self,
        piece: Piece,
        incumbent: Mapping[str, Placement],
        config: ExactConfig,
        should_stop: Callable[[], bool],
    ) -> None:
        self._begin_s = time.monotonic()
        self.work = 0.0
        self._piece = piece
        self._config = config
        self._should_stop = should_stop
        self.plan_model: PlanModel = build(piece)
        self.best = renamed(piece, incumbent)
        self._seating = self.plan_model.seating(self.best)

    def settle(self, level: LevelTerm) -> ExactLevel:
        """Optimize one level and hold it at the value found."""
        model, x = self.plan_model.model, self.plan_model.x
        low, high = x.book.bounds(level.expr)
        bound = high if level.is_maximized else low
        value = self._seating.value(level.expr)
        if value != bound and not self._is_over():
            model.clear_objective()  # type: ignore[no-untyped-call]
            if level.is_maximized:
                model.maximize(level.expr)
            else:
                model.minimize(level.expr)
            x.book.hint(self._seating)
            bound = self._solve(level, value, bound)
            value = self._seating.value(level.expr)
        if low < high:
            held = level.expr >= value if level.is_maximized else level.expr <= value
            model.add(held)
        return ExactLevel(level.name, level.priority, value, bound)

    def _solve(self, level: LevelTerm, value: int, bound: int) -> int:
        """Take over a better solution; return the bound."""
        sign = 1 if level.is_maximized else -1
        while True:
            solver, status = self._run(presolve=True)
            if status == cp_model.INFEASIBLE:
                solver, status = self._confirm()
            if status not in _FOUND:
                return bound
            is_taken = True
            if sign * (solver.value(level.expr) - value) > 0:
                is_taken = self._take(level, solver)
                value = self._seating.value(level.expr)
            if status == cp_model.OPTIMAL and is_taken:
                return value
            # Bounds are whole: half a unit is for the float they are reported in.
            proved = round(solver.best_objective_bound)
            better = min if sign > 0 else max
            bound = better(proved, bound)
            if is_taken or sign * (bound - value) <= 0 or self._is_over():
                return max(bound, value) if sign > 0 else min(bound, value)
            self.plan_model.x.book.hint(self._seating)

    def _take(self, level: LevelTerm, solver: cp_model.CpSolver) -> bool:
        """
        Take over what the solver found, or rule it out if it is no plan.

        The model bounds some eluates from above; see ``solver.model.eluate_rows``.
        """
        plan_model = self.plan_model
        found = {seat.visit_id: seat for seat in placements_of(plan_model.x, solver)}
        seating = plan_model.seating(found)
        sign = 1 if level.is_maximized else -1
        claimed = solver.value(level.expr)
        if sign * (seating.value(level.expr) - claimed) < 0:
            raise ModelDefect(
                f"level {level.name}: the placements give "
                f"{seating.value(level.expr)}, the model claims {claimed}"
            )
        refined = [each.refine(seating) for each in plan_model.x.elutions]
        if any(refined):
            self._seating = plan_model.seating(self.best)
            return False
        self.best, self._seating = found, seating
        return True

    def _run(
        self, *, presolve: bool
    ) -> tuple[cp_model.CpSolver, cp_model.CpSolverStatus]:
        work = self._config.deterministic_limit
        solver = new_solver(
            self._config,
            None if self._config.time_limit_s is None else self._left_s(),
            None if work is None else work - self.work,
            presolve=presolve,
        )
        with stopping(solver, self._should_stop):
            status = solver.solve(self.plan_model.model)
        self.work += solver.deterministic_time
        if status == cp_model.MODEL_INVALID:
            raise ModelDefect(self.plan_model.model.validate())
        return solver, status

    def _confirm(self) -> tuple[cp_model.CpSolver, cp_model.CpSolverStatus]:
        """A plan is in hand, so *infeasible* is wrong: the solver's error, or ours."""
        solver, status = self._run(presolve=False)
        if status == cp_model.INFEASIBLE:
            rules = refused_by(self._piece, self.best) or ("several together",)
            raise ModelDefect(f"the model refuses a plan in hand: {', '.join(rules)}")
        return solver, status

    def _left_s(self) -> float:
        limit = self._config.time_limit_s
        if limit is None:
            return float("inf")
        return limit - (time.monotonic() - self._begin_s)

    def _is_over(self) -> bool:
        work = self._config.deterministic_limit
        return (
            self._left_s() <= 0
            or (work is not None and self.work >= work)
            or self._should_stop()
        )
