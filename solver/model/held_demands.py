"""What something holds at least, under conditions: a variable, its rows (rule 18)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ortools.sat.python import cp_model

from solver.decay import longest_age_min
from solver.model.book import Truth
from solver.model.needs import hull_edges
from solver.model.scaled import Exponent, require_scaled
from solver.model.seating import Expr, Seating
from solver.problem.base import MAX_MINUTES
from solver.state.decayed import scaled_kbq

if TYPE_CHECKING:
    from solver.model.variables import PlanVars

Literals = list[cp_model.IntVar]


@dataclass(frozen=True, slots=True)
class Amount:
    """
    An activity that follows from the decisions.

    Parameters
    ----------
    most_kbq
        The most it can be.
    value
        What it is in a given plan.
    require
        Asks a variable to be as much, under literals.
    """

    most_kbq: int
    value: Truth
    require: Callable[[Expr, Sequence[cp_model.LiteralT]], None]


@dataclass(frozen=True, slots=True)
class Demand:
    """An amount that is held if all literals hold, and none of those absent."""

    amount: Amount
    literals: Literals
    absent: Literals


def held_kbq(
    x: "PlanVars", name: str, demands: Sequence[Demand], most_kbq: int
) -> Expr:
    """The greatest of the amounts whose conditions hold; no more than the most."""
    held = x.book.integer(0, most_kbq, name, _greatest(demands))
    for each in demands:
        absent = [literal.negated() for literal in each.absent]
        each.amount.require(held, [*each.literals, *absent])
    return held


def just(x: "PlanVars", kbq: int) -> Amount:
    """A number."""

    def require(held: Expr, literals: Sequence[cp_model.LiteralT]) -> None:
        x.model.add(held >= kbq).only_enforce_if(literals)

    return Amount(kbq, lambda _: kbq, require)


def counted(x: "PlanVars", each_kbq: Expr, count: Expr) -> Amount:
    """So many vials alike, of an activity that may be known or a variable."""
    most_each, most_count = (x.book.bounds(expr)[1] for expr in (each_kbq, count))
    most = most_each * most_count
    total: Expr
    if isinstance(each_kbq, int):
        total = each_kbq * count
    elif isinstance(count, int):
        total = count * each_kbq
    else:
        total = x.book.integer(0, most, "vials", _product(each_kbq, count))
        x.model.add_multiplication_equality(total, [each_kbq, count])

    def require(held: Expr, literals: Sequence[cp_model.LiteralT]) -> None:
        x.model.add(held >= total).only_enforce_if(literals)

    return Amount(most, lambda seating: seating.value(total), require)


def scaled(
    x: "PlanVars",
    activity: tuple[int, float],
    exponent: Exponent,
    plus_kbq: int = 0,
    limit_kbq: int | None = None,
) -> Amount:
    """
    An activity at another minute, and something that does not decay.

    Parameters
    ----------
    activity
        At its own minute [kBq], and its half-life [min].
    limit_kbq
        More than this must not be held: it spares rows that ask for more.
    """
    amount, half_life = activity
    first, last = exponent.first_min, exponent.last_min
    if isinstance(exponent.minutes, int):
        return just(x, scaled_kbq(amount, exponent.minutes, half_life) + plus_kbq)

    def require(held: Expr, literals: Sequence[cp_model.LiteralT]) -> None:
        end = last
        if limit_kbq is not None:
            longest = first - 1
            if limit_kbq > plus_kbq:
                longest = longest_age_min(amount, limit_kbq - plus_kbq, half_life)
            end = min(last, longest)
            if end < last:
                domain = cp_model.Domain(-3 * MAX_MINUTES, end)
                x.model.add_linear_expression_in_domain(
                    exponent.minutes, domain
                ).only_enforce_if(literals)
        within = Exponent(exponent.minutes, first, end)
        require_scaled(x.model, held - plus_kbq, activity, within, literals)

    return Amount(
        scaled_kbq(amount, last, half_life) + plus_kbq,
        lambda seating: (
            scaled_kbq(amount, seating.value(exponent.minutes), half_life) + plus_kbq
        ),
        require,
    )


def tabled(x: "PlanVars", values: Sequence[int], position: Expr) -> Amount:
    """
    An amount that is listed, by a position from 0 on.

    Asked for is no more than the lower convex hull of what is listed.
    """

    def require(held: Expr, literals: Sequence[cp_model.LiteralT]) -> None:
        for run, rise, base in hull_edges(values):
            x.model.add(run * held >= rise * position + base).only_enforce_if(literals)

    def value(seating: Seating) -> int:
        at = seating.value(position)
        return values[at] if 0 <= at < len(values) else 0

    return Amount(max(values), value, require)


def _greatest(demands: Sequence[Demand]) -> Truth:
    return lambda seating: max(
        [
            each.amount.value(seating)
            for each in demands
            if all(seating.value(literal) for literal in each.literals)
            and not any(seating.value(literal) for literal in each.absent)
        ],
        default=0,
    )


def _product(one: Expr, other: Expr) -> Truth:
    return lambda seating: seating.value(one) * seating.value(other)
