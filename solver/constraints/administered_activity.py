"""Rule 1: the plan meets the target activity at the injection minute."""

from typing import TYPE_CHECKING, ClassVar

from solver.constraints.base import EVER, NEVER
from solver.problem.demand import Visit
from solver.state.offer import Offer
from solver.state.state import State
from solver.tolerance import dispensed_ages_min

if TYPE_CHECKING:
    from solver.model.options import Option
    from solver.model.variables import PlanVars  # loads OR-Tools
    from solver.model.visit_vars import VisitVars


class AdministeredActivity:
    r"""
    The draw is the target plus residuals, at the injection minute, rounded up.

    .. math:: d_v = \lceil g_v\, 2^{(t_v - e_b)/T} \rceil,
        \quad g_v = \lceil 1000\, A_v / (1000 - \rho) \rceil

    A dose already dispensed cannot be drawn anew: its injection may move only while
    the net activity stays within the protocol's tolerance, both ends included.
    """

    number: ClassVar[int] = 1
    name: ClassVar[str] = "administered_activity"

    def post(self, x: "PlanVars") -> None:
        """Demands follow from age and alternative; dispensed doses keep limits."""
        for own in x.visits:
            if len(own.choices) > 1:
                taken = sum(own.takes(choice) for choice in own.choices)
                x.model.add(taken == own.served)
            x.dose(own.visit.id).require_need(x.reference)
            for option in own.options:
                if x.is_committed(option.supply_id) and not option.vial:
                    self._post_dispensed(x, own, option)

    def _post_dispensed(
        self, x: "PlanVars", own: "VisitVars", option: "Option"
    ) -> None:
        """The injection of a dispensed dose stays within the tolerance."""
        visit, product = own.visit, x.index.products[own.visit.product_id]
        stock = x.piece.stocks[option.supply_id]
        vials = [v for v in x.shipped(option).vials if v.owner_id == visit.id]
        usable = sum(vial.usable_kbq for vial in vials)
        reference = stock.batch.reference_min
        for choice in own.choices:
            if product.container.content_kbq is not None:
                continue
            target = visit.alternatives[choice].target_kbq
            first, last = dispensed_ages_min(
                product, usable, target, visit.tolerance_permille
            )
            span = (first + reference, last + reference + 1)
            literals = [own.picks(option), own.takes(choice)]
            x.restrict(own.injection, [span], literals)

    def allows(
        self, state: State, visit: Visit, alternative: int, offer: Offer
    ) -> tuple[int, int]:
        """All minutes for a dose yet to be drawn; else those within tolerance."""
        stock = state.stocks.get(offer.supply.id)
        shipped = stock.shipment(offer.way.id) if stock else None
        if shipped is None or offer.vial:
            return EVER
        own = [vial for vial in shipped.vials if vial.owner_id == visit.id]
        if offer.supply.product.container.content_kbq is not None:
            return EVER if own else NEVER
        if len(own) != 1:
            return NEVER
        target = visit.alternatives[alternative].target_kbq
        first, last = dispensed_ages_min(
            offer.supply.product, own[0].usable_kbq, target, visit.tolerance_permille
        )
        return first + offer.reference_min, last + offer.reference_min
