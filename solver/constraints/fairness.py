"""Rule 22: refusals and waiting are spread over sites and trials."""

from collections import Counter, defaultdict
from collections.abc import Iterator
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
    from solver.model.visit_vars import VisitVars

DAY_MIN = 24 * 60

Group = tuple[str, str]
"""A site or a trial, by kind and id."""


class Fairness:
    r"""
    No site and no trial is refused much more often than others; few wait long.

    .. math:: \max_G \Bigl\lceil 1000\, \frac{|\{v \in G : y_v = 0\}|}{|G|}
        \Bigr\rceil, \qquad
        \sum_v \max\Bigl(0, \Bigl\lfloor \frac{t_v - q_v}{1440} \Bigr\rfloor\Bigr)

    with :math:`G` the visits of a site or a trial that cannot be deferred, and
    :math:`q` when waiting began; waiting counts for served visits of participants.
    """

    number: ClassVar[int] = 22
    name: ClassVar[str] = "fairness"

    def values(self, state: State) -> dict[LevelKey, int]:
        """Highest refusal rate, and days waited."""
        asked = _asked(state)
        served: Counter[Group] = Counter()
        waited = 0
        visits = state.index.visits
        for visit_id, seat in state.placements.items():
            visit = visits[visit_id]
            waited += waiting_days(visit, seat.injection_min)
            if not state.index.is_deferrable(visit):
                served.update(_groups(visit))
        refused = (
            permille(len(ids) - served[group], len(ids)) for group, ids in asked.items()
        )
        return {
            (LevelName.REFUSAL_PERMILLE, None): max(refused, default=0),
            (LevelName.WAITING_DAYS, None): waited,
        }

    def terms(self, x: "PlanVars") -> Iterator[LevelTerm]:
        """Highest refusal rate, and days waited."""
        yield LevelTerm(LevelName.REFUSAL_PERMILLE, None, _refusal(x))
        waited: Expr = 0
        for visit in x.index.visits.values():
            seat = x.piece.fixed.get(visit.id)
            if seat is not None:
                waited += waiting_days(visit, seat.injection_min)
            elif x.is_free(visit.id):
                waited += _waited(x, x.visit(visit.id))
        yield LevelTerm(LevelName.WAITING_DAYS, None, waited)


def asked_in_groups(index: Index) -> dict[Group, list[str]]:
    """Visits that cannot be deferred, by site and by trial."""
    found: dict[Group, list[str]] = defaultdict(list)
    for visit in index.visits.values():
        if not index.is_deferrable(visit):
            for group in _groups(visit):
                found[group].append(visit.id)
    return dict(found)


def permille(refused: int, asked: int) -> int:
    """Share of visits that are refused, in thousandths, rounded up."""
    return -(-1000 * refused // asked)


def waiting_days(visit: Visit, minute: int) -> int:
    """Whole days from request to injection; clinical claims do not wait."""
    if visit.participant_id is None:
        return 0
    return max(0, (minute - _began_min(visit)) // DAY_MIN)


def _groups(visit: Visit) -> tuple[Group, ...]:
    site = ("site", visit.site_id)
    return (site,) if visit.trial_id is None else (site, ("trial", visit.trial_id))


def _began_min(visit: Visit) -> int:
    """When waiting began."""
    return visit.window_start_min if visit.asked_min is None else visit.asked_min


def _asked(state: State) -> dict[Group, list[str]]:
    if "asked" not in state.memo:
        state.memo["asked"] = asked_in_groups(state.index)
    asked: dict[Group, list[str]] = state.memo["asked"]
    return asked


def _refusal(x: "PlanVars") -> "Expr":
    """At least every group's share, in thousandths."""
    refused = {
        group: sum(1 - x.is_served(visit_id) for visit_id in ids)
        for group, ids in asked_in_groups(x.index).items()
    }
    sizes = {group: len(ids) for group, ids in asked_in_groups(x.index).items()}
    if not refused:
        return 0

    def truth(seating: "Seating") -> int:
        return max(
            permille(seating.value(refused[group]), sizes[group]) for group in refused
        )

    highest = x.book.integer(0, 1000, "highest refusal", truth)
    for group, count in refused.items():
        x.model.add(sizes[group] * highest >= 1000 * count)
    return highest


def _waited(x: "PlanVars", own: "VisitVars") -> "IntVar | int":
    """At least the days a visit waits; 0 if it is not served."""
    visit = own.visit
    most = waiting_days(visit, own.reach.last_min)
    if most == 0:
        return 0

    def truth(seating: "Seating") -> int:
        seat = seating.placement(visit.id)
        return 0 if seat is None else waiting_days(visit, seat.injection_min)

    waited = x.book.integer(0, most, f"{visit.id} waits", truth)
    least = own.injection - _began_min(visit) - (DAY_MIN - 1)
    x.model.add(DAY_MIN * waited >= least).only_enforce_if(own.served)
    return waited
