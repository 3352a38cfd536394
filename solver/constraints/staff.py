"""Rule 13: each task has somebody on shift, with the role and the delegation."""

from typing import TYPE_CHECKING, ClassVar

from solver.constraints.resources import open_minutes, post_resources
from solver.constraints.staff_limits import StaffLimits
from solver.plan.plan import Purpose
from solver.problem.demand import Visit
from solver.state.frame import Frame
from solver.state.state import State
from solver.state.steps import Steps

if TYPE_CHECKING:
    from solver.model.variables import PlanVars  # loads OR-Tools


class Staff:
    r"""
    Tasks of one person are disjoint and inside the person's shifts.

    .. math:: \forall r:\ \{[t_v + \alpha, t_v + \beta)\}_{v \to r}
        \text{ disjoint},\ \subseteq C_r

    Only people with the role, trained and delegated for the trial, are eligible.
    Limits a day and breaks are in ``staff_limits``.
    """

    number: ClassVar[int] = 13
    name: ClassVar[str] = "staff"
    purposes: ClassVar[frozenset[Purpose]] = frozenset(
        {Purpose.PREPARATION, Purpose.INJECTION, Purpose.SCAN}
    )

    def post(self, x: "PlanVars") -> None:
        """Each of them does one task at a time, inside calendar and limits."""
        post_resources(x, self.purposes)
        StaffLimits().post(x)

    def allows(self, state: State, visit: Visit, steps: Steps, frame: Frame) -> int:
        """Minutes with somebody free for each task."""
        return open_minutes(state, visit, steps, frame, self.purposes)
