"""The variables of one free visit: when, which alternative, and from where."""

from collections.abc import Callable, Iterator
from functools import partial

from ortools.sat.python import cp_model

from solver.model.book import Book
from solver.model.options import Option, Reach, options_of, reach_of
from solver.model.piece import Piece
from solver.model.visit_times import VisitTimes
from solver.problem.demand import Visit
from solver.state.placement import Placement


class VisitVars(VisitTimes):
    """Decisions on one visit."""

    def __init__(self, book: Book, piece: Piece, visit: Visit) -> None:
        self._reaches = dict(options_of(piece, visit))
        self.served = book.boolean(
            f"serve {visit.id}",
            lambda seating: int(seating.placement(visit.id) is not None),
        )
        procedure = piece.index.procedures[visit.procedure_id]
        super().__init__(book, visit, procedure, self._hull(piece, visit))
        self._make_choices()

    # -- what can be asked -----------------------------------------------------

    @property
    def options(self) -> tuple[Option, ...]:
        """Ways to get the dose that are worth deciding on."""
        return tuple(self._reaches)

    @property
    def supply_ids(self) -> tuple[str, ...]:
        """Batches the dose may come from, in the order of the options."""
        return tuple(self._sources)

    def option_reach(self, option: Option) -> Reach:
        """First and last injection minute an option allows at first look."""
        return self._reaches[option]

    def picks(self, option: Option) -> cp_model.IntVar:
        """Whether the dose comes this way."""
        return self._picks[option]

    def draws_from(self, supply_id: str) -> cp_model.IntVar:
        """Whether the dose comes from this batch."""
        return self._sources[supply_id]

    def takes(self, alternative: int) -> cp_model.IntVar:
        """Whether the visit takes this alternative."""
        return self._takes[alternative]

    def options_from(self, supply_id: str) -> Iterator[Option]:
        """The options that draw on one batch."""
        return (each for each in self._reaches if each.supply_id == supply_id)

    # -- making them -----------------------------------------------------------

    def _hull(self, piece: Piece, visit: Visit) -> Reach:
        """Minutes some option allows; one dummy minute without any."""
        reach = reach_of(piece.index, visit)
        if not self._reaches:
            return Reach(0, 0)
        return reach.cut(
            min(each.first_min for each in self._reaches.values()),
            max(each.last_min for each in self._reaches.values()),
        )

    def _make_choices(self) -> None:
        visit, model = self.visit, self._book.model
        if len(self.choices) == 1:
            self._takes = [self.served]
        else:
            self._takes = [
                self._literal(
                    f"take {visit.id}#{choice}", partial(_takes, choice=choice)
                )
                for choice in self.choices
            ]
        self._picks = {
            option: self._literal(
                f"pick {visit.id} {option.supply_id}/{option.way_id}/{option.vial}",
                partial(_picks, option=option),
            )
            for option in self._reaches
        }
        model.add(cp_model.LinearExpr.sum(list(self._picks.values())) == self.served)
        self._sources = {}
        for supply_id in dict.fromkeys(each.supply_id for each in self._reaches):
            picks = [self._picks[each] for each in self.options_from(supply_id)]
            if len(picks) == 1:
                self._sources[supply_id] = picks[0]
                continue
            source = self._literal(
                f"draw {visit.id} {supply_id}",
                partial(_draws_from, supply_id=supply_id),
            )
            model.add(cp_model.LinearExpr.sum(picks) == source)
            self._sources[supply_id] = source

    def _literal(
        self, name: str, holds: Callable[[Placement], bool]
    ) -> cp_model.IntVar:
        """A literal about the visit's seat; false if it is not served."""
        return self._book.boolean(name, self._of(lambda seat: int(holds(seat)), 0))


def _takes(seat: Placement, choice: int) -> bool:
    return seat.alternative == choice


def _draws_from(seat: Placement, supply_id: str) -> bool:
    return seat.channel.supply_id == supply_id


def _picks(seat: Placement, option: Option) -> bool:
    channel = seat.channel
    return (channel.supply_id, channel.way_id, channel.vial) == (
        option.supply_id,
        option.way_id,
        option.vial,
    )
