"""Rule 9: injection hours, opening hours and participants' days are kept."""

from typing import TYPE_CHECKING, ClassVar

from solver.problem.demand import Visit
from solver.state.bitset import intervals, merged, starts
from solver.state.frame import Frame
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
    :math:`U` the participant's unavailability.  Overnight, this is said of
    :math:`[t_v - p_v, t_v + i_v)` alone; rule 14 speaks of the rest.
    """

    number: ClassVar[int] = 9
    name: ClassVar[str] = "availability"

    def post(self, x: "PlanVars") -> None:
        """The injection is in hours, the stay in opening hours and on free days."""
        horizon, pages = x.index.problem.horizon_min, x.index.pages
        for own in x.visits:
            visit, presence = own.visit, x.resources.by_day(own)
            hours = merged(visit.injection_hours, horizon)
            x.restrict(own.injection, hours, [own.served])
            first = x.book.bounds(presence.start)[0]
            frame = Frame(first, x.book.bounds(presence.end)[1] + 1)
            inside = frame.cut(pages(x.index.sites[visit.site_id].opening))
            inside &= ~frame.union(visit.unavailable)
            spans = [(first + a, first + b) for a, b in intervals(inside)]
            x.keep_inside(presence, spans, own.served)

    def allows(self, state: State, visit: Visit, steps: Steps, frame: Frame) -> int:
        """Minutes inside all calendars; they never change, and are kept."""
        start, end = steps.opening[0]
        key = ("availability", visit.id, start, end, frame)
        if key not in state.memo:
            pages = state.index.pages
            length = end - start
            stay = frame.moved(start, longer=length)
            inside = stay.cut(pages(state.index.sites[visit.site_id].opening))
            inside &= ~stay.union(visit.unavailable)
            state.memo[key] = (
                starts(inside, length)
                & frame.full
                & frame.cut(pages(visit.injection_hours))
            )
        minutes: int = state.memo[key]
        return minutes
