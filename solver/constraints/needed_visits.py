"""A visit is served only if the one it needs is (a part of rule 15)."""

from typing import TYPE_CHECKING

from solver.problem.commitments import Firmness
from solver.state.state import State

if TYPE_CHECKING:
    from solver.model.variables import PlanVars  # loads OR-Tools


def post_needed(x: "PlanVars") -> None:
    """A rest scan without its stress scan is not served, nor the other way round."""
    precedence = x.index.precedence
    for visit_id in precedence.needing:
        needed = precedence.needed_by(visit_id) or ""
        if x.is_free(visit_id):
            x.model.add(x.visit(visit_id).served <= x.is_served(needed))
        elif visit_id in x.piece.fixed and x.is_free(needed):
            firmness = x.index.committed_visits().get(visit_id)
            if firmness is not Firmness.FACT:
                x.model.add(x.visit(needed).served == 1)


def unsupported(state: State) -> list[str]:
    """Seated visits whose needed visit is not, but for those that have happened."""
    index = state.index
    return [
        visit_id
        for visit_id in index.precedence.needing
        if visit_id in state.placements
        and index.precedence.needed_by(visit_id) not in state.placements
        and index.committed_visits().get(visit_id) is not Firmness.FACT
    ]
