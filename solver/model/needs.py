"""What a dose needs at its age: a demand, or a count of whole vials."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ortools.sat.python import cp_model

from solver.decay import longest_age_min, need_kbq
from solver.model.book import Book
from solver.model.seating import Expr, Seating
from solver.model.visit_vars import VisitVars


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
    r"""
    Ask for at least the need at the age, exactly, by linear rows alone.

    Real needs are convex in the age, and a whole demand covers the real need if and
    only if it covers its ceiling.  So the points :math:`(a, d \ge \lceil g\,2^{a/T}
    \rceil)` are all the lattice points of a convex set, and the edges of their lower
    hull cut off every other lattice point, and none of these.  A table over the age
    says the same, but the solver would make a literal of every minute.
    """
    own, model = draw.own, book.model
    least_kbq = min(each.gross_kbq for each in draw.stretches)
    stretches = {each.alternative: each for each in draw.stretches}
    for alternative in own.choices:
        chosen = [own.takes(alternative), draw.is_fresh]
        stretch = stretches.get(alternative)
        if stretch is None:
            model.add_bool_or([each.negated() for each in chosen])
            continue
        ages = cp_model.Domain(stretch.first_min, stretch.last_min)
        model.add_linear_expression_in_domain(draw.age, ages).only_enforce_if(chosen)
        needs = [
            need_kbq(stretch.gross_kbq, age, half_life_min)
            for age in range(stretch.first_min, stretch.last_min + 1)
        ]
        # The least draw is asked for whatever the alternative: a tighter relaxation.
        is_least = stretch.gross_kbq == least_kbq
        for run, rise, base in hull_edges(needs):
            start = base - rise * (stretch.first_min - draw.first_min)
            row = run * demand >= rise * (draw.age - draw.first_min) + start * (
                draw.is_fresh if is_least else 1
            )
            model.add(row).only_enforce_if([] if is_least else chosen)


def hull_edges(needs: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    """
    Edges of the lower convex hull of ``needs`` over 0, 1, 2, ….

    Yields
    ------
    tuple
        ``(run, rise, base)``: a value ``d`` at ``i`` lies on or above the edge if
        ``run * d >= rise * i + base``.

    Examples
    --------
    >>> list(hull_edges([1, 2, 2, 4]))
    [(2, 1, 2), (1, 2, -2)]
    """
    hull: list[int] = []
    for i, need in enumerate(needs):
        while len(hull) > 1:
            a, b = hull[-2:]
            if (needs[b] - needs[a]) * (i - a) < (need - needs[a]) * (b - a):
                break
            hull.pop()
        hull.append(i)
    if len(hull) == 1:
        yield 1, 0, needs[0]
    for a, b in pairwise(hull):
        rise = needs[b] - needs[a]
        yield b - a, rise, (b - a) * needs[a] - rise * a


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
