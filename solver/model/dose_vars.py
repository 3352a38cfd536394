r"""
How much one free visit takes, from which batch and vial.

A visit has one product, hence one half-life, and one age: injection minus reference
minute of the batch it draws from.  Its demand depends on age and alternative alone,
and every rounding is that of :func:`solver.decay.need_kbq`.
"""

from collections.abc import Callable

from ortools.sat.python import cp_model

from solver.decay import need_kbq
from solver.model.ages import ages_of
from solver.model.book import Book
from solver.model.needs import FreshDraw, Stretch, tie_count, tie_demand
from solver.model.options import Option
from solver.model.piece import Piece
from solver.model.seating import Expr, Seating
from solver.model.visit_vars import VisitVars
from solver.problem.products import Presentation
from solver.state.load import Dose, usable_content_kbq

_MAX_PRODUCT = 2**61
"""Products beyond this could overflow the solver's 64-bit sums."""


class DoseVars:
    """Age, demand and vials of one visit's dose."""

    def __init__(self, book: Book, piece: Piece, own: VisitVars) -> None:
        self._book = book
        self._piece = piece
        self._own = own
        self._product = piece.index.products[own.visit.product_id]
        self.is_whole = self._product.presentation is Presentation.WHOLE_VIALS
        self._age: Expr = 0
        self._demand: Expr = 0
        self._count: Expr = 0
        self._drawn: dict[str, Expr] = {}
        self._drawn_so: dict[Option, Expr] = {}
        self._counted: dict[str, Expr] = {}
        self._make_age()

    # -- what can be asked -----------------------------------------------------

    @property
    def demand(self) -> Expr:
        """Activity taken at the reference minute; 0 if nothing is drawn anew."""
        return self._demand

    @property
    def count(self) -> Expr:
        """Whole vials needed; 0 for other products."""
        return self._count

    def drawn_from(self, supply_id: str) -> Expr:
        """Activity taken from one batch, at its reference minute."""
        if supply_id not in self._drawn:
            literal = self._own.draws_from(supply_id)
            self._drawn[supply_id] = self._share(
                self._demand, literal, supply_id, len(self._own.supply_ids) == 1
            )
        return self._drawn[supply_id]

    def drawn_by(self, option: Option) -> Expr:
        """Activity taken from one vial, at its batch's reference minute."""
        if option not in self._drawn_so:
            whole = self.drawn_from(option.supply_id)
            rivals = list(self._own.options_from(option.supply_id))
            self._drawn_so[option] = self._share(
                whole, self._own.picks(option), str(option), len(rivals) == 1
            )
        return self._drawn_so[option]

    def counted_from(self, supply_id: str) -> Expr:
        """Whole vials taken from one batch."""
        if supply_id not in self._counted:
            literal = self._own.draws_from(supply_id)
            self._counted[supply_id] = self._share(
                self._count, literal, supply_id, len(self._own.supply_ids) == 1
            )
        return self._counted[supply_id]

    def volume_by(self, option: Option, over: int, per: int) -> Expr:
        """Volume taken from one vial: the activity times ``over / per``, rounded up."""
        drawn = self.drawn_by(option)
        if isinstance(drawn, int):
            return -(-drawn * over // per)
        _, most = self._book.bounds(drawn)
        if most * over > _MAX_PRODUCT:
            raise OverflowError(f"{most} kBq in {self._own.visit.id} are too many")
        volume = self._book.integer(
            0,
            -(-most * over // per),
            f"volume of {self._own.visit.id} from {option}",
            lambda seating: -(-seating.value(drawn) * over // per),
        )
        self._book.model.add(volume * per >= drawn * over)
        return volume

    # -- what can be required --------------------------------------------------

    def require_need(self, reference: Callable[[str], Expr]) -> None:
        """Tie the demand, or the number of whole vials, to age and alternative."""
        for supply_id in self._own.supply_ids if self._stretches else ():
            age = self._own.injection - reference(supply_id)
            self._book.model.add(self._age == age).only_enforce_if(
                self._own.draws_from(supply_id), self._is_fresh
            )
        if not self._stretches:
            return
        draw = FreshDraw(self._own, self._is_fresh, self._age, tuple(self._stretches))
        half_life = self._product.half_life_min
        if self.is_whole:
            usable = usable_content_kbq(self._product)
            tie_count(self._book, draw, self._count, usable, half_life)
        else:
            tie_demand(self._book, draw, self._demand, half_life)

    # -- making them -----------------------------------------------------------

    def _make_age(self) -> None:
        own, book = self._own, self._book
        dispensed = [each for each in own.options if self._is_dispensed(each)]
        self._is_fresh = own.served
        if dispensed:
            self._is_fresh = book.boolean(
                f"fresh {own.visit.id}", self._of(lambda dose: 1, 0)
            )
            picks = cp_model.LinearExpr.sum([own.picks(each) for each in dispensed])
            book.model.add(self._is_fresh + picks == own.served)
        self._stretches = self._find_stretches()
        if not self._stretches:
            book.model.add(self._is_fresh == 0)
            return
        first = min(each.first_min for each in self._stretches)
        last = max(each.last_min for each in self._stretches)
        age = book.integer(first, last, f"age {own.visit.id}", self._aged(first))
        self._age = age
        book.model.add(age == first).only_enforce_if(self._is_fresh.negated())
        most = max(
            need_kbq(each.gross_kbq, each.last_min, self._product.half_life_min)
            for each in self._stretches
        )
        if self.is_whole:
            usable = usable_content_kbq(self._product)
            self._count = book.integer(
                0,
                -(-most // usable),
                f"vials {own.visit.id}",
                self._of(lambda dose: dose.vials, 0),
            )
        else:
            self._demand = book.integer(
                0,
                most,
                f"demand {own.visit.id}",
                self._of(lambda dose: dose.demand_kbq, 0),
            )

    def _find_stretches(self) -> list[Stretch]:
        """Ages each alternative can have, over all batches."""
        own, stretches = self._own, []
        for alternative in own.choices:
            gross = self._piece.index.gross_kbq(own.visit, alternative)
            found = [
                ages_of(self._piece, own.visit, each, own.option_reach(each), gross)
                for each in own.options
                if not self._is_dispensed(each)
            ]
            found = [ages for ages in found if not ages.is_empty]
            if found:
                first = min(ages.first_min for ages in found)
                last = max(ages.last_min for ages in found)
                stretches.append(Stretch(alternative, gross, first, last))
        return stretches

    def _share(
        self, whole: Expr, literal: cp_model.IntVar, name: str, is_all: bool
    ) -> Expr:
        """What of a quantity falls to one of several sources."""
        if is_all or isinstance(whole, int):
            return whole
        _, most = self._book.bounds(whole)
        share = self._book.integer(
            0,
            most,
            f"of {self._own.visit.id} from {name}",
            lambda seating: seating.value(whole) if seating.value(literal) else 0,
        )
        model = self._book.model
        model.add(share == whole).only_enforce_if(literal)
        model.add(share == 0).only_enforce_if(literal.negated())
        return share

    def _is_dispensed(self, option: Option) -> bool:
        """Whether the option is a dose that exists, in vials of its own."""
        return not option.vial and option.supply_id in self._piece.stocks

    def _aged(self, otherwise: int) -> Callable[[Seating], int]:
        """Age of the dose, if it is drawn anew."""

        def truth(seating: Seating) -> int:
            seat = seating.placement(self._own.visit.id)
            if seat is None or not seating.value(self._is_fresh):
                return otherwise
            return seat.injection_min - seat.channel.reference_min

        return truth

    def _of(
        self, value: Callable[[Dose], int], otherwise: int
    ) -> Callable[[Seating], int]:
        """Value of a dose drawn anew; another without one."""

        def truth(seating: Seating) -> int:
            seat = seating.placement(self._own.visit.id)
            dose = seating.dose(self._own.visit.id)
            if seat is None or dose is None:
                return otherwise
            channel = seat.channel
            option = Option(channel.supply_id, channel.way_id, channel.vial)
            return otherwise if self._is_dispensed(option) else value(dose)

        return truth
