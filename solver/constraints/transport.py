"""Rule 10: a dose takes a real departure and is usable once received."""

from typing import TYPE_CHECKING, ClassVar

from solver.constraints.base import EVER, NEVER
from solver.problem.demand import Visit
from solver.state.offer import Offer
from solver.state.portions import new_portions
from solver.state.state import State
from solver.state.supply import Way

if TYPE_CHECKING:
    from solver.model.supply_vars import SupplyVars
    from solver.model.variables import PlanVars  # loads OR-Tools


class Transport:
    r"""
    Hand-over by the last minute of the departure, injection after the receipt.

    .. math:: h_{bw} \le \bar h_w, \qquad t_v \ge a_{bw} + r_w

    On demand, :math:`a_{bw} = h_{bw} + D_w` with the hand-over inside the lane's
    hours; nothing leaves before now.
    """

    number: ClassVar[int] = 10
    name: ClassVar[str] = "transport"

    def post(self, x: "PlanVars") -> None:
        """Ready before the carrier leaves, injected after the receiving check."""
        for own in x.visits:
            for option in own.options:
                usable = x.arrives(option) + x.way(option).lane.receiving_min
                x.model.add(own.injection >= usable).only_enforce_if(own.picks(option))
        now = x.index.problem.as_of_min
        for batch in x.supplies:
            for way in batch.ways:
                ships = batch.ships(way.id)
                if way.departure is None:
                    x.model.add(batch.ready <= batch.dispatch(way)).only_enforce_if(
                        ships
                    )
                    self._post_fixed(x, batch, way)
                    continue
                last = way.departure.handover_min
                if batch.fixed is not None and way.id in batch.fixed.ways:
                    last = max(last, batch.fixed.ready_min)  # what is fixed, stands
                elif last < now:
                    x.model.add(ships == 0)
                x.model.add(batch.ready <= last).only_enforce_if(ships)

    def _post_fixed(self, x: "PlanVars", batch: "SupplyVars", way: Way) -> None:
        """What is fixed still arrives in time, however much is added to the batch."""
        if batch.fixed is None:
            return
        doses = [dose for dose in batch.fixed.doses if dose.way.id == way.id]
        if not doses:
            return
        first = min(dose.injection_min for dose in doses)
        alone = x.piece.state.arrives_min(
            batch.supply, batch.fixed.reference_min, way, batch.fixed.portions
        )
        usable = max(first, alone + way.lane.receiving_min)
        x.model.add(batch.arrives(way) + way.lane.receiving_min <= usable)

    def allows(
        self, state: State, visit: Visit, alternative: int, offer: Offer
    ) -> tuple[int, int]:
        """Minutes after the receiving check."""
        load = state.loads.get(offer.supply.id)
        added, until = new_portions(state, visit, alternative, offer)
        portions = added + (load.portions if load else 0)
        arrives = state.arrives_min(
            offer.supply, offer.reference_min, offer.way, portions
        )
        if arrives < 0:
            return NEVER
        last = EVER[1] if until is None else until
        return arrives + offer.way.lane.receiving_min, last
