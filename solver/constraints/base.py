"""
What a rule looks like to construction and search.

Every rule is one class in a file of its own, with two verbs.  ``post`` states it in
the exact model.  ``allows`` names the injection minutes it leaves open for one more
visit in a plan under construction; what has to be known for that differs, and so
there are four kinds, in the order in which an insertion asks them.  Minutes are bits
of the frame that is asked about.  Some rules narrow what one resource may do: they
say with ``opens`` when it may begin a task.  Soft rules have levels of the objective.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Protocol

from solver.plan.result import LevelName
from solver.problem.demand import PriorityClass, Visit
from solver.state.frame import Frame
from solver.state.offer import Offer
from solver.state.state import State
from solver.state.steps import Steps, Task

if TYPE_CHECKING:
    from solver.model.seating import Expr
    from solver.model.variables import PlanVars  # loads OR-Tools


class Rule(Protocol):
    """A rule of rules.md: its number there, and its name."""

    number: ClassVar[int]
    name: ClassVar[str]

    def post(self, x: "PlanVars") -> None:
        """State the rule in the exact model."""


class VisitRule(Rule, Protocol):
    """A rule about the visit itself."""

    def allows(self, state: State, visit: Visit, frame: Frame) -> int:
        """Injection minutes of the frame that the rule leaves open."""


class StepsRule(Rule, Protocol):
    """A rule about the steps of a visit around its injection."""

    def allows(self, state: State, visit: Visit, steps: Steps, frame: Frame) -> int:
        """Injection minutes of the frame that the rule leaves open."""


class SourceRule(Rule, Protocol):
    """A rule about who supplies the visit."""

    def allows(self, state: State, visit: Visit, unit_id: str, frame: Frame) -> int:
        """Injection minutes of the frame that the rule leaves open."""


class OfferRule(Rule, Protocol):
    """A rule about one batch, way and vial."""

    def allows(
        self, state: State, visit: Visit, alternative: int, offer: Offer
    ) -> tuple[int, int]:
        """First and last injection minute the rule leaves open."""


class ResourceRule(Protocol):
    """A rule that narrows when one place, scanner or person may do a task."""

    number: ClassVar[int]
    name: ClassVar[str]

    def concerns(self, state: State, visit: Visit, task: Task) -> bool:
        """Whether the rule could say anything about a task of a visit at all."""

    def opens(
        self, state: State, visit: Visit, task: Task, resource_id: str, frame: Frame
    ) -> int:
        """First minutes of the task, of the frame, at which the resource may do it."""


LevelKey = tuple[LevelName, PriorityClass | None]
"""A level of the objective, of one priority class where it counts by class."""


@dataclass(frozen=True, slots=True)
class LevelTerm:
    """One level: what is counted, and the expression that counts it."""

    name: LevelName
    priority: PriorityClass | None
    expr: "Expr"

    @property
    def is_maximized(self) -> bool:
        """Whether more is better."""
        return self.name.is_maximized


class SoftRule(Protocol):
    """A rule that has its price: levels of the objective instead of limits."""

    number: ClassVar[int]
    name: ClassVar[str]

    def terms(self, x: "PlanVars") -> Iterator[LevelTerm]:
        """Its levels in the exact model."""

    def values(self, state: State) -> dict[LevelKey, int]:
        """Its levels in a plan under construction."""


EVER = (-(10**9), 10**9)
"""All minutes."""

NEVER = (1, 0)
"""No minute."""
