"""Rule 20: what an approved plan holds stays as it is."""

from typing import TYPE_CHECKING, ClassVar

from solver.problem.demand import Visit
from solver.state.frame import Frame
from solver.state.state import State
from solver.state.stock import Stock, StockShipment, StockVial

if TYPE_CHECKING:
    from solver.model.variables import PlanVars  # loads OR-Tools


class CommitmentsKept:
    r"""
    A committed visit that can be honored keeps its minutes and its resources.

    .. math:: v \in C \Rightarrow (a_v, t_v, s_v, R_v) = \text{as committed}

    Commitments that can be honored are seated before anything else and locked;
    broken ones are planned anew, as if they had none.
    """

    number: ClassVar[int] = 20
    name: ClassVar[str] = "commitments"

    def post(self, x: "PlanVars") -> None:
        """
        Vials that exist are not added to.

        Commitments that are kept are no decisions of a model: they are fixed.
        """
        for stock in x.piece.stocks.values():
            for shipped in stock.shipments:
                for vial in shipped.vials:
                    if vial.number:
                        self._post_vial(x, stock, shipped, vial)

    def _post_vial(
        self,
        x: "PlanVars",
        stock: Stock,
        shipped: StockShipment,
        vial: StockVial,
    ) -> None:
        """All draws on a multi-dose vial that exists fit its content."""
        product = stock.supply.product
        load = x.piece.state.loads[stock.batch.id]
        taken = [
            dose.demand_kbq
            for dose in load.doses
            if (dose.way.id, dose.vial) == (shipped.way.id, vial.number)
        ]
        draws = [
            (x.dose(own.visit.id), option)
            for own in x.visits
            for option in own.options_from(stock.batch.id)
            if (option.way_id, option.vial) == (shipped.way.id, vial.number)
        ]
        if not draws:
            return
        left = max(vial.usable_kbq - sum(taken), 0)
        x.model.add(sum(dose.drawn_by(option) for dose, option in draws) <= left)
        if vial.usable_ul is None or vial.volume_ul is None:
            return
        over, per = (1000, product.container.concentration_kbq_per_ml or 1)
        if vial.is_measured:
            over, per = vial.volume_ul, vial.content_kbq
        used_ul = sum(vial.draw_ul(product, demand) or 0 for demand in taken)
        volumes = sum(dose.volume_by(option, over, per) for dose, option in draws)
        x.model.add(volumes <= max(vial.usable_ul - used_ul, 0))

    def allows(self, state: State, visit: Visit, frame: Frame) -> int:
        """No other minute for a visit that is locked; all for the others."""
        return 0 if visit.id in state.locked else frame.full
