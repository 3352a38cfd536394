"""Rule 10: a dose takes a real departure and is usable once received."""

from collections.abc import Callable
from itertools import combinations, product
from typing import TYPE_CHECKING, ClassVar

from solver.constraints.base import EVER, NEVER
from solver.problem.demand import Visit
from solver.state.decayed import AMPLE_KBQ
from solver.state.freight import (
    Freight,
    carried_by,
    committed_freight,
    freight_of,
    last_minute,
)
from solver.state.hours import NEVER_MIN
from solver.state.offer import Offer
from solver.state.portions import new_portions
from solver.state.state import State
from solver.state.supply import Way

if TYPE_CHECKING:
    from solver.model.book import Truth
    from solver.model.seating import Seating
    from solver.model.supply_vars import SupplyVars
    from solver.model.variables import PlanVars  # loads OR-Tools

_MICRO = 10**6


class Transport:
    r"""
    Hand-over by the last minute of the departure, injection after the receipt.

    .. math:: h_{bw} \le \bar h_w, \qquad t_v \ge a_{bw} + r_w

    On demand, :math:`a_{bw} = h_{bw} + D_w` with the hand-over inside the lane's
    hours; nothing leaves before now.  A vehicle makes one tour at a time, and the
    shipments on a departure keep to its limits, with the activity at departure
    :math:`A_{bw}` and the portions :math:`n_{bw}`:

    .. math:: \sum_b \max(1, \lceil n_{bw} / \bar n \rceil,
        \lceil A_{bw} / \bar A \rceil) \le \bar P_w, \qquad
        \sum_b \lceil \theta A_{bw} \rceil \le \bar\theta_w
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
        self._post_vehicles(x)
        self._post_limits(x)

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

    def _post_vehicles(self, x: "PlanVars") -> None:
        """Of two tours of one vehicle that overlap, one is made at most."""
        loaded = _loaded(x)
        ways = [x.index.ways[way_id] for way_id in loaded]
        committed = [x.index.ways[way_id] for way_id in x.piece.state.paid]
        for way in ways:
            if any(_overlap(way, other) for other in committed):
                for batch in loaded[way.id]:
                    if not _is_fixed(batch, way):
                        x.model.add(batch.ships(way.id) == 0)
        pairs = [each for each in combinations(ways, 2) if _overlap(*each)]
        for one, other in pairs:
            for batch, rival in product(loaded[one.id], loaded[other.id]):
                if not (_is_fixed(batch, one) and _is_fixed(rival, other)):
                    x.model.add_bool_or(
                        batch.ships(one.id).negated(), rival.ships(other.id).negated()
                    )

    def _post_limits(self, x: "PlanVars") -> None:
        """Packages and transport index of all shipments on a departure."""
        for way_id, batches in _loaded(x).items():
            way = x.index.ways[way_id]
            departure = way.departure
            if departure is None:
                continue
            held = Freight()
            for stock in x.piece.stocks.values():
                held += committed_freight(stock, way)
            room = Freight(
                packages=_left(departure.max_packages, held.packages),
                ti_milli=_left(departure.max_ti_milli, held.ti_milli),
            )
            if room.packages < 0 or room.ti_milli < 0:
                x.model.add(sum(batch.ships(way.id) for batch in batches) == 0)
            else:
                self._post_room(x, way, batches, room)

    def _post_room(
        self, x: "PlanVars", way: Way, batches: "list[SupplyVars]", room: Freight
    ) -> None:
        """What is not committed fits what the departure has left."""
        counts, indices = [], []
        for batch in batches:
            package = batch.supply.product.package
            most, by_activity = AMPLE_KBQ, False
            if room.packages < AMPLE_KBQ and package.max_activity_kbq is not None:
                most, by_activity = room.packages * package.max_activity_kbq, True
            if room.ti_milli < AMPLE_KBQ and package.ti_milli_per_gbq:
                limit = room.ti_milli * _MICRO // package.ti_milli_per_gbq
                most, by_activity = min(most, limit), True
            activity = x.freight.departing_kbq(batch, way, most) if by_activity else 0
            name = f"{batch.supply.id}/{way.id}"
            if room.packages < AMPLE_KBQ:
                packages = x.book.integer(
                    0,
                    room.packages,
                    f"packages {name}",
                    _freight(batch, way, lambda each: each.packages),
                )
                counts.append(packages)
                x.model.add(packages >= batch.ships(way.id))
                if package.max_portions is not None:
                    portions = x.freight.portions(batch, way)
                    x.model.add(packages * package.max_portions >= portions)
                if package.max_activity_kbq is not None:
                    x.model.add(packages * package.max_activity_kbq >= activity)
            if room.ti_milli < AMPLE_KBQ and package.ti_milli_per_gbq:
                index = x.book.integer(
                    0,
                    room.ti_milli,
                    f"transport index {name}",
                    _freight(batch, way, lambda each: each.ti_milli),
                )
                indices.append(index)
                x.model.add(index * _MICRO >= package.ti_milli_per_gbq * activity)
        if counts:
            x.model.add(sum(counts) <= room.packages)
        if indices:
            x.model.add(sum(indices) <= room.ti_milli)

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
        if arrives == NEVER_MIN or _is_away(state, offer):
            return NEVER
        last = EVER[1] if until is None else until
        last = min(last, last_minute(state, visit, alternative, offer))
        return arrives + offer.way.lane.receiving_min, last


def is_on_board(state: State, supply_id: str) -> bool:
    """Whether the departures of a batch that is not committed keep to their limits."""
    load = state.loads.get(supply_id)
    if load is None or supply_id in state.stocks:
        return True
    for way in load.ways.values():
        departure = way.departure
        if departure is None:
            continue
        if _is_away(state, Offer(load.supply, load.reference_min, way, 0)):
            return False
        carried = carried_by(state, way)
        most = (_left(departure.max_packages, 0), _left(departure.max_ti_milli, 0))
        if carried.packages > most[0] or carried.ti_milli > most[1]:
            return False
    return True


def _loaded(x: "PlanVars") -> "dict[str, list[SupplyVars]]":
    """Departures that batches may take, and these batches."""
    loaded: dict[str, list[SupplyVars]] = {}
    for batch in x.supplies:
        for way in batch.ways:
            if way.departure is not None:
                loaded.setdefault(way.id, []).append(batch)
    return loaded


def _overlap(one: Way, other: Way) -> bool:
    """Whether two departures are tours of one vehicle at the same time."""
    tour, rival = one.departure, other.departure
    if tour is None or rival is None or tour.id == rival.id:
        return False
    if tour.vehicle_id is None or tour.vehicle_id != rival.vehicle_id:
        return False
    back, rival_back = tour.returns_min or 0, rival.returns_min or 0
    return tour.departs_min < rival_back and rival.departs_min < back


def _is_away(state: State, offer: Offer) -> bool:
    """Whether the vehicle is on another tour."""
    departure = offer.way.departure
    if departure is None or departure.vehicle_id is None:
        return False
    if offer.supply.id in state.stocks:
        return False
    key = ("rivals", offer.way.id)
    if key not in state.memo:
        ways = state.index.ways.values()
        state.memo[key] = [way.id for way in ways if _overlap(offer.way, way)]
    return any(
        state.departures.get(way_id, 0) or way_id in state.paid
        for way_id in state.memo[key]
    )


def _is_fixed(batch: "SupplyVars", way: Way) -> bool:
    """Whether something of the batch travels there, whatever is decided."""
    return batch.fixed is not None and way.id in batch.fixed.ways


def _left(limit: int | None, taken: int) -> int:
    """What is left of a limit: ample without one, negative beyond it."""
    return AMPLE_KBQ if limit is None else limit - taken


def _freight(batch: "SupplyVars", way: Way, value: Callable[[Freight], int]) -> "Truth":
    """A number of the shipment of a batch; 0 if there is none."""

    def truth(seating: "Seating") -> int:
        load = seating.load(batch.supply.id)
        return 0 if load is None else value(freight_of(load, way))

    return truth
