"""Rule 19: dose levels open in order, the sentinel first."""

from typing import TYPE_CHECKING, ClassVar

from solver.problem.base import MAX_MINUTES
from solver.problem.commitments import Firmness
from solver.problem.demand import Visit
from solver.state.frame import Frame
from solver.state.index import Index
from solver.state.precedence import Wait
from solver.state.state import State

if TYPE_CHECKING:
    from solver.model.variables import PlanVars  # loads OR-Tools
    from solver.model.visit_vars import VisitVars

_FAR = 4 * MAX_MINUTES
"""Later than any minute."""


class Cohorts:
    r"""
    First doses wait for the sentinel, and for all of the next lower level.

    .. math:: y_v \le y_u, \qquad t_v \ge t_u + g_{uv}

    for every :math:`u` that :math:`v` waits for, with the gap of the sentinel or the
    lower level's toxicity window; nobody is served in a closed cohort.
    """

    number: ClassVar[int] = 19
    name: ClassVar[str] = "cohorts"

    def post(self, x: "PlanVars") -> None:
        """Everybody after those waited for, if they come at all."""
        precedence = x.index.precedence
        for own in x.visits:
            visit_id = own.visit.id
            if visit_id in precedence.closed:
                x.model.add(own.served == 0)
            for wait in precedence.cohort_waits(visit_id):
                self._post_wait(x, own, wait)
            for waiter in precedence.cohort_waiters(visit_id):
                seat = x.piece.fixed.get(waiter.visit_id)
                if seat is None:
                    continue
                last = seat.injection_min - waiter.gap_min
                x.restrict(own.injection, [(-_FAR, last + 1)], [own.served])
                if not _is_fact(x.index, waiter.visit_id):
                    x.model.add(own.served == 1)

    def _post_wait(self, x: "PlanVars", own: "VisitVars", wait: Wait) -> None:
        """The visit comes after another, if that comes."""
        seat = x.piece.fixed.get(wait.visit_id)
        if seat is not None:
            first = seat.injection_min + wait.gap_min
            x.restrict(own.injection, [(first, _FAR)], [own.served])
            return
        if not x.is_free(wait.visit_id):
            x.model.add(own.served == 0)
            return
        earlier = x.visit(wait.visit_id)
        x.model.add_implication(own.served, earlier.served)
        x.model.add(own.injection >= earlier.injection + wait.gap_min).only_enforce_if(
            own.served
        )

    def allows(self, state: State, visit: Visit, frame: Frame) -> int:
        """Minutes after all that the visit waits for, before all that wait for it."""
        precedence = state.index.precedence
        if visit.id in precedence.closed:
            return 0
        first, last = frame.start_min, frame.end_min - 1
        for wait in precedence.cohort_waits(visit.id):
            seat = state.placements.get(wait.visit_id)
            if seat is None:
                return 0
            first = max(first, seat.injection_min + wait.gap_min)
        for waiter in precedence.cohort_waiters(visit.id):
            seat = state.placements.get(waiter.visit_id)
            if seat is not None:
                last = min(last, seat.injection_min - waiter.gap_min)
        return frame.span(first, last + 1)


def _is_fact(index: Index, visit_id: str) -> bool:
    """Whether a visit has happened: it stands, though nobody came before it."""
    return index.committed_visits().get(visit_id) is Firmness.FACT
