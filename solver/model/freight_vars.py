"""What of a batch travels on a way: portions, and their activity (rule 10)."""

from typing import TYPE_CHECKING

from ortools.sat.python import cp_model

from solver.decay import longest_age_min
from solver.model.book import Truth
from solver.model.options import Reach
from solver.model.scaled import Exponent, require_scaled
from solver.model.seating import Expr, Seating
from solver.model.supply_vars import SupplyVars
from solver.model.visit_vars import VisitVars
from solver.problem.base import MAX_ACTIVITY_KBQ
from solver.problem.products import Presentation
from solver.state.decayed import scaled_kbq
from solver.state.freight import Freight, freight_of
from solver.state.load import dead_kbq
from solver.state.supply import Way

if TYPE_CHECKING:
    from solver.model.variables import PlanVars


class FreightVars:
    """Shipments of batches that are not committed."""

    def __init__(self, x: "PlanVars") -> None:
        self._x = x
        self._comes: dict[tuple[str, str, str], cp_model.IntVar] = {}
        self._counted: dict[tuple[str, str, str], Expr] = {}

    def comes_by(
        self, own: VisitVars, supply_id: str, way_id: str
    ) -> cp_model.IntVar | None:
        """Whether a dose is of a batch and takes a way; ``None`` if it cannot."""
        key = (own.visit.id, supply_id, way_id)
        if key not in self._comes:
            picks = [
                own.picks(option)
                for option in own.options_from(supply_id)
                if option.way_id == way_id
            ]
            if not picks:
                return None
            self._comes[key] = self._x.book.any_of(picks, f"come {key}")
        return self._comes[key]

    def reach_by(self, own: VisitVars, supply_id: str, way_id: str) -> Reach:
        """First and last injection minute of a dose that comes so."""
        reaches = [
            own.option_reach(option)
            for option in own.options_from(supply_id)
            if option.way_id == way_id
        ]
        return Reach(
            min(each.first_min for each in reaches),
            max(each.last_min for each in reaches),
        )

    def travellers(
        self, batch: SupplyVars, way: Way
    ) -> list[tuple[VisitVars, cp_model.IntVar]]:
        """Free visits whose dose may travel so, each with whether it does."""
        found = []
        for own, _ in batch.drawers:
            literal = self.comes_by(own, batch.supply.id, way.id)
            if literal is not None:
                found.append((own, literal))
        return found

    def counted_by(self, own: VisitVars, batch: SupplyVars, way: Way) -> Expr:
        """Whole vials of a visit that come by a way, at least."""
        key = (own.visit.id, batch.supply.id, way.id)
        counted = self._x.dose(own.visit.id).counted_from(batch.supply.id)
        literal = self.comes_by(own, batch.supply.id, way.id)
        options = list(own.options_from(batch.supply.id))
        if literal is None or all(each.way_id == way.id for each in options):
            return counted if literal is not None else 0
        if key not in self._counted:
            share = self._x.book.integer(
                0,
                self._x.book.bounds(counted)[1],
                f"vials {key}",
                _if(literal, counted),
            )
            self._x.model.add(share >= counted).only_enforce_if(literal)
            self._counted[key] = share
        return self._counted[key]

    def portions(self, batch: SupplyVars, way: Way) -> Expr:
        """Vials and unit doses on a way."""
        total: Expr = self._fixed(batch, way).portions
        if batch.supply.product.presentation is Presentation.WHOLE_VIALS:
            for own, _ in self.travellers(batch, way):
                total += self.counted_by(own, batch, way)
        elif batch.supply.product.presentation is Presentation.UNIT_DOSE:
            for _, literal in self.travellers(batch, way):
                total += literal
        else:
            for literal in self.new_vials(batch, way):
                total += literal
        return total

    def new_vials(self, batch: SupplyVars, way: Way) -> list[cp_model.IntVar]:
        """Multi-dose vials on a way that no fixed visit draws from, if filled."""
        fixed = batch.fixed.fills if batch.fixed else {}
        return [
            batch.fills(way_id, vial)
            for way_id, vial in batch.vials
            if way_id == way.id and (way_id, vial) not in fixed
        ]

    def departing_kbq(self, batch: SupplyVars, way: Way, most_kbq: int) -> Expr:
        """Activity of a shipment when it departs; it must not be more than the most."""
        product = batch.supply.product
        total: Expr = self._fixed(batch, way).activity_kbq
        leaves = way.departure.departs_min if way.departure else 0
        if product.presentation is Presentation.WHOLE_VIALS:
            return total + self._whole_kbq(batch, way, leaves, most_kbq)
        for own, literal in self.travellers(batch, way):
            reach = self.reach_by(own, batch.supply.id, way.id)
            total += self._drawn_kbq(own, literal, (leaves, reach), most_kbq)
            if product.presentation is Presentation.UNIT_DOSE:
                total += dead_kbq(product) * literal
        for literal in self.new_vials(batch, way):
            total += dead_kbq(product) * literal
        return total

    def _drawn_kbq(
        self,
        own: VisitVars,
        literal: cp_model.IntVar,
        when: tuple[int, Reach],
        most_kbq: int,
    ) -> Expr:
        """Activity of a dose at a minute before it is drawn."""
        x, half_life, (at_min, reach) = self._x, half_life_of(self._x, own), when
        most = min(most_kbq, MAX_ACTIVITY_KBQ)
        name = f"{own.visit.id} at {at_min}"
        least = x.book.integer(0, max(most, 0), name, _at(x, own, literal, at_min))
        for choice in own.choices:
            chosen = [literal, own.takes(choice)]
            gross = x.index.gross_kbq(own.visit, choice)
            last = own.reach.first_min - 1
            if most > 0:
                last = at_min + longest_age_min(gross, most, half_life)
            x.restrict(own.injection, [(own.reach.first_min, last + 1)], chosen)
            exponent = Exponent(
                own.injection - at_min,
                reach.first_min - at_min,
                min(reach.last_min, last) - at_min,
            )
            require_scaled(x.model, least, (gross, half_life), exponent, chosen)
        return least

    def _whole_kbq(
        self, batch: SupplyVars, way: Way, at_min: int, most_kbq: int
    ) -> Expr:
        """Activity of the whole vials that free visits take, at a minute."""
        x, product = self._x, batch.supply.product
        content, half_life = product.container.content_kbq or 0, product.half_life_min
        first, last = x.book.bounds(batch.reference)
        counts: Expr = 0
        for own, _ in self.travellers(batch, way):
            counts += self.counted_by(own, batch, way)
        if first == last:
            return counts * scaled_kbq(content, first - at_min, half_life)
        most = x.book.bounds(counts)[1]
        ends = [scaled_kbq(content, each - at_min, half_life) for each in (first, last)]

        def content_at(seating: Seating) -> int:
            reference = seating.value(batch.reference)
            return scaled_kbq(content, reference - at_min, half_life)

        def contents_at(seating: Seating) -> int:
            return content_at(seating) * seating.value(counts)

        name = f"{batch.supply.id} at {at_min}"
        each = x.book.integer(ends[0], ends[1], name, content_at)
        exponent = Exponent(batch.reference - at_min, first - at_min, last - at_min)
        require_scaled(x.model, each, (content, half_life), exponent, [])
        top = max(min(most * ends[1], most_kbq), 0)
        total = x.book.integer(0, top, name, contents_at)
        x.model.add_multiplication_equality(total, [each, counts])
        return total

    def _fixed(self, batch: SupplyVars, way: Way) -> Freight:
        return freight_of(batch.fixed, way) if batch.fixed else Freight()


def half_life_of(x: "PlanVars", own: VisitVars) -> float:
    """Half-life of what a visit is given [min]."""
    return x.index.products[own.visit.product_id].half_life_min


def _if(literal: cp_model.IntVar, expr: Expr) -> Truth:
    """An expression's value, if the literal is true."""
    return lambda seating: seating.value(expr) if seating.value(literal) else 0


def _at(x: "PlanVars", own: VisitVars, literal: cp_model.IntVar, at_min: int) -> Truth:
    """Activity of the dose at a minute, if it is the one the literal is about."""

    def truth(seating: Seating) -> int:
        seat = seating.placement(own.visit.id)
        if seat is None or not seating.value(literal):
            return 0
        gross = x.index.gross_kbq(own.visit, seat.alternative)
        return scaled_kbq(gross, seat.injection_min - at_min, half_life_of(x, own))

    return truth
