"""
What a rule looks like to construction and search.

Every rule is one class in a file of its own, with two verbs.  ``post`` states it in
the exact model.  ``allows`` names the injection minutes it leaves open for one more
visit in a plan under construction; what has to be known for that differs, and so
there are four kinds, in the order in which an insertion asks them.
"""

from typing import TYPE_CHECKING, ClassVar, Protocol

from solver.problem.demand import Visit
from solver.state.offer import Offer
from solver.state.state import State
from solver.state.steps import Steps

if TYPE_CHECKING:
    from solver.model.variables import PlanVars  # loads OR-Tools


class Rule(Protocol):
    """A rule of rules.md: its number there, and its name."""

    number: ClassVar[int]
    name: ClassVar[str]

    def post(self, x: "PlanVars") -> None:
        """State the rule in the exact model."""


class VisitRule(Rule, Protocol):
    """A rule about the visit itself."""

    def allows(self, state: State, visit: Visit) -> int:
        """Injection minutes the rule leaves open, as a bitset."""


class StepsRule(Rule, Protocol):
    """A rule about the steps of a visit around its injection."""

    def allows(self, state: State, visit: Visit, steps: Steps) -> int:
        """Injection minutes the rule leaves open, as a bitset."""


class SourceRule(Rule, Protocol):
    """A rule about who supplies the visit."""

    def allows(self, state: State, visit: Visit, unit_id: str) -> int:
        """Injection minutes the rule leaves open, as a bitset."""


class OfferRule(Rule, Protocol):
    """A rule about one batch, way and vial."""

    def allows(
        self, state: State, visit: Visit, alternative: int, offer: Offer
    ) -> tuple[int, int]:
        """First and last injection minute the rule leaves open."""


EVER = (-(10**9), 10**9)
"""All minutes."""

NEVER = (1, 0)
"""No minute."""
