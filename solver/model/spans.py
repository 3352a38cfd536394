"""Spans of time in terms of the decisions."""

from dataclasses import dataclass

from solver.model.seating import Expr


@dataclass(frozen=True, slots=True)
class Span:
    """
    Minutes ``[start, end)`` in terms of the decisions.

    ``shortest`` and ``longest`` are what its length can be.
    """

    start: Expr
    end: Expr
    size: Expr
    shortest: int
    longest: int

    @classmethod
    def around(cls, anchor: Expr, start_min: int, end_min: int) -> "Span":
        """From one fixed distance of a minute to another."""
        size = end_min - start_min
        return cls(anchor + start_min, anchor + end_min, size, size, size)
