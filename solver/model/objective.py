"""The levels of the objective as linear expressions, first things first."""

from collections.abc import Iterator
from dataclasses import dataclass

from ortools.sat.python import cp_model

from solver.model.seating import Expr, Seating
from solver.model.variables import PlanVars
from solver.model.visit_vars import VisitVars
from solver.plan.plan import Administration
from solver.plan.result import LevelName
from solver.problem.commitments import Firmness
from solver.problem.demand import PriorityClass
from solver.state.placement import Placement


@dataclass(frozen=True, slots=True)
class LevelTerm:
    """One level: what is counted, and the expression that counts it."""

    name: LevelName
    priority: PriorityClass | None
    expr: Expr

    @property
    def is_maximized(self) -> bool:
        """Whether more is better."""
        return self.name.is_maximized


def levels_of(x: PlanVars) -> tuple[LevelTerm, ...]:
    """All levels in lexicographic order."""
    previous = {
        each.visit_id: each
        for each in x.index.problem.commitments.previous.administrations
    }
    committed = {
        visit_id: previous[visit_id] for visit_id in x.index.committed_visits()
    }
    same = {
        visit_id: _same_minute(x, x.visit(visit_id), administration)
        for visit_id, administration in committed.items()
        if x.is_free(visit_id)
    }
    return (
        *_kept(x, committed, same),
        *_served(x),
        LevelTerm(LevelName.SERVED_EARLY, None, _served_early(x)),
        LevelTerm(LevelName.TOUCHED, None, _touched(x, committed, same)),
        LevelTerm(LevelName.MOVED_MIN, None, _moved_min(x, committed)),
        LevelTerm(LevelName.COST_NOK, None, _cost_nok(x)),
        LevelTerm(LevelName.ACTIVITY_KBQ, None, _activity_kbq(x)),
    )


def _kept(
    x: PlanVars,
    committed: dict[str, Administration],
    same: dict[str, cp_model.IntVar],
) -> Iterator[LevelTerm]:
    firm = {
        visit_id: x.index.visits[visit_id].priority
        for visit_id, firmness in x.index.committed_visits().items()
        if firmness is not Firmness.HELD
    }
    for priority in PriorityClass:
        total: Expr = 0
        for visit_id, administration in committed.items():
            if firm.get(visit_id) is not priority:
                continue
            if x.is_free(visit_id):
                own = x.visit(visit_id)
                total += _is_as_before(x, own, administration, same[visit_id])
            elif visit_id in x.piece.fixed:
                total += int(_equals(x.piece.fixed[visit_id], administration))
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


def _touched(
    x: PlanVars,
    committed: dict[str, Administration],
    same: dict[str, cp_model.IntVar],
) -> Expr:
    total: Expr = 0
    for visit_id, administration in committed.items():
        if visit_id in same:
            total += 1 - same[visit_id]
        else:
            seat = x.piece.fixed.get(visit_id)
            before = administration.injection_min
            total += int(seat is None or seat.injection_min != before)
    return total


def _moved_min(x: PlanVars, committed: dict[str, Administration]) -> Expr:
    total: Expr = 0
    for visit_id, administration in committed.items():
        before = administration.injection_min
        if visit_id in x.piece.fixed:
            total += abs(x.piece.fixed[visit_id].injection_min - before)
        elif x.is_free(visit_id):
            total += _moved(x, x.visit(visit_id), before)
    return total


def _moved(x: PlanVars, own: VisitVars, before_min: int) -> cp_model.IntVar:
    """Minutes a visit moves; 0 if it is not served."""
    ends = (own.reach.first_min - before_min, own.reach.last_min - before_min)

    def truth(seating: Seating) -> int:
        seat = seating.placement(own.visit.id)
        return 0 if seat is None else abs(seat.injection_min - before_min)

    moved = x.book.integer(0, max(map(abs, ends)), f"move {own.visit.id}", truth)
    for change in (own.injection - before_min, before_min - own.injection):
        x.model.add(moved >= change).only_enforce_if(own.served)
    return moved


def _same_minute(
    x: PlanVars, own: VisitVars, before: Administration
) -> cp_model.IntVar:
    """Whether a visit is injected at the minute it had."""

    def truth(seating: Seating) -> int:
        seat = seating.placement(own.visit.id)
        return int(seat is not None and seat.injection_min == before.injection_min)

    same = x.book.boolean(f"same minute {own.visit.id}", truth)
    x.model.add_implication(same, own.served)
    minute = before.injection_min
    x.restrict(own.injection, [(minute, minute + 1)], [same])
    return same


def _is_as_before(
    x: PlanVars, own: VisitVars, before: Administration, same: cp_model.IntVar
) -> cp_model.IntVar:
    """Whether a visit has the minutes and the resources it had."""
    kept = x.book.boolean(
        f"keep {own.visit.id}",
        lambda seating: int(
            (seat := seating.placement(own.visit.id)) is not None
            and _equals(seat, before)
        ),
    )
    x.model.add_implication(kept, same)
    if before.alternative not in own.choices:
        x.model.add(kept == 0)
        return kept
    x.model.add_implication(kept, own.takes(before.alternative))
    if own.scan_start is not None:
        minute = before.scan_start_min
        spans = [] if minute is None else [(minute, minute + 1)]
        x.restrict(own.scan_start, spans, [kept])
    held = {(each.purpose, each.resource_id): each for each in before.occupations}
    if {task.purpose for task in x.resources.tasks(own.visit.id)} != {
        purpose for purpose, _ in held
    }:
        x.model.add(kept == 0)
    for task in x.resources.tasks(own.visit.id):
        for occupation in before.occupations:
            if occupation.purpose is not task.purpose:
                continue
            used = x.uses(own.visit, task.purpose, occupation.resource_id)
            x.model.add(used >= kept)
            span = task.span
            x.restrict(
                span.start,
                [(occupation.start_min, occupation.start_min + 1)],
                [kept],
            )
            x.restrict(span.end, [(occupation.end_min, occupation.end_min + 1)], [kept])
    return kept


def _cost_nok(x: PlanVars) -> Expr:
    """
    Runs, orders, portions, dispatches on demand, and departures used.

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
    return total


def _activity_kbq(x: PlanVars) -> Expr:
    """Activity of all batches at their reference minutes, committed ones included."""
    total: Expr = sum(stock.batch.activity_kbq for stock in x.piece.stocks.values())
    for batch in x.supplies:
        total += batch.activity
    return total


def _equals(seat: Placement, before: Administration) -> bool:
    """Whether a placement is what the previous plan says."""
    return (
        seat.alternative,
        seat.injection_min,
        seat.scan_start_min,
        seat.occupations,
    ) == (
        before.alternative,
        before.injection_min,
        before.scan_start_min,
        before.occupations,
    )
