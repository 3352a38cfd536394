"""Rule 23: manufacturer, product, site and trial are authorised together."""

from typing import TYPE_CHECKING, ClassVar

from solver.problem.base import Interval
from solver.problem.demand import Visit
from solver.state.frame import Frame
from solver.state.state import State

if TYPE_CHECKING:
    from solver.model.variables import PlanVars  # loads OR-Tools


class SupplyAuthorisation:
    r"""
    A batch serves a visit only while all four are authorised together.

    .. math:: x_{vb} \Rightarrow \exists\, z \in Z(u_b, p_v, s_v, \tau_v):\ t_v \in z

    The site must be activated for the trial, and consent recorded.
    """

    number: ClassVar[int] = 23
    name: ClassVar[str] = "supply_authorisation"

    def post(self, x: "PlanVars") -> None:
        """The injection lies in an authorisation of whoever supplies it."""
        for own in x.visits:
            visit = own.visit
            if visit.trial_id is not None:
                active = x.index.trials[visit.trial_id].active_site_ids
                if not (visit.is_consented and visit.site_id in active):
                    x.model.add(own.served == 0)
            for supply_id in own.supply_ids:
                unit_id = x.index.supplies[supply_id].unit_id
                spans = x.piece.authorised_spans(visit, unit_id)
                x.restrict(own.injection, spans, [own.draws_from(supply_id)])

    def allows(self, state: State, visit: Visit, unit_id: str, frame: Frame) -> int:
        """Minutes at which the authorisation holds; they never change."""
        key = ("authorised", visit.id, unit_id)
        if key not in state.memo:
            state.memo[key] = _authorised(state, visit, unit_id)
        valid: tuple[Interval, ...] = state.memo[key]
        return frame.union(valid)


def _authorised(state: State, visit: Visit, unit_id: str) -> tuple[Interval, ...]:
    index = state.index
    if visit.trial_id is not None:
        is_active = visit.site_id in index.trials[visit.trial_id].active_site_ids
        if not (is_active and visit.is_consented):
            return ()
    return tuple(
        each.valid
        for each in index.problem.authorisations
        if (each.unit_id, each.product_id, each.site_id, each.trial_id)
        == (unit_id, visit.product_id, visit.site_id, visit.trial_id)
    )
