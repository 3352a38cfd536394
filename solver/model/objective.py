"""The levels of the objective as linear expressions, first things first."""

from collections.abc import Iterator

from ortools.sat.python import cp_model

from solver.constraints import SOFT_RULES
from solver.constraints.base import LevelTerm
from solver.model.as_before import kept_as_before
from solver.model.cancellation_vars import cancellations_nok
from solver.model.seating import Expr
from solver.model.variables import PlanVars
from solver.plan.result import LevelName
from solver.problem.commitments import Firmness
from solver.problem.demand import PriorityClass
from solver.state.as_before import is_as_before

_ORDER = list(LevelName)


def levels_of(x: PlanVars) -> tuple[LevelTerm, ...]:
    """All levels in lexicographic order."""
    terms = [
        *_kept(x),
        *_served(x),
        LevelTerm(LevelName.SERVED_EARLY, None, _served_early(x)),
        LevelTerm(LevelName.COST_NOK, None, _cost_nok(x)),
        LevelTerm(LevelName.ACTIVITY_KBQ, None, _activity_kbq(x)),
        *(term for rule in SOFT_RULES for term in rule.terms(x)),
    ]
    return tuple(sorted(terms, key=lambda term: _ORDER.index(term.name)))


def _kept(x: PlanVars) -> Iterator[LevelTerm]:
    firm = {
        visit_id: x.index.visits[visit_id].priority
        for visit_id, firmness in x.index.committed_visits().items()
        if firmness is not Firmness.HELD
    }
    for priority in PriorityClass:
        total: Expr = 0
        for visit_id, own_priority in firm.items():
            if own_priority is not priority:
                continue
            if x.is_free(visit_id):
                total += kept_as_before(x, x.visit(visit_id))
            elif visit_id in x.piece.fixed:
                before = x.index.previous[visit_id]
                total += int(is_as_before(x.piece.fixed[visit_id], before))
        if priority in firm.values():
            yield LevelTerm(LevelName.KEPT, priority, total)


def _served(x: PlanVars) -> Iterator[LevelTerm]:
    for priority in PriorityClass:
        asked = [
            visit.id
            for visit in x.index.visits.values()
            if visit.priority is priority and not x.index.is_deferrable(visit)
        ]
        if asked:
            served = sum(x.is_served(visit_id) for visit_id in asked)
            yield LevelTerm(LevelName.SERVED, priority, served)


def _served_early(x: PlanVars) -> Expr:
    return sum(
        x.is_served(visit.id)
        for visit in x.index.visits.values()
        if x.index.is_deferrable(visit)
    )


def _cost_nok(x: PlanVars) -> Expr:
    """
    Runs, orders, portions, dispatches on demand, departures used, cancellations.

    A departure is paid once, and not again if a committed batch travels on it.
    """
    total: Expr = 0
    departures: dict[str, list[cp_model.IntVar]] = {}
    paid = {
        shipped.way.id
        for stock in x.piece.stocks.values()
        for shipped in stock.shipments
    }
    for batch in x.supplies:
        total += batch.supply.fixed_cost_nok * batch.made
        total += batch.supply.portion_cost_nok * batch.portions
        for way in batch.ways:
            if way.departure is None:
                total += way.lane.cost_nok * batch.ships(way.id)
            elif way.lane.cost_nok and way.id not in paid:
                departures.setdefault(way.id, []).append(batch.ships(way.id))
    for way_id, ships in departures.items():
        used = x.book.any_of(ships, f"use {way_id}")
        total += x.index.ways[way_id].lane.cost_nok * used
    return total + cancellations_nok(x)


def _activity_kbq(x: PlanVars) -> Expr:
    """Activity of all batches at their reference minutes, committed ones included."""
    total: Expr = sum(stock.batch.activity_kbq for stock in x.piece.stocks.values())
    for batch in x.supplies:
        total += batch.activity
    return total
