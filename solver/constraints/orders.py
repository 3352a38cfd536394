"""Rule 8: after its cut-off, nothing is had of a batch but what has been placed."""

from typing import TYPE_CHECKING, ClassVar

from solver.constraints.base import EVER, NEVER
from solver.decay import longest_age_min
from solver.problem.demand import Visit
from solver.problem.products import Presentation
from solver.state.load import usable_content_kbq
from solver.state.offer import Offer
from solver.state.state import State

if TYPE_CHECKING:
    from solver.model.variables import PlanVars  # loads OR-Tools


class Orders:
    r"""
    A batch that is not committed is ordered by its cut-off.

    .. math:: z_b \wedge b \notin C \wedge \mathrm{now} > c_b
        \Rightarrow n_b \le \mathrm{placed}_b

    Later there is only what has been placed already: so many portions of a bought
    product, and no run.
    """

    number: ClassVar[int] = 8
    name: ClassVar[str] = "orders"

    def post(self, x: "PlanVars") -> None:
        """What is past its cut-off is not made, beyond what has been placed."""
        now = x.index.problem.as_of_min
        for batch in x.supplies:
            if now <= batch.supply.cutoff_min:
                continue
            limit = batch.supply.portion_limit(now) or 0
            if batch.fixed is not None:
                limit = max(limit, batch.fixed.portions)  # what is fixed, stands
            if limit == 0:
                x.model.add(batch.made == 0)
            else:
                x.model.add(batch.portions <= limit)

    def allows(
        self, state: State, visit: Visit, alternative: int, offer: Offer
    ) -> tuple[int, int]:
        """All minutes while orders are taken; later, while placed portions are left."""
        supply, product = offer.supply, offer.supply.product
        now = state.index.problem.as_of_min
        if now <= supply.cutoff_min or supply.id in state.stocks:
            return EVER
        load = state.loads.get(supply.id)
        left = (supply.portion_limit(now) or 0) - (load.portions if load else 0)
        if load is not None and (offer.way.id, offer.vial) in load.fills:
            return EVER if left >= 0 else NEVER
        if left < 1:
            return NEVER
        if product.presentation is not Presentation.WHOLE_VIALS:
            return EVER
        gross = state.index.gross_kbq(visit, alternative)
        held_kbq = left * usable_content_kbq(product)
        age = longest_age_min(gross, held_kbq, product.half_life_min)
        return EVER[0], offer.reference_min + age
