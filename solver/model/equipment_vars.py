"""Which equipment a run holds, for every run that is neither made nor committed."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from ortools.sat.python import cp_model

from solver.model.book import Book, Truth
from solver.model.piece import Piece
from solver.model.seating import Seating
from solver.model.spans import Span
from solver.model.supply_vars import SupplyVars
from solver.problem.base import MAX_MINUTES, Interval
from solver.state.bitset import merged
from solver.state.pages import spans_of


@dataclass(frozen=True)
class HeldUse:
    """One use of a run: when it holds something, and what that could be."""

    batch: SupplyVars
    position: int
    span: Span
    literals: dict[str, cp_model.IntVar]


class EquipmentVars:
    """
    Equipment of the runs that are decided here.

    Runs of fixed visits keep theirs, and so do committed ones: it is *taken*.
    """

    def __init__(self, book: Book, piece: Piece, batches: Iterable[SupplyVars]) -> None:
        self._book = book
        self._piece = piece
        self.uses: list[HeldUse] = []
        self._on: dict[str, list[tuple[Span, cp_model.IntVar]]] = defaultdict(list)
        self._taken: dict[str, list[Interval]] = defaultdict(list)
        for batch in batches:
            if batch.fixed is None:
                self._add(batch)
        holds = [
            each for stock in piece.stocks.values() for each in stock.batch.equipment
        ]
        holds += [each for load in piece.state.loads.values() for each in load.holds]
        for each in holds:
            if each.start_min < each.end_min:
                taken = Interval(start_min=each.start_min, end_min=each.end_min)
                self._taken[each.equipment_id].append(taken)

    @property
    def ids(self) -> tuple[str, ...]:
        """Equipment that something is to be decided on."""
        return tuple(self._on)

    def on(self, equipment_id: str) -> list[tuple[Span, cp_model.IntVar]]:
        """What could hold a piece of equipment."""
        return self._on[equipment_id]

    def taken(self, equipment_id: str) -> list[tuple[int, int]]:
        """Spans in which fixed and committed runs hold it."""
        return list(merged(self._taken[equipment_id], MAX_MINUTES))

    def hours(self, held: HeldUse, equipment_id: str) -> list[tuple[int, int]]:
        """When it is there, near the minutes of a use."""
        first = self._book.bounds(held.span.start)[0]
        last = self._book.bounds(held.span.end)[1]
        calendar = self._piece.index.calendars[equipment_id]
        return [
            (start, end)
            for start, end in spans_of(calendar)
            if start < last and end > first
        ]

    def named(self, supply_id: str, solver: cp_model.CpSolver) -> tuple[str, ...]:
        """What a run holds in a solution, in the order of its uses."""
        load = self._piece.fixed_load(supply_id)
        if load is not None or supply_id in self._piece.stocks:
            return load.equipment if load else ()
        return tuple(
            next(
                id_ for id_, each in held.literals.items() if solver.boolean_value(each)
            )
            for held in self.uses
            if held.batch.supply.id == supply_id
        )

    def _add(self, batch: SupplyVars) -> None:
        supply = batch.supply
        uses = supply.process.uses if supply.process else ()
        for position, use in enumerate(uses):
            span = Span.around(batch.reference, use.from_min, use.until_min)
            literals = {
                equipment_id: self._book.boolean(
                    f"{equipment_id} for {supply.id}#{position}",
                    _holds(supply.id, position, equipment_id),
                )
                for equipment_id in self._piece.index.equipment_of(
                    supply.unit_id, use.kind
                )
            }
            self.uses.append(HeldUse(batch, position, span, literals))
            for equipment_id, literal in literals.items():
                self._on[equipment_id].append((span, literal))


def _holds(supply_id: str, position: int, equipment_id: str) -> Truth:
    """Whether a run holds a piece of equipment for one of its uses."""

    def truth(seating: Seating) -> int:
        load = seating.load(supply_id)
        return int(load is not None and load.equipment[position] == equipment_id)

    return truth
