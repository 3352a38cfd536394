"""Softly, an injection lies in preferred hours (a part of rule 9)."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from solver.constraints.base import LevelKey, LevelTerm
from solver.plan.result import LevelName
from solver.problem.demand import Visit
from solver.state.state import State

if TYPE_CHECKING:
    from solver.model.seating import Expr, Seating
    from solver.model.variables import PlanVars  # loads OR-Tools
    from solver.model.visit_vars import VisitVars

_KEY: LevelKey = (LevelName.OUTSIDE_PREFERRED, None)


class PreferredHours:
    r"""
    As few injections as possible lie outside the hours preferred for them.

    .. math:: |\{v : P_v \ne \emptyset,\ t_v \notin P_v\}|

    over served visits, with :math:`P` the preferred hours.
    """

    number: ClassVar[int] = 9
    name: ClassVar[str] = "availability"

    def values(self, state: State) -> dict[LevelKey, int]:
        """Served visits outside their preferred hours."""
        visits = state.index.visits
        return {
            _KEY: sum(
                not is_preferred(visits[visit_id], seat.injection_min)
                for visit_id, seat in state.placements.items()
            )
        }

    def terms(self, x: "PlanVars") -> Iterator[LevelTerm]:
        """Served visits outside their preferred hours."""
        total: Expr = 0
        for visit in x.index.visits.values():
            seat = x.piece.fixed.get(visit.id)
            if seat is not None:
                total += not is_preferred(visit, seat.injection_min)
            elif visit.preferred_hours and x.is_free(visit.id):
                total += _outside(x, x.visit(visit.id))
        yield LevelTerm(*_KEY, total)


def is_preferred(visit: Visit, minute: int) -> bool:
    """Whether a minute is as preferred, or nothing is."""
    hours = visit.preferred_hours
    return not hours or any(each.covers(minute, minute + 1) for each in hours)


def _outside(x: "PlanVars", own: "VisitVars") -> "Expr":
    """One if a visit is served, and not in its preferred hours."""
    visit = own.visit

    def truth(seating: "Seating") -> int:
        seat = seating.placement(visit.id)
        return int(seat is not None and is_preferred(visit, seat.injection_min))

    inside = x.literal(f"{visit.id} at a preferred hour", truth)
    x.model.add_implication(inside, own.served)
    hours = sorted((each.start_min, each.end_min) for each in visit.preferred_hours)
    x.restrict(own.injection, hours, [inside])
    return own.served - inside
