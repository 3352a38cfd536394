"""Rule 9: injection hours, opening hours and participants' days are kept."""

from typing import TYPE_CHECKING, ClassVar

from solver.problem.demand import Visit
from solver.state.bitset import intervals, span, starts, union
from solver.state.state import State
from solver.state.steps import Steps

if TYPE_CHECKING:
    from solver.model.variables import PlanVars  # loads OR-Tools


class Availability:
    r"""
    The injection lies in the tracer's hours, the visit in the site's.

    .. math:: t_v \in H_v, \qquad [t_v - p_v, \mathrm{end}_v) \subseteq O_s
        \setminus U_v

    with :math:`H` tracer calendar and fasting windows, :math:`O` opening hours and
    :math:`U` the participant's unavailability.
    """

    number: ClassVar[int] = 9
    name: ClassVar[str] = "availability"

    def post(self, x: "PlanVars") -> None:
        """The injection is in hours, the stay in opening hours and on free days."""
        horizon = x.index.problem.horizon_min
        for own in x.visits:
            visit = own.visit
            hours = union(visit.injection_hours, horizon)
            x.restrict(own.injection, intervals(hours), [own.served])
            inside = union(x.index.sites[visit.site_id].opening, horizon)
            inside &= ~union(visit.unavailable, horizon)
            x.keep_inside(
                x.resources.presence(own), list(intervals(inside)), own.served
            )

    def allows(self, state: State, visit: Visit, steps: Steps) -> int:
        """Minutes inside all calendars; they never change, and are kept."""
        key = ("availability", visit.id, steps.arrival_min, steps.end_min)
        if key not in state.memo:
            horizon = state.index.problem.horizon_min
            site = state.index.sites[visit.site_id]
            inside = union(site.opening, horizon)
            inside &= span(0, horizon) & ~union(visit.unavailable, horizon)
            length = steps.end_min - steps.arrival_min
            arrivals = starts(inside, length)
            state.memo[key] = (arrivals << -steps.arrival_min) & union(
                visit.injection_hours, horizon
            )
        minutes: int = state.memo[key]
        return minutes
