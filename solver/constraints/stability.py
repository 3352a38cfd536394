"""Rule 21: a replan moves as few other things as possible."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from solver.constraints.base import LevelKey, LevelTerm
from solver.plan.result import LevelName
from solver.problem.demand import Visit
from solver.state.index import Index
from solver.state.state import State

if TYPE_CHECKING:
    from ortools.sat.python.cp_model import IntVar

    from solver.model.seating import Expr, Seating
    from solver.model.variables import PlanVars  # loads OR-Tools


_KEYS: tuple[LevelKey, ...] = (
    (LevelName.BUMPED_AGAIN, None),
    (LevelName.TOUCHED, None),
    (LevelName.MOVED_DAYS, None),
    (LevelName.MOVED_MIN, None),
)


@dataclass(frozen=True, slots=True)
class HeldVisit:
    """
    A visit of the previous plan that still holds.

    ``who`` is its participant; a clinical claim stands for itself.
    """

    visit: Visit
    who: tuple[str, str]
    minute: int
    was_bumped: bool


class Stability:
    r"""
    Few are bumped again, few touched at all, and those by few days and minutes.

    .. math:: \sum_{v \in C,\, b_v > 0} [t_v \ne t_v^0], \quad
        |\{p(v) : v \in C,\, t_v \ne t_v^0\}|, \quad
        \sum_{v \in C} |D(t_v) - D(t_v^0)|, \quad \sum_{v \in C} |t_v - t_v^0|

    over commitments :math:`C` that hold, a visit that is not served having moved; days
    and minutes count for those that are served.
    """

    number: ClassVar[int] = 21
    name: ClassVar[str] = "stability"

    def values(self, state: State) -> dict[LevelKey, int]:
        """Against the previous plan."""
        if "stability" not in state.memo:
            state.memo["stability"] = held_visits(state.index)
        held: list[HeldVisit] = state.memo["stability"]
        touched = set()
        again = days = minutes = 0
        for each in held:
            seat = state.placements.get(each.visit.id)
            if seat is not None and seat.injection_min == each.minute:
                continue
            touched.add(each.who)
            again += each.was_bumped
            if seat is not None:
                minutes += abs(seat.injection_min - each.minute)
                days += _days_moved(state.index, each, seat.injection_min)
        return dict(zip(_KEYS, (again, len(touched), days, minutes), strict=True))

    def terms(self, x: "PlanVars") -> Iterator[LevelTerm]:
        """Bumped again, participants touched, days and minutes moved."""
        again: Expr = 0
        days: Expr = 0
        minutes: Expr = 0
        moves: dict[tuple[str, str], list[Expr]] = defaultdict(list)
        for each in held_visits(x.index):
            moved: Expr
            if x.is_free(each.visit.id):
                moved = 1 - x.is_unmoved(each.visit.id)
                minutes += _moved_min(x, each)
                days += _moved_days(x, each)
            else:
                seat = x.piece.fixed.get(each.visit.id)
                moved = int(seat is None or seat.injection_min != each.minute)
                if seat is not None:
                    minutes += abs(seat.injection_min - each.minute)
                    days += _days_moved(x.index, each, seat.injection_min)
            moves[each.who].append(moved)
            if each.was_bumped:
                again += moved
        touched: Expr = sum(_any(x, who, each) for who, each in moves.items())
        exprs = (again, touched, days, minutes)
        for (name, priority), expr in zip(_KEYS, exprs, strict=True):
            yield LevelTerm(name, priority, expr)


def held_visits(index: Index) -> list[HeldVisit]:
    """What the previous plan holds, in its order."""
    committed = index.committed_visits()
    bumped = {
        each.visit_id for each in index.problem.commitments.visits if each.bumps > 0
    }
    found = []
    for before in index.problem.commitments.previous.administrations:
        if before.visit_id not in committed:
            continue
        visit = index.visits[before.visit_id]
        who = ("visit", visit.id)
        if visit.participant_id is not None:
            who = ("participant", visit.participant_id)
        found.append(HeldVisit(visit, who, before.injection_min, visit.id in bumped))
    return found


def _days_moved(index: Index, each: HeldVisit, minute: int) -> int:
    """Calendar days of the site between a minute and the one it was."""
    before = index.day_of(each.visit, each.minute)
    return abs(index.day_of(each.visit, minute) - before)


def _any(x: "PlanVars", who: tuple[str, str], moves: "list[Expr]") -> "Expr":
    """At least one if any of the visits has moved."""
    if len(moves) == 1:
        return moves[0]

    def truth(seating: "Seating") -> int:
        return int(any(seating.value(move) for move in moves))

    touched = x.literal(f"touch {who[1]}", truth)
    for move in moves:
        x.model.add(touched >= move)
    return touched


def _moved_min(x: "PlanVars", each: HeldVisit) -> "IntVar":
    """At least the minutes a visit moves; 0 if it is not served."""
    own = x.visit(each.visit.id)
    ends = (own.reach.first_min - each.minute, own.reach.last_min - each.minute)

    def truth(seating: "Seating") -> int:
        seat = seating.placement(own.visit.id)
        return 0 if seat is None else abs(seat.injection_min - each.minute)

    moved = x.book.integer(0, max(map(abs, ends)), f"move {own.visit.id}", truth)
    for change in (own.injection - each.minute, each.minute - own.injection):
        x.model.add(moved >= change).only_enforce_if(own.served)
    return moved


def _moved_days(x: "PlanVars", each: HeldVisit) -> "Expr":
    """The days a visit moves; 0 if it is not served."""
    before = x.index.day_of(each.visit, each.minute)
    total: Expr = 0
    for day in x.days(each.visit):
        for literal in x.is_on_day(each.visit, day, day):
            total += abs(day - before) * literal
    return total
