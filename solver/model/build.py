"""One piece as a CP-SAT model: variables, all rules, all levels."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ortools.sat.python import cp_model

from solver.constraints import RULES
from solver.constraints.base import LevelTerm, Rule
from solver.model.objective import levels_of
from solver.model.piece import Piece
from solver.model.seating import Seating
from solver.model.variables import PlanVars
from solver.state.placement import Placement


@dataclass(frozen=True)
class PlanModel:
    """A complete model and what is needed to speak with it."""

    x: PlanVars
    levels: tuple[LevelTerm, ...]

    @property
    def model(self) -> cp_model.CpModel:
        """The model itself."""
        return self.x.model

    def seating(self, placements: Mapping[str, Placement]) -> Seating:
        """The value of every variable, for placements in hand."""
        seating = Seating(self.x.piece, placements)
        self.x.book.fill(seating)
        return seating


def build(piece: Piece, rules: Sequence[Rule] = RULES) -> PlanModel:
    """Make the variables, state the rules by their numbers, and name the levels."""
    x = PlanVars(cp_model.CpModel(), piece)
    for rule in rules:
        rule.post(x)
    return PlanModel(x, levels_of(x))
