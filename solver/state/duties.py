"""What people do, day by day, where something limits it (rule 13)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from solver.decay import remaining_kbq
from solver.plan.plan import Purpose
from solver.problem.commitments import Firmness
from solver.problem.products import Presentation
from solver.state.index import Index
from solver.state.placement import Placement
from solver.state.stock import Stock

DutyKey = tuple[str, int]
"""A person, and a calendar day of the person's site."""


@dataclass(frozen=True, slots=True)
class Duty:
    """
    One task of a person whose days are limited.

    Parameters
    ----------
    day
        The site's calendar day on which it begins.
    drawn_kbq
        What is drawn for it, if it is an injection; 0 for other tasks [kBq].
    """

    visit_id: str
    day: int
    start_min: int
    end_min: int
    is_injection: bool
    drawn_kbq: int


def duties_of(
    index: Index, stocks: Mapping[str, Stock], placement: Placement
) -> Iterator[tuple[DutyKey, Duty]]:
    """A visit's tasks of limited people, under every day that each touches."""
    visit = index.visits[placement.visit_id]
    for each in placement.held:
        if each.resource_id not in index.limited or each.end_min <= each.start_min:
            continue
        is_injection = each.purpose is Purpose.INJECTION
        duty = Duty(
            visit_id=visit.id,
            day=index.day_of(visit, each.start_min),
            start_min=each.start_min,
            end_min=each.end_min,
            is_injection=is_injection,
            drawn_kbq=drawn_kbq(index, stocks, placement) if is_injection else 0,
        )
        for day in range(duty.day, index.day_of(visit, each.end_min - 1) + 1):
            yield (each.resource_id, day), duty


def drawn_kbq(index: Index, stocks: Mapping[str, Stock], placement: Placement) -> int:
    """
    Activity drawn at the injection [kBq].

    Target and residuals; of a dispensed dose what is left of it then; what has
    happened counts as it was.
    """
    visit = index.visits[placement.visit_id]
    if index.committed_visits().get(visit.id) is Firmness.FACT:
        return index.previous[visit.id].draw_kbq
    stock = stocks.get(placement.channel.supply_id)
    own = dispensed((stock,), visit.id) if stock is not None else None
    if own is None:
        return index.gross_kbq(visit, placement.alternative)
    age = placement.injection_min - own.reference_min
    half_life = index.products[visit.product_id].half_life_min
    return remaining_kbq(own.usable_kbq, age, half_life)


@dataclass(frozen=True, slots=True)
class Dispensed:
    """A unit dose that exists, and the minute its content refers to."""

    usable_kbq: int
    reference_min: int


def dispensed(stocks: Iterable[Stock], visit_id: str) -> Dispensed | None:
    """The unit dose that was dispensed for a visit, if there is one."""
    for stock in stocks:
        if stock.supply.product.presentation is not Presentation.UNIT_DOSE:
            continue
        for shipped in stock.shipments:
            for vial in shipped.vials:
                if vial.owner_id == visit_id:
                    return Dispensed(vial.usable_kbq, stock.batch.reference_min)
    return None


def injected(duties: tuple[Duty, ...], day: int) -> tuple[int, int]:
    """How many injections begin on a day, and what is drawn for them [kBq]."""
    mine = [each for each in duties if each.is_injection and each.day == day]
    return len(mine), sum(each.drawn_kbq for each in mine)
