"""Rule 4: each place and scanner holds one participant at a time."""

from typing import TYPE_CHECKING, ClassVar

from solver.constraints.resources import open_minutes, post_resources
from solver.plan.plan import Purpose
from solver.problem.demand import Visit
from solver.state.frame import Frame
from solver.state.state import State
from solver.state.steps import Steps

if TYPE_CHECKING:
    from solver.model.variables import PlanVars  # loads OR-Tools


class Occupancy:
    r"""
    Occupations of one place or scanner are disjoint and inside its calendar.

    .. math:: \forall r:\ \{[t_v + \alpha, t_v + \beta)\}_{v \to r}
        \text{ disjoint},\ \subseteq C_r

    Set-up, cleaning and the participant's extra minutes are part of them.
    """

    number: ClassVar[int] = 4
    name: ClassVar[str] = "occupancy"
    purposes: ClassVar[frozenset[Purpose]] = frozenset({Purpose.PLACE, Purpose.SCANNER})

    def post(self, x: "PlanVars") -> None:
        """Each of them does one task at a time, inside its calendar."""
        post_resources(x, self.purposes)

    def allows(self, state: State, visit: Visit, steps: Steps, frame: Frame) -> int:
        """Minutes with a place and a scanner free for as long as each is needed."""
        return open_minutes(state, visit, steps, frame, self.purposes)
