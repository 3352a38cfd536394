"""What one solve answers: status, plan, levels, and what could not be served."""

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from solver.plan.plan import Plan
from solver.problem.base import Id, Instant, Minute, Name, Record
from solver.problem.demand import PriorityClass

SCHEMA_VERSION: Literal[1] = 1


class SolveStatus(StrEnum):
    """
    How a solve ended.

    ``optimal``: every level is proved. ``feasible``: a verified plan, not all
    levels proved. ``no_plan``: none was found within the limit. ``infeasible``:
    the facts contradict the rules, so that no plan can be verified.
    """

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    INFEASIBLE = "infeasible"
    NO_PLAN = "no_plan"


class LevelName(StrEnum):
    """
    The levels of the objective, first things first.

    ``kept`` counts confirmed visits kept and ``served`` visits served, per
    priority class and without those that may be deferred; ``served_early`` counts
    deferrable visits served all the same. ``bumped_again`` counts committed visits
    that are lost or moved and were so before; ``touched`` the participants of whom a
    committed visit is lost or moved (a clinical claim counts for itself);
    ``moved_days`` the calendar days of the site and ``moved_min`` the minutes by
    which committed visits move. ``cost_nok`` is production, orders, transport and
    cancellations, ``activity_kbq`` the activity of all batches at their reference
    minutes. ``refusal_permille`` is the highest refusal rate of a site or a trial:
    visits not served, of those that cannot be deferred, rounded up.
    ``waiting_days`` are whole days from request to injection, over all served visits
    of participants, ``outside_preferred`` the served visits injected outside their
    preferred hours.
    """

    KEPT = "kept"
    SERVED = "served"
    SERVED_EARLY = "served_early"
    BUMPED_AGAIN = "bumped_again"
    TOUCHED = "touched"
    MOVED_DAYS = "moved_days"
    MOVED_MIN = "moved_min"
    COST_NOK = "cost_nok"
    ACTIVITY_KBQ = "activity_kbq"
    REFUSAL_PERMILLE = "refusal_permille"
    WAITING_DAYS = "waiting_days"
    OUTSIDE_PREFERRED = "outside_preferred"

    @property
    def is_maximized(self) -> bool:
        """Whether more is better."""
        return self in {LevelName.KEPT, LevelName.SERVED, LevelName.SERVED_EARLY}


class Level(Record):
    """
    Value of one level, and the bound no plan can better.

    The bound holds given the values of the levels before it.
    """

    name: LevelName
    priority: PriorityClass | None
    value: int
    bound: int

    @property
    def is_proved(self) -> bool:
        """Whether the value is the best there is, given the levels before."""
        return self.value == self.bound

    @model_validator(mode="after")
    def _bound_is_beyond_value(self) -> Self:
        gap = self.bound - self.value
        if gap * (1 if self.name.is_maximized else -1) < 0:
            raise ValueError(f"level {self.name}: value {self.value} beats its bound")
        return self


class LeftOut(Record):
    """
    A visit the plan refuses, and the names of the rules that exclude it.

    ``is_impossible`` says that it could not even be served alone; otherwise the
    rules bind because other visits are kept.
    """

    visit_id: Id
    rules: tuple[Name, ...]
    is_impossible: bool
    reason: str


class Deferred(Record):
    """
    A visit not served whose window outlives the horizon.

    ``decide_by_min`` is the latest minute at which a dose can still be ordered
    for the end of its window, by the shortest order lead of its product.
    """

    visit_id: Id
    decide_by_min: Minute


class Broken(Record):
    """A commitment that cannot be kept, and the names of the rules that break it."""

    visit_id: Id
    rules: tuple[Name, ...]


class Result(Record):
    """
    Outcome of one solve. ``plan`` is present if and only if one was found.

    Parameters
    ----------
    problem_digest
        SHA-256 of the problem this answers; a check of another one is refused.
    origin_at
        Minute zero of the plan's minutes, copied from the problem.
    levels
        Value and bound per level, first things first; empty without a plan.
    """

    schema_version: Literal[1] = SCHEMA_VERSION
    problem_name: Name
    problem_digest: str
    origin_at: Instant
    status: SolveStatus
    plan: Plan | None
    levels: tuple[Level, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    deferred: tuple[Deferred, ...] = ()
    broken: tuple[Broken, ...] = ()
    wall_time_s: Annotated[float, Field(ge=0)]

    @model_validator(mode="after")
    def _status_fits_plan(self) -> Self:
        found = self.status in {SolveStatus.OPTIMAL, SolveStatus.FEASIBLE}
        if found != (self.plan is not None) or found != bool(self.levels):
            raise ValueError(f"status {self.status} does not fit the plan")
        proved = all(level.is_proved for level in self.levels)
        if found and proved != (self.status is SolveStatus.OPTIMAL):
            raise ValueError(f"status {self.status} does not fit the bounds")
        return self
