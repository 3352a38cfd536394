"""The value of every variable, for placements in hand."""

from collections.abc import Mapping
from typing import TypeAlias

from ortools.sat.python import cp_model

from solver.model.piece import Piece
from solver.state.hours import NEVER_MIN
from solver.state.load import Dose, Load
from solver.state.placement import Placement
from solver.state.supply import Way

Expr: TypeAlias = cp_model.LinearExpr | int
"""A linear expression, or a number where nothing is left to decide."""


class Seating:
    """
    Placements of a piece, and the values that follow from them.

    Parameters
    ----------
    placements
        At least the seated ones of the free visits; others are looked over.
    """

    def __init__(self, piece: Piece, placements: Mapping[str, Placement]) -> None:
        self.state = piece.state_with(placements)
        self._values: dict[int, int] = {}
        self._doses: dict[str, Dose] = {}
        for load in self.state.loads.values():
            for dose in load.doses:
                self._doses[dose.visit_id] = dose

    def placement(self, visit_id: str) -> Placement | None:
        """Where a visit is seated."""
        return self.state.placements.get(visit_id)

    def dose(self, visit_id: str) -> Dose | None:
        """What a seated visit draws."""
        return self._doses.get(visit_id)

    def load(self, supply_id: str) -> Load | None:
        """A batch that somebody draws from."""
        load = self.state.loads.get(supply_id)
        return load if load is not None and load.doses else None

    def departs_min(self, supply_id: str, way: Way) -> int:
        """When a batch leaves on demand; ``NEVER_MIN`` if it does not."""
        load = self.load(supply_id)
        if load is None or way.id not in load.ways:
            return NEVER_MIN
        return self.state.departs_min(way, load.ready_min)

    def value(self, expr: Expr) -> int:
        """Value of an expression."""
        if isinstance(expr, int):
            return expr
        if isinstance(expr, cp_model.IntVar):
            return self._values[expr.index]
        flat = cp_model.FlatIntExpr(expr)
        return int(flat.offset) + sum(
            int(coefficient) * self._values[variable.index]
            for variable, coefficient in zip(flat.vars, flat.coeffs, strict=True)
        )

    def set_value(self, variable: cp_model.IntVar, value: int) -> None:
        """Note the value of a variable."""
        self._values[variable.index] = value
