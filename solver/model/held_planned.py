"""What batches that are not committed hold at a site when something arrives."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from solver.model.held_demands import (
    Amount,
    Demand,
    Literals,
    counted,
    just,
    scaled,
    tabled,
)
from solver.model.held_vars import Arrival, ArrivalVars, Injection
from solver.model.scaled import Exponent
from solver.model.seating import Expr
from solver.model.supply_vars import SupplyVars
from solver.model.visit_vars import VisitVars
from solver.problem.equipment import Licence
from solver.state.decayed import scaled_kbq
from solver.state.load import Dose, dead_kbq, usable_content_kbq
from solver.state.supply import Way

if TYPE_CHECKING:
    from solver.model.variables import PlanVars


class PlannedHoldings:
    """
    What one shipment holds at one arrival.

    Parameters
    ----------
    literals
        Under which the arrival matters, and the shipment has come.
    """

    def __init__(
        self,
        x: "PlanVars",
        arrivals: ArrivalVars,
        arrival: Arrival,
        licence: Licence,
        literals: Literals,
    ) -> None:
        self._x = x
        self._arrivals = arrivals
        self._at = arrival
        self._licence = licence
        self._literals = literals

    def of(self, batch: SupplyVars, way: Way) -> Iterator[list[Demand]]:
        """Everything in it, each with what it holds under what conditions."""
        fixed = [
            dose
            for dose in (batch.fixed.doses if batch.fixed else ())
            if dose.way.id == way.id
        ]
        if batch.supply.product.container.content_kbq is not None:
            yield from self._whole(batch, way, fixed)
            return
        is_shared = any(way_id == way.id for way_id, _ in batch.vials)
        dead = 0 if is_shared else dead_kbq(batch.supply.product)
        half_life = batch.supply.product.half_life_min
        for own, comes in self._x.freight.travellers(batch, way):
            given, under = self._given(own, batch, way), [*self._literals, comes]
            late = self._arrivals.is_later(self._at, given, under)
            choices = own.choices if late is not None else ()
            yield [
                *(
                    Demand(
                        self._drawn(
                            (self._x.index.gross_kbq(own.visit, choice), half_life),
                            given,
                            dead,
                        ),
                        [*under, *(late or []), own.takes(choice)],
                        [],
                    )
                    for choice in choices
                ),
                *self._waste(batch, dead, under),
            ]
        for dose in fixed:
            given = _given_already(dose)
            late = self._arrivals.is_later(self._at, given, self._literals)
            demands = self._waste(batch, dead, self._literals)
            if late is not None:
                amount = self._drawn((dose.gross_kbq, half_life), given, dead)
                demands.append(Demand(amount, [*self._literals, *late], []))
            yield demands
        for way_id, vial in batch.vials:
            if way_id == way.id:
                yield self._dead(batch, way_id, vial, fixed)

    def most_kbq(self, batch: SupplyVars, way: Way) -> tuple[int, dict[str, int]]:
        """Most that it could hold then: for fixed visits, and for each free one."""
        x, product, at = self._x, batch.supply.product, self._at
        half_life, content = product.half_life_min, product.container.content_kbq
        is_kept = self._licence.includes_waste
        fixed, free = 0, {}
        each = scaled_kbq(content or 0, self._back(batch).last_min, half_life)
        dead = dead_kbq(product)
        for own, _ in x.freight.travellers(batch, way):
            given = self._given(own, batch, way)
            left = given.last_min - at.first_min
            if left <= 0 and not is_kept:
                continue
            if content is not None:
                count = x.book.bounds(x.freight.counted_by(own, batch, way))[1]
                free[own.visit.id] = each * count
            elif left > 0:
                gross = max(x.index.gross_kbq(own.visit, k) for k in own.choices)
                free[own.visit.id] = dead + scaled_kbq(gross, left, half_life)
            elif dead:
                free[own.visit.id] = dead
        for dose in batch.fixed.doses if batch.fixed else ():
            if dose.way.id == way.id and (is_kept or dose.injection_min > at.first_min):
                left = dose.injection_min - at.first_min
                fixed += dead + each * dose.vials
                if left > 0 and content is None:
                    fixed += scaled_kbq(dose.gross_kbq, left, half_life)
        return fixed, free

    def _drawn(
        self, activity: tuple[int, float], given: Injection, dead: int
    ) -> Amount:
        """A dose before it is drawn, with the dead volume of its own syringe."""
        at = self._at
        exponent = Exponent(
            given.minute - at.minute,
            max(given.first_min - at.last_min, 1),
            given.last_min - at.first_min,
        )
        return scaled(self._x, activity, exponent, dead, self._licence.max_kbq)

    def _dead(
        self, batch: SupplyVars, way_id: str, vial: int, fixed: list[Dose]
    ) -> list[Demand]:
        """The dead volume of a multi-dose vial, until it is drawn from last."""
        dead = dead_kbq(batch.supply.product)
        demands = self._waste(batch, dead, [*self._literals, batch.fills(way_id, vial)])
        if not dead:
            return demands
        draws: list[tuple[Injection, Literals]] = [
            (_given_already(each), []) for each in fixed if each.vial == vial
        ]
        way = self._x.index.ways[way_id]
        for own, _, option in batch.pickers(way_id, vial):
            draws.append((self._given(own, batch, way), [own.picks(option)]))
        for given, picked in draws:
            under = [*self._literals, *picked]
            late = self._arrivals.is_later(self._at, given, under)
            if late is not None:
                demands.append(Demand(just(self._x, dead), [*under, *late], []))
        return demands

    def _waste(self, batch: SupplyVars, dead: int, under: Literals) -> list[Demand]:
        """What stays of a dead volume, where waste counts."""
        if not (self._licence.includes_waste and dead):
            return []
        x, half_life = self._x, batch.supply.product.half_life_min
        exponent = self._back(batch)
        if exponent.last_min > 0:
            # The reference is still to come: it has not decayed, or not for so long.
            back = min(exponent.first_min, 0)
            return [Demand(just(x, scaled_kbq(dead, back, half_life)), under, [])]
        return [Demand(scaled(x, (dead, half_life), exponent), under, [])]

    # -- whole vials -----------------------------------------------------------

    def _whole(
        self, batch: SupplyVars, way: Way, fixed: list[Dose]
    ) -> Iterator[list[Demand]]:
        """Whole vials until they are given, and what is left of them."""
        x, product = self._x, batch.supply.product
        content, half_life = product.container.content_kbq or 0, product.half_life_min
        back = self._back(batch)
        each_kbq: Expr
        if isinstance(back.minutes, int):
            each_kbq = scaled_kbq(content, back.minutes, half_life)
        else:
            amount = scaled(x, (content, half_life), back)
            name = f"{batch.supply.id} at {self._at.name}"
            each_kbq = x.book.integer(0, amount.most_kbq, name, amount.value)
            amount.require(each_kbq, self._literals)
        for own, comes in x.freight.travellers(batch, way):
            given, under = self._given(own, batch, way), [*self._literals, comes]
            late = self._arrivals.is_later(self._at, given, under)
            demands = list(self._rest_of(own, batch, given, under))
            if late is not None:
                count = x.freight.counted_by(own, batch, way)
                amount = counted(x, each_kbq, count)
                demands.append(Demand(amount, [*under, *late], []))
            yield demands
        for dose in fixed:
            given = _given_already(dose)
            late = self._arrivals.is_later(self._at, given, self._literals)
            rest = dose.vials * content - dose.demand_kbq
            demands = self._rest(batch, rest)
            if late is not None:
                amount = counted(x, each_kbq, dose.vials)
                demands.append(Demand(amount, [*self._literals, *late], []))
            yield demands

    def _rest(self, batch: SupplyVars, rest_kbq: int) -> list[Demand]:
        """What a fixed visit leaves in its vials."""
        if not (self._licence.includes_waste and rest_kbq > 0):
            return []
        activity = (rest_kbq, batch.supply.product.half_life_min)
        amount = scaled(self._x, activity, self._back(batch))
        return [Demand(amount, self._literals, [])]

    def _rest_of(
        self, own: VisitVars, batch: SupplyVars, given: Injection, under: Literals
    ) -> Iterator[Demand]:
        """What a free visit leaves in whole vials, at least; no more is asked for."""
        back, x = self._back(batch), self._x
        product = batch.supply.product
        content, half_life = product.container.content_kbq or 0, product.half_life_min
        if not self._licence.includes_waste or not isinstance(back.minutes, int):
            return
        for choice in own.choices:
            gross = x.index.gross_kbq(own.visit, choice)
            rests = []
            for minute in range(given.first_min, given.last_min + 1):
                age = minute - x.book.bounds(batch.reference)[0]
                taken = scaled_kbq(gross, age, half_life)
                count = -(-taken // usable_content_kbq(product))
                rest = count * content - taken
                rests.append(scaled_kbq(rest, back.minutes, half_life))
            amount = tabled(x, rests, own.injection - given.first_min)
            yield Demand(amount, [*under, own.takes(choice)], [])

    # -- minutes ---------------------------------------------------------------

    def _given(self, own: VisitVars, batch: SupplyVars, way: Way) -> Injection:
        reach = self._x.freight.reach_by(own, batch.supply.id, way.id)
        return Injection(own.visit.id, own.injection, reach.first_min, reach.last_min)

    def _back(self, batch: SupplyVars) -> Exponent:
        """Minutes from the arrival back to the batch's reference minute."""
        first, last = self._x.book.bounds(batch.reference)
        at = self._at
        return Exponent(
            batch.reference - at.minute, first - at.last_min, last - at.first_min
        )


def _given_already(dose: Dose) -> Injection:
    minute = dose.injection_min
    return Injection(dose.visit_id, minute, minute, minute)
