"""What a dose needs at its age: a table of demands, or a count of whole vials."""

from collections.abc import Callable
from dataclasses import dataclass

from ortools.sat.python import cp_model

from solver.decay import longest_age_min, need_kbq
from solver.model.book import Book
from solver.model.seating import Expr, Seating
from solver.model.visit_vars import VisitVars

_NUM_CUTS = 4
"""Chords below each demand curve: a bound for the relaxation, no more."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Ages at which one alternative can be met, both included."""

    alternative: int
    gross_kbq: int
    first_min: int
    last_min: int


@dataclass(frozen=True, slots=True)
class FreshDraw:
    """
    A visit that may draw anew, and the age of what it draws.

    ``is_fresh`` is false if it is not served, or has a dose that exists already;
    the age is then the first of all stretches.
    """

    own: VisitVars
    is_fresh: cp_model.IntVar
    age: Expr
    stretches: tuple[Stretch, ...]

    @property
    def first_min(self) -> int:
        """The least age of all."""
        return min(each.first_min for each in self.stretches)


def tie_demand(book: Book, draw: FreshDraw, demand: Expr, half_life_min: float) -> None:
    """
    Read the demand from one table of needs, row 0 being *nothing*.

    The table has a stretch of rows per alternative.
    """
    own, model = draw.own, book.model
    table, begins = [0], {}
    for each in draw.stretches:
        begins[each.alternative] = len(table) - each.first_min
        table.extend(
            need_kbq(each.gross_kbq, age, half_life_min)
            for age in range(each.first_min, each.last_min + 1)
        )

    def truth(seating: Seating) -> int:
        seat = seating.placement(own.visit.id)
        if seat is None or not seating.value(draw.is_fresh):
            return 0
        return begins.get(seat.alternative, 0) + seating.value(draw.age)

    row = book.integer(0, len(table) - 1, f"row {own.visit.id}", truth)
    model.add_element(row, table, demand)
    model.add(row == 0).only_enforce_if(draw.is_fresh.negated())
    stretches = {each.alternative: each for each in draw.stretches}
    for alternative in own.choices:
        chosen = [own.takes(alternative), draw.is_fresh]
        stretch = stretches.get(alternative)
        if stretch is None:
            model.add_bool_or([each.negated() for each in chosen])
            continue
        model.add(row == draw.age + begins[alternative]).only_enforce_if(chosen)
        ages = cp_model.Domain(stretch.first_min, stretch.last_min)
        model.add_linear_expression_in_domain(draw.age, ages).only_enforce_if(chosen)
    _cut_below(book, draw, demand, half_life_min)


def _cut_below(book: Book, draw: FreshDraw, demand: Expr, half_life_min: float) -> None:
    """Chords below the least demand, valid whether or not anything is drawn."""
    first = draw.first_min
    last = max(each.last_min for each in draw.stretches)
    if last == first:
        return
    gross = min(each.gross_kbq for each in draw.stretches)
    needs = [need_kbq(gross, age, half_life_min) for age in range(first, last + 1)]
    for k in range(_NUM_CUTS):
        at = (last - first - 1) * k // (_NUM_CUTS - 1)
        slope = needs[at + 1] - needs[at]
        base = min(need - slope * after for after, need in enumerate(needs))
        book.model.add(demand >= slope * (draw.age - first) + base * draw.is_fresh)


def tie_count(
    book: Book, draw: FreshDraw, count: Expr, usable_kbq: int, half_life_min: float
) -> None:
    """Count whole vials: a literal per alternative and number of vials."""
    own, model = draw.own, book.model
    literals, counts = [], []
    for each in draw.stretches:
        least, most = (
            -(-need_kbq(each.gross_kbq, age, half_life_min) // usable_kbq)
            for age in (each.first_min, each.last_min)
        )
        for number in range(least, most + 1):
            first, last = each.first_min, each.last_min
            if number > least:
                below_kbq = (number - 1) * usable_kbq
                first = longest_age_min(each.gross_kbq, below_kbq, half_life_min) + 1
            if number < most:
                held_kbq = number * usable_kbq
                last = longest_age_min(each.gross_kbq, held_kbq, half_life_min)
            if last < first:
                continue
            literal = book.boolean(
                f"{own.visit.id} needs {number}", _is_count(draw, count, each, number)
            )
            model.add_linear_expression_in_domain(
                draw.age, cp_model.Domain(first, last)
            ).only_enforce_if(literal)
            model.add_implication(literal, own.takes(each.alternative))
            literals.append(literal)
            counts.append(number * literal)
    model.add(count == cp_model.LinearExpr.sum(counts))
    model.add(cp_model.LinearExpr.sum(literals) == draw.is_fresh)


def _is_count(
    draw: FreshDraw, count: Expr, stretch: Stretch, number: int
) -> Callable[[Seating], int]:
    """Whether the visit takes so many vials for an alternative."""

    def truth(seating: Seating) -> int:
        seat = seating.placement(draw.own.visit.id)
        return int(
            seat is not None
            and seating.value(draw.is_fresh) == 1
            and seat.alternative == stretch.alternative
            and seating.value(count) == number
        )

    return truth
