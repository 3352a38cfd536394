"""What is at a site whatever is planned: committed vials, and inventory (rule 18)."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from solver.model.held_demands import Demand, Literals, scaled
from solver.model.held_vars import Arrival, ArrivalVars, Injection
from solver.model.options import Option
from solver.model.scaled import Exponent
from solver.problem.clinic import Site
from solver.problem.equipment import Licence
from solver.problem.products import Presentation
from solver.state.decayed import scaled_kbq
from solver.state.held import FOREVER, Content, stock_contents
from solver.state.stock import Stock, StockShipment, StockVial

if TYPE_CHECKING:
    from solver.model.variables import PlanVars


class StandingHoldings:
    """What commitments and inventory hold at one arrival."""

    def __init__(
        self,
        x: "PlanVars",
        arrivals: ArrivalVars,
        arrival: Arrival,
        licence: Licence,
    ) -> None:
        self._x = x
        self._arrivals = arrivals
        self._at = arrival
        self._licence = licence

    def of(self, site: Site) -> Iterator[list[Demand]]:
        """Everything there, each with what it holds under what conditions."""
        for each in site.inventory:
            if each.nuclide in self._licence.nuclides:
                activity = (each.activity_kbq, each.half_life_min)
                amount = scaled(self._x, activity, self._back(each.at_min))
                yield [Demand(amount, self._at.literals, [])]
        for stock in self._x.piece.stocks.values():
            if stock.supply.product.nuclide not in self._licence.nuclides:
                continue
            for shipped in stock.shipments:
                if shipped.way.lane.site_id == site.id:
                    yield from self._shipment(stock, shipped)

    def most_kbq(self, site: Site) -> tuple[int, bool]:
        """Most that there could be then, and whether free visits take of it."""
        total, has_free = 0, False
        for each in site.inventory:
            if each.nuclide in self._licence.nuclides:
                back = self._back(each.at_min).last_min
                total += scaled_kbq(each.activity_kbq, back, each.half_life_min)
        for stock in self._x.piece.stocks.values():
            product = stock.supply.product
            if product.nuclide not in self._licence.nuclides:
                continue
            back = self._back(stock.batch.reference_min).last_min
            for shipped in stock.shipments:
                is_there = shipped.shipment.arrives_min <= self._at.last_min
                if shipped.way.lane.site_id != site.id or not is_there:
                    continue
                has_free |= any(
                    stock.batch.id in own.supply_ids for own in self._x.visits
                )
                total += sum(
                    scaled_kbq(vial.content_kbq, back, product.half_life_min)
                    for vial in shipped.vials
                )
        return total, has_free

    def _shipment(self, stock: Stock, shipped: StockShipment) -> Iterator[list[Demand]]:
        minute = shipped.shipment.arrives_min
        other = Arrival(f"{minute}", minute, minute, minute, None)
        come = self._arrivals.has_come(self._at, other)
        if come is None:
            return
        product, back = stock.supply.product, self._back(stock.batch.reference_min)
        load = self._x.piece.state.loads[stock.batch.id]
        contents = stock_contents(stock, shipped, load)
        for vial, content in zip(shipped.vials, contents, strict=True):
            amount = scaled(self._x, (vial.content_kbq, product.half_life_min), back)
            demands = [
                Demand(amount, [*come, *literals], absent)
                for literals, absent in self._still_there(stock, shipped, vial)
            ]
            if self._licence.includes_waste:
                half_life = product.half_life_min
                for rest, absent in self._rests(stock, shipped, vial, content):
                    left = scaled(self._x, (rest, half_life), back)
                    demands.append(Demand(left, [*come, *self._at.literals], absent))
            yield demands

    def _rests(
        self, stock: Stock, shipped: StockShipment, vial: StockVial, content: Content
    ) -> Iterator[tuple[int, Literals]]:
        """What is left of a vial: if no free visit takes of it, and at least."""
        option = Option(stock.batch.id, shipped.way.id, vial.number)
        picks = [own.picks(option) for own in self._x.visits if option in own.options]
        if content.rest_kbq > 0 and content.until_min < FOREVER:
            yield content.rest_kbq, picks
        is_whole = stock.supply.product.presentation is Presentation.WHOLE_VIALS
        if picks and not is_whole and vial.content_kbq > vial.usable_kbq:
            yield vial.content_kbq - vial.usable_kbq, []

    def _still_there(
        self, stock: Stock, shipped: StockShipment, vial: StockVial
    ) -> Iterator[tuple[Literals, Literals]]:
        """Conditions under which a vial is not given, or not drawn from last."""
        x, at = self._x, self._at
        option = Option(stock.batch.id, shipped.way.id, vial.number)
        fixed = [
            dose
            for dose in x.piece.state.loads[stock.batch.id].doses
            if (dose.way.id, dose.vial) == (shipped.way.id, vial.number)
            and vial.owner_id in {None, dose.visit_id}
        ]
        pickers = [
            own
            for own in x.visits
            if option in own.options and vial.owner_id in {None, own.visit.id}
        ]
        if vial.number == 0 and vial.owner_id is None:
            fixed, pickers = [], []
        if not fixed:
            # Not used, it stays for good.
            yield at.literals, [own.picks(option) for own in pickers]
        for dose in fixed:
            minute = dose.injection_min
            given = Injection(dose.visit_id, minute, minute, minute)
            late = self._arrivals.is_later(at, given, at.literals)
            if late is not None:
                yield [*at.literals, *late], []
        for own in pickers:
            reach = own.option_reach(option)
            under = [*at.literals, own.picks(option)]
            given = Injection(
                own.visit.id, own.injection, reach.first_min, reach.last_min
            )
            late = self._arrivals.is_later(at, given, under)
            if late is not None:
                yield [*under, *late], []

    def _back(self, reference_min: int) -> Exponent:
        """Minutes from the arrival back to a reference minute."""
        at = self._at
        return Exponent(
            reference_min - at.minute,
            reference_min - at.last_min,
            reference_min - at.first_min,
        )
