r"""
What an eluate gives, as rows of the exact model.

The capacity of a run depends on two minutes: when the generator is eluted, and how long
the daughter has grown in.  Where these are few, a row per pair of minutes says it to
the kilobecquerel.  Where they are many, it is bounded from above: for a stretch of
elution minutes by the capacity at its first, and that by tangents over the in-growth,

.. math:: \bar A(u, D) \propto 2^{-u/T_p}\,(1 - 2^{-kD}), \qquad
    k = \frac{1}{T_d} - \frac{1}{T_p}

which falls with :math:`u` and is concave in :math:`D`.  Proofs hold all the same; what
is found beyond the capacity is not taken, and ``refine`` rules it out from then on.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from ortools.sat.python import cp_model

from solver.model.book import Book, Truth
from solver.model.seating import Expr, Seating
from solver.model.tangents import SCALE, points_of, tangent
from solver.state.supply import Supply

_MOST_PAIRS = 2500
"""Pairs of minutes up to which each has a row of its own."""

_STRETCHES = 12

_MOST_SCALED = 2**61
"""Sums beyond this could overflow the solver's 64 bits."""


@dataclass(frozen=True)
class Eluate:
    """
    A run made from a generator, in terms of the decisions.

    Parameters
    ----------
    reference
        Its EOS.
    elapsed
        Minutes of in-growth.
    """

    supply: Supply
    reference: Expr
    elapsed: cp_model.IntVar
    activity: Expr


def require_eluate(book: Book, eluate: Eluate) -> None:
    """The activity is no more than the eluate gives."""
    first, last = book.bounds(eluate.reference)
    grown = _values(eluate.elapsed)
    if (last - first + 1) * len(grown) <= _MOST_PAIRS:
        _require_exactly(book, eluate, grown)
    else:
        _require_about(book, eluate)


def refine(book: Book, eluate: Eluate, seating: Seating) -> bool:
    """
    Rule out what a seating has too much of; whether it has.

    At its in-growth, tangents are added for each minute of the stretch that its elution
    is in: each holds for all later ones.
    """
    supply = eluate.supply
    eos, elapsed = seating.value(eluate.reference), seating.value(eluate.elapsed)
    most = supply.eluate_kbq(supply.elution_min(eos), elapsed)
    if seating.value(eluate.activity) <= most:
        return False
    longest = book.bounds(eluate.elapsed)[1]
    for begin, end in _parts(book, eluate.reference):
        for minute in range(begin, end + 1) if begin <= eos <= end else ():
            line = tangent(supply, supply.elution_min(minute), longest, elapsed)
            _require_below(book, eluate, line, _from(book, eluate, minute))
    by_then = _bounded(book, eluate.elapsed, (0, elapsed))
    row = book.model.add(eluate.activity <= most)
    row.only_enforce_if(*_from(book, eluate, eos), by_then)
    return True


def _require_exactly(book: Book, eluate: Eluate, grown: Sequence[int]) -> None:
    """A row for each pair of minutes."""
    supply = eluate.supply
    ceiling = supply.capacity_kbq
    first, last = book.bounds(eluate.reference)
    by_elapsed = _stretches(book, eluate.elapsed, [(each, each) for each in grown])
    minutes = [(eos, eos) for eos in range(first, last + 1)]
    for eos, at_eos in _stretches(book, eluate.reference, minutes):
        minute = supply.elution_min(eos)
        for elapsed, at_elapsed in by_elapsed:
            most = supply.eluate_kbq(minute, elapsed)
            if ceiling is None or most < ceiling:
                row = book.model.add(eluate.activity <= most)
                row.only_enforce_if(*at_eos, *at_elapsed)


def _require_about(book: Book, eluate: Eluate) -> None:
    """Tangents for each stretch of elution minutes."""
    supply = eluate.supply
    longest = book.bounds(eluate.elapsed)[1]
    for eos, literals in _stretches(
        book, eluate.reference, _parts(book, eluate.reference)
    ):
        minute = supply.elution_min(eos)
        for at in points_of(supply, longest):
            line = tangent(supply, minute, longest, at)
            _require_below(book, eluate, line, literals)


def _require_below(
    book: Book,
    eluate: Eluate,
    line: tuple[int, int],
    literals: Sequence[cp_model.IntVar],
) -> None:
    slope, base = line
    if slope * book.bounds(eluate.elapsed)[1] + base > _MOST_SCALED:
        return  # far beyond any capacity, and beyond the solver's numbers
    row = book.model.add(SCALE * eluate.activity <= slope * eluate.elapsed + base)
    row.only_enforce_if(*literals)


def _parts(book: Book, reference: Expr) -> list[tuple[int, int]]:
    """Stretches of EOS minutes."""
    first, last = book.bounds(reference)
    length = -(-(last - first + 1) // _STRETCHES)
    begins = range(first, last + 1, length)
    return [(each, min(each + length - 1, last)) for each in begins]


def _from(book: Book, eluate: Eluate, eos_min: int) -> list[cp_model.IntVar]:
    """What says that EOS is not before a minute; nothing if it never is."""
    first, last = book.bounds(eluate.reference)
    if eos_min <= first:
        return []
    return [_bounded(book, eluate.reference, (eos_min, last))]


def _bounded(book: Book, expr: Expr, ends: tuple[int, int]) -> cp_model.IntVar:
    """A literal that is true if, and only if, a value lies between two."""
    literal = book.boolean(f"{expr} in {ends}", _is_within(expr, *ends))
    inside = cp_model.Domain(*ends)
    book.model.add_linear_expression_in_domain(expr, inside).only_enforce_if(literal)
    book.model.add_linear_expression_in_domain(
        expr, inside.complement()
    ).only_enforce_if(literal.negated())
    return literal


def _stretches(
    book: Book, expr: Expr, parts: Sequence[tuple[int, int]]
) -> list[tuple[int, list[cp_model.IntVar]]]:
    """First values of parts of a domain, and the literal that the value is there."""
    if len(parts) == 1:
        return [(parts[0][0], [])]
    found = []
    for first, last in parts:
        literal = book.boolean(f"{expr} from {first}", _is_within(expr, first, last))
        book.model.add_linear_expression_in_domain(
            expr, cp_model.Domain(first, last)
        ).only_enforce_if(literal)
        found.append((first, [literal]))
    book.model.add_exactly_one(literal for _, (literal,) in found)
    return found


def _values(variable: cp_model.IntVar) -> list[int]:
    """All values a variable may have."""
    ends = list(variable.proto.domain)
    spans = zip(ends[::2], ends[1::2], strict=True)
    return [value for low, high in spans for value in range(low, high + 1)]


def _is_within(expr: Expr, first: int, last: int) -> Truth:
    return lambda seating: int(first <= seating.value(expr) <= last)
