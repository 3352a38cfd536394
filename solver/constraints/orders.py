"""Rule 8: nothing new is made or bought after its order cut-off."""

from typing import TYPE_CHECKING, ClassVar

from solver.constraints.base import EVER, NEVER
from solver.problem.demand import Visit
from solver.state.offer import Offer
from solver.state.state import State

if TYPE_CHECKING:
    from solver.model.variables import PlanVars  # loads OR-Tools


class Orders:
    r"""
    A batch that is not committed is ordered by its cut-off.

    .. math:: z_b \wedge b \notin C \Rightarrow \mathrm{now} \le c_b
    """

    number: ClassVar[int] = 8
    name: ClassVar[str] = "orders"

    def post(self, x: "PlanVars") -> None:
        """What is past its cut-off is not made."""
        now = x.index.problem.as_of_min
        for batch in x.supplies:
            if now > batch.supply.cutoff_min and batch.fixed is None:
                x.model.add(batch.made == 0)

    def allows(
        self, state: State, visit: Visit, alternative: int, offer: Offer
    ) -> tuple[int, int]:
        """All minutes while orders are taken; none later."""
        is_open = state.index.problem.as_of_min <= offer.supply.cutoff_min
        return EVER if is_open or offer.supply.id in state.stocks else NEVER
