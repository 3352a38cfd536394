"""Rule 2: what is drawn from a batch and its vials was put into them."""

from math import floor
from typing import TYPE_CHECKING, ClassVar

from solver.constraints.base import EVER, NEVER
from solver.decay import MAX_HALVINGS_AHEAD, longest_age_min
from solver.problem.base import MAX_ACTIVITY_KBQ
from solver.problem.demand import Visit
from solver.problem.products import Presentation
from solver.state.elutions import usable_kbq
from solver.state.load import VialFill, dead_kbq, usable_content_kbq
from solver.state.offer import Offer
from solver.state.state import State

if TYPE_CHECKING:
    from solver.model.options import Option
    from solver.model.supply_vars import SupplyVars
    from solver.model.variables import PlanVars  # loads OR-Tools
    from solver.model.visit_vars import VisitVars

_AMPLE_KBQ = 10**15
"""More than any batch holds: no limit at all."""


class BatchBalance:
    r"""
    Draws, dead volumes and the sample fit the vials, and these fit the batch.

    .. math:: \sum_{v \in k} d_v + \delta_k = a_k \le \bar a_k,
        \qquad \sum_{k \in b} a_k + q_b = A_b \le \bar A_b

    All activities refer to the batch's reference minute; the same holds for the
    volumes of each vial.  Whole vials are counted: :math:`\lceil d_v / c \rceil`.
    The capacity is the least of what process, beam and eluate make, less the reserve;
    what an eluate makes as others are eluted, rule 6 states in the exact model.
    """

    number: ClassVar[int] = 2
    name: ClassVar[str] = "batch_balance"

    def post(self, x: "PlanVars") -> None:
        """Each vial holds its draws, each run its vials, an order its number."""
        for batch in x.supplies:
            capacity = batch.supply.capacity_kbq
            most = MAX_ACTIVITY_KBQ if capacity is None else capacity
            if batch.fixed is not None:
                most = max(most, batch.fixed.activity_kbq)  # what is fixed, stands
            x.model.add(batch.activity <= most * batch.made)
            limit = batch.supply.max_portions
            if limit is not None:
                fixed = batch.fixed.portions if batch.fixed else 0
                x.model.add(batch.portions <= max(limit, fixed))
            fixed_fills = batch.fixed.fills if batch.fixed else {}
            for way_id, vial in batch.vials:
                self._post_vial(x, batch, way_id, vial)
                if vial > 1 and not any(key[0] == way_id for key in fixed_fills):
                    # Vials of a shipment are alike: the first ones are filled.
                    x.model.add_implication(
                        batch.fills(way_id, vial), batch.fills(way_id, vial - 1)
                    )
            if batch.supply.product.presentation is not Presentation.MULTI_DOSE_VIAL:
                self._post_own(x, batch)
        for own in x.visits:
            for option in own.options:
                if x.is_committed(option.supply_id) and not option.vial:
                    self._post_dispensed(x, own, option)

    def _post_vial(
        self, x: "PlanVars", batch: "SupplyVars", way_id: str, vial: int
    ) -> None:
        """Activity and volume of a multi-dose vial."""
        product = batch.supply.product
        container, dead = product.container, dead_kbq(product)
        fills = batch.fixed.fills if batch.fixed else {}
        fill = fills.get((way_id, vial), VialFill(dead, container.dead_volume_ul))
        pickers = batch.pickers(way_id, vial)
        if container.max_activity_kbq is not None:
            drawn = sum(dose.drawn_by(option) for _, dose, option in pickers)
            most = max(container.max_activity_kbq, fill.activity_kbq)
            x.model.add(drawn + fill.activity_kbq <= most).only_enforce_if(
                batch.fills(way_id, vial)
            )
        concentration = container.concentration_kbq_per_ml
        if container.max_volume_ul is not None and concentration is not None:
            volumes = sum(
                dose.volume_by(option, 1000, concentration)
                for _, dose, option in pickers
            )
            most = max(container.max_volume_ul, fill.volume_ul)
            x.model.add(volumes + fill.volume_ul <= most).only_enforce_if(
                batch.fills(way_id, vial)
            )

    def _post_own(self, x: "PlanVars", batch: "SupplyVars") -> None:
        """A unit dose fits its syringe; a whole vial must hold what it says."""
        product = batch.supply.product
        container, dead = product.container, dead_kbq(product)
        concentration = container.concentration_kbq_per_ml
        room = MAX_ACTIVITY_KBQ
        if container.max_activity_kbq is not None:
            room = container.max_activity_kbq - dead
        if container.max_volume_ul is not None and concentration is not None:
            room_ul = container.max_volume_ul - container.dead_volume_ul
            room = min(room, room_ul * concentration // 1000)
        content = container.content_kbq
        for own, dose in batch.drawers:
            source = own.draws_from(batch.supply.id)
            if content is None:
                drawn = dose.drawn_from(batch.supply.id)
                x.model.add(drawn <= room).only_enforce_if(source)
            elif content - dead > room or content <= dead:
                x.model.add(source == 0)

    def _post_dispensed(
        self, x: "PlanVars", own: "VisitVars", option: "Option"
    ) -> None:
        """Whole vials that exist give what is in them, and no more."""
        product = x.index.products[own.visit.product_id]
        if product.container.content_kbq is None:
            return
        stock, shipped = x.piece.stocks[option.supply_id], x.shipped(option)
        usable = sum(
            vial.usable_kbq for vial in shipped.vials if vial.owner_id == own.visit.id
        )
        for choice in own.choices:
            literals = [own.picks(option), own.takes(choice)]
            gross = x.index.gross_kbq(own.visit, choice)
            spans = []
            if usable > 0:
                age = longest_age_min(gross, usable, product.half_life_min)
                last = stock.batch.reference_min + age
                spans = [(own.reach.first_min, last + 1)]
            x.restrict(own.injection, spans, literals)

    def allows(
        self, state: State, visit: Visit, alternative: int, offer: Offer
    ) -> tuple[int, int]:
        """Minutes until which the batch and the vial hold enough."""
        available = self._available_kbq(state, visit, offer)
        if available <= 0:
            return NEVER
        if available >= _AMPLE_KBQ:
            return EVER
        half_life = offer.supply.product.half_life_min
        gross = state.index.gross_kbq(visit, alternative)
        ahead = floor(MAX_HALVINGS_AHEAD * half_life)
        age = longest_age_min(gross, available, half_life)
        return offer.reference_min - ahead, offer.reference_min + age

    def _available_kbq(self, state: State, visit: Visit, offer: Offer) -> int:
        """Greatest demand that still fits."""
        if offer.supply.id in state.stocks:
            return self._in_stock_kbq(state, visit, offer)
        supply, product = offer.supply, offer.supply.product
        container = product.container
        load = state.loads.get(supply.id)
        portions = load.portions if load else 0
        used = load.activity_kbq if load else supply.sample_kbq
        capacity = usable_kbq(state, supply, offer.reference_min)
        batch = (MAX_ACTIVITY_KBQ if capacity is None else capacity) - used
        spare = _AMPLE_KBQ
        if supply.max_portions is not None:
            spare = supply.max_portions - portions

        if product.presentation is Presentation.WHOLE_VIALS:
            content = container.content_kbq or 1
            if content <= dead_kbq(product):
                return 0
            vials = min(spare, batch // content)
            return min(vials * usable_content_kbq(product), _AMPLE_KBQ)

        dead = dead_kbq(product)
        fill = VialFill(dead, container.dead_volume_ul)
        is_new = True
        if product.presentation is Presentation.MULTI_DOSE_VIAL and load:
            is_new = (offer.way.id, offer.vial) not in load.fills
            fill = load.fills.get((offer.way.id, offer.vial), fill)
        if is_new:
            if spare < 1:
                return 0
            batch -= dead
        room = [batch]
        if container.max_activity_kbq is not None:
            room.append(container.max_activity_kbq - fill.activity_kbq)
        concentration = container.concentration_kbq_per_ml
        if container.max_volume_ul is not None and concentration is not None:
            left_ul = container.max_volume_ul - fill.volume_ul
            room.append(left_ul * concentration // 1000)
        return min(room)

    def _in_stock_kbq(self, state: State, visit: Visit, offer: Offer) -> int:
        """Greatest demand that a committed batch still covers."""
        shipped = state.stocks[offer.supply.id].shipment(offer.way.id)
        if shipped is None:
            return 0
        if not offer.vial:
            own = [vial for vial in shipped.vials if vial.owner_id == visit.id]
            if offer.supply.product.container.content_kbq is None:
                return _AMPLE_KBQ if own else 0  # its one dose, whatever it holds
            return sum(vial.usable_kbq for vial in own)
        for vial in shipped.vials:
            if vial.number != offer.vial:
                continue
            doses = [
                dose
                for dose in state.loads[offer.supply.id].doses
                if dose.way.id == offer.way.id and dose.vial == offer.vial
            ]
            left = vial.usable_kbq - sum(dose.demand_kbq for dose in doses)
            if vial.usable_ul is None:
                return left
            product = offer.supply.product
            left_ul = vial.usable_ul - sum(
                vial.draw_ul(product, dose.demand_kbq) or 0 for dose in doses
            )
            return min(left, vial.held_in_kbq(product, left_ul))
        return 0
