"""Rule 14: a therapy stay lasts as long as it has to, and ends in opening hours."""

from typing import TYPE_CHECKING, ClassVar

from solver.problem.demand import Visit
from solver.state.bitset import merged, starts
from solver.state.frame import Frame
from solver.state.state import State
from solver.state.steps import Steps, waits_of

if TYPE_CHECKING:
    from solver.model.variables import PlanVars  # loads OR-Tools
    from solver.model.visit_vars import VisitVars


class TherapyStay:
    r"""
    Observation is as long as the protocol says; overnight, the discharge is by day.

    .. math:: o_v^{\min} \le d_v - t_v - i_v \le o_v^{\max}, \qquad
        \text{overnight: } d_v \in O_s,\ [t_v - p_v, d_v) \cap U_v = \emptyset

    with :math:`d` the discharge, :math:`O` opening hours and :math:`U` the
    participant's unavailability.  The place is held throughout (rule 4).
    """

    number: ClassVar[int] = 14
    name: ClassVar[str] = "therapy_stay"

    def post(self, x: "PlanVars") -> None:
        """The discharge follows the observation; overnight, it is in opening hours."""
        for own in x.visits:
            if own.procedure.scan is None:
                given = own.injection + own.procedure.injection_min
                x.model.add(own.end == given + own.wait)
                if own.procedure.is_overnight:
                    self._post_overnight(x, own)

    def _post_overnight(self, x: "PlanVars", own: "VisitVars") -> None:
        """The minute of discharge is in opening hours, the stay on free days."""
        visit, presence = own.visit, x.resources.presence(own)
        horizon = x.index.problem.horizon_min
        opening = x.index.sites[visit.site_id].opening
        x.restrict(own.end, merged(opening, horizon + 1), [own.served])
        if visit.unavailable:
            free = list(_gaps(merged(visit.unavailable, horizon), horizon))
            x.keep_inside(presence, free, own.served)

    def allows(self, state: State, visit: Visit, steps: Steps, frame: Frame) -> int:
        """Minutes whose discharge is in opening hours; they never change, are kept."""
        procedure = state.index.procedures[visit.procedure_id]
        if procedure.scan is not None:
            return frame.full
        least, longest = waits_of(procedure)
        if not least <= steps.wait_min <= longest:
            return 0
        if not procedure.is_overnight:
            return frame.full
        key = (self.name, visit.id, steps.opening, frame)
        if key not in state.memo:
            state.memo[key] = _by_day(state, visit, steps, frame)
        minutes: int = state.memo[key]
        return minutes


def _by_day(state: State, visit: Visit, steps: Steps, frame: Frame) -> int:
    minutes = frame.full
    for start, _ in steps.opening[1:]:
        opening = state.index.sites[visit.site_id].opening
        minutes &= frame.moved(start).union(opening)
    length = steps.end_min - steps.arrival_min
    stay = frame.moved(steps.arrival_min, longer=length)
    return minutes & starts(stay.full & ~stay.union(visit.unavailable), length)


def _gaps(
    spans: tuple[tuple[int, int], ...], horizon_min: int
) -> list[tuple[int, int]]:
    """What lies between disjoint ascending spans, and before and after them."""
    ends = [0, *(end for _, end in spans)]
    begins = [*(start for start, _ in spans), horizon_min]
    return [(a, b) for a, b in zip(ends, begins, strict=True) if a < b]
