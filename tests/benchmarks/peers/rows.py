"""Rows of a mixed-integer program, and HiGHS to solve it."""

from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import (  # type: ignore[import-untyped]  # has no types
    Bounds,
    LinearConstraint,
    OptimizeResult,
    milp,
)
from scipy.sparse import csr_array  # type: ignore[import-untyped]  # has no types

Terms = list[tuple[float, int]]
"""Coefficients and their columns."""


@dataclass(slots=True)
class Rows:
    """Sparse rows ``low <= a x <= high``, and the objective's columns."""

    num_columns: int = 0
    data: list[float] = field(default_factory=list)
    row: list[int] = field(default_factory=list)
    column: list[int] = field(default_factory=list)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    is_whole: list[int] = field(default_factory=list)

    def boolean(self) -> int:
        """A new boolean column."""
        return self._new(1.0, is_whole=1)

    def amount(self, most: float) -> int:
        """A new column of real numbers from zero."""
        return self._new(most, is_whole=0)

    def _new(self, upper: float, *, is_whole: int) -> int:
        self.upper.append(upper)
        self.is_whole.append(is_whole)
        self.num_columns += 1
        return self.num_columns - 1

    def add(self, terms: Terms, low: float, high: float) -> None:
        """One row more."""
        for value, column in terms:
            self.data.append(value)
            self.row.append(len(self.low))
            self.column.append(column)
        self.low.append(low)
        self.high.append(high)

    def minimized(self, terms: Terms, seconds: float) -> OptimizeResult:
        """What HiGHS finds in this time."""
        cost = np.zeros(self.num_columns)
        for value, column in terms:
            cost[column] = value
        shape = (len(self.low), self.num_columns)
        matrix = csr_array((self.data, (self.row, self.column)), shape=shape)
        return milp(
            cost,
            integrality=self.is_whole,
            bounds=Bounds(0.0, self.upper),
            constraints=LinearConstraint(matrix, self.low, self.high),
            options={"time_limit": max(0.1, seconds), "mip_rel_gap": 0.0},
        )
