"""Rule 11: a visit lies in its window, and visits keep their order."""

from typing import TYPE_CHECKING, ClassVar

from solver.problem.commitments import Firmness
from solver.problem.demand import Follows, Visit
from solver.state.frame import Frame
from solver.state.state import State

if TYPE_CHECKING:
    from solver.model.variables import PlanVars  # loads OR-Tools
    from solver.model.visit_vars import VisitVars


class VisitWindows:
    r"""
    The injection lies in the window, and so many days after the visit it follows.

    .. math:: t_v \in [\underline w_v, \overline w_v), \qquad
        D(t_v) - D(t_u) \in [\underline\Delta_v, \overline\Delta_v]

    with :math:`D` the site's calendar day; a visit is served only if the one it
    follows is.
    """

    number: ClassVar[int] = 11
    name: ClassVar[str] = "visit_windows"

    def post(self, x: "PlanVars") -> None:
        """The window, and the days between visits that follow each other."""
        for own in x.visits:
            visit = own.visit
            window = (visit.window_start_min, visit.window_end_min)
            x.restrict(own.injection, [window], [own.served])
            if visit.follows is not None:
                self._post_follows(x, own, visit.follows)
            for later in x.index.followers(visit.id):
                if later.id in x.piece.fixed and later.follows is not None:
                    self._post_followed(x, own, later, later.follows)

    def _post_follows(self, x: "PlanVars", own: "VisitVars", link: Follows) -> None:
        """The visit comes after another, if it comes at all."""
        visit = own.visit
        if link.visit_id in x.piece.fixed:
            day = x.index.day_of(visit, x.piece.fixed[link.visit_id].injection_min)
            start, end = x.index.day_span(
                visit, day + link.min_days, day + link.max_days
            )
            x.restrict(own.injection, [(start, end)], [own.served])
            after = own.injection >= x.injection(link.visit_id) + 1
            x.model.add(after).only_enforce_if(own.served)
            return
        if not x.is_free(link.visit_id):
            x.model.add(own.served == 0)
            return
        earlier = x.visit(link.visit_id)
        x.model.add_implication(own.served, earlier.served)
        x.model.add(own.arrival >= earlier.end).only_enforce_if(own.served)
        for day in x.days(visit):
            for literal in x.is_on_day(visit, day, day):
                allowed = x.is_on_day(
                    earlier.visit, day - link.max_days, day - link.min_days
                )
                x.model.add_bool_or([literal.negated(), *allowed])

    def _post_followed(
        self, x: "PlanVars", own: "VisitVars", later: Visit, link: Follows
    ) -> None:
        """The visit comes before one that stays; it may be left out if that is so."""
        minute = x.piece.fixed[later.id].injection_min
        day = x.index.day_of(later, minute)
        start, end = x.index.day_span(later, day - link.max_days, day - link.min_days)
        x.restrict(own.injection, [(start, min(end, minute))], [own.served])
        if x.index.committed_visits().get(later.id) is not Firmness.FACT:
            x.model.add(own.served == 1)

    def allows(self, state: State, visit: Visit, frame: Frame) -> int:
        """Minutes in the window, in step with the visits before and after."""
        start, end = window_of(state, visit)
        return frame.span(start, end)


def window_of(state: State, visit: Visit) -> tuple[int, int]:
    """Half-open span that the window and the visits before and after leave."""
    start = max(visit.window_start_min, 0)
    end = min(visit.window_end_min, state.index.problem.horizon_min)
    if visit.follows is not None:
        earlier = state.placements.get(visit.follows.visit_id)
        if earlier is None:
            return start, start
        day = state.index.day_of(visit, earlier.injection_min)
        first, last = state.index.day_span(
            visit, day + visit.follows.min_days, day + visit.follows.max_days
        )
        start = max(start, first, earlier.injection_min + 1)
        end = min(end, last)
    for later in state.index.followers(visit.id):
        seated = state.placements.get(later.id)
        if seated is None or later.follows is None:
            continue
        day = state.index.day_of(visit, seated.injection_min)
        first, last = state.index.day_span(
            visit, day - later.follows.max_days, day - later.follows.min_days
        )
        start, end = max(start, first), min(end, last, seated.injection_min)
    return start, max(start, end)
