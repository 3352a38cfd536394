"""On which of the site's calendar days a visit is, for visits that follow others."""

from ortools.sat.python import cp_model

from solver.model.book import Book
from solver.model.piece import Piece
from solver.model.seating import Seating
from solver.model.visit_vars import VisitVars


class DayVars:
    """A literal per visit and candidate day, made when first asked for."""

    def __init__(self, book: Book, piece: Piece) -> None:
        self._book = book
        self._index = piece.index
        self._literals: dict[str, dict[int, cp_model.IntVar]] = {}

    def candidates(self, own: VisitVars) -> range:
        """Days the visit could be on."""
        first = self._index.day_of(own.visit, own.reach.first_min)
        last = self._index.day_of(own.visit, own.reach.last_min)
        return range(first, last + 1)

    def between(
        self, own: VisitVars, first_day: int, last_day: int
    ) -> list[cp_model.IntVar]:
        """Literals of the candidate days in a range, both ends included."""
        if own.visit.id not in self._literals:
            self._literals[own.visit.id] = self._make(own)
        return [
            literal
            for day, literal in self._literals[own.visit.id].items()
            if first_day <= day <= last_day
        ]

    def _make(self, own: VisitVars) -> dict[int, cp_model.IntVar]:
        literals = {}
        for day in self.candidates(own):
            start, end = self._index.day_span(own.visit, day, day)

            def truth(seating: Seating, day: int = day) -> int:
                seat = seating.placement(own.visit.id)
                if seat is None:
                    return 0
                return int(self._index.day_of(own.visit, seat.injection_min) == day)

            literal = self._book.boolean(f"{own.visit.id} on day {day}", truth)
            self._book.model.add_linear_expression_in_domain(
                own.injection, cp_model.Domain(start, end - 1)
            ).only_enforce_if(literal)
            literals[day] = literal
        self._book.model.add(
            cp_model.LinearExpr.sum(list(literals.values())) == own.served
        )
        return literals
