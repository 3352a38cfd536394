"""The variables of one free visit: when, which alternative, and from where."""

from collections.abc import Callable, Iterator
from functools import partial

from ortools.sat.python import cp_model

from solver.model.book import Book
from solver.model.options import Option, Reach, options_of, reach_of
from solver.model.piece import Piece
from solver.model.seating import Expr, Seating
from solver.problem.demand import Visit
from solver.state.placement import Placement


class VisitVars:
    """
    Decisions on one visit.

    ``injection`` and the minutes that hang on it have values also when the visit
    is not served; they mean something only under ``served``.
    """

    def __init__(self, book: Book, piece: Piece, visit: Visit) -> None:
        self.visit = visit
        self.procedure = piece.index.procedures[visit.procedure_id]
        self._book = book
        self._reaches = dict(options_of(piece, visit))
        self.reach = self._hull(piece)
        self.served = book.boolean(
            f"serve {visit.id}",
            lambda seating: int(seating.placement(visit.id) is not None),
        )
        self._make_times()
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

    @property
    def choices(self) -> range:
        """Indices of the alternatives."""
        return range(len(self.visit.alternatives))

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

    def scan_length(self, alternative: int) -> int:
        """Minutes from scan start to the end of the scan."""
        return self.visit.alternatives[alternative].scan_min + self.visit.extra_min

    # -- making them -----------------------------------------------------------

    def _hull(self, piece: Piece) -> Reach:
        """Minutes some option allows; one dummy minute without any."""
        reach = reach_of(piece.index, self.visit)
        if not self._reaches:
            return Reach(0, 0)
        return reach.cut(
            min(each.first_min for each in self._reaches.values()),
            max(each.last_min for each in self._reaches.values()),
        )

    def _make_times(self) -> None:
        visit, reach = self.visit, self.reach
        self.injection = self._book.integer(
            reach.first_min,
            reach.last_min,
            f"inject {visit.id}",
            self._of(lambda seat: seat.injection_min, reach.first_min),
        )
        self.arrival: Expr = self.injection - self.procedure.preparation_min
        self.wait: Expr | None = None
        self.scan_start: Expr | None = None
        self.scan_minutes: Expr = 0
        scan = self.procedure.scan
        if scan is None:
            stay = self.procedure.injection_min + self.procedure.observation_min
            self.end: Expr = self.injection + stay
            return
        lengths = sorted({self.scan_length(a) for a in self.choices})
        low, high = scan.uptake_min, scan.uptake_max_min
        if low == high:
            self.wait = low
            self.scan_start = self.injection + low
        else:
            self.wait = self._book.integer(low, high, f"wait {visit.id}", self._waited)
            self.scan_start = self._book.integer(
                reach.first_min + low,
                reach.last_min + high,
                f"scan {visit.id}",
                lambda seating: seating.value(self.injection) + self._waited(seating),
            )
        if len(lengths) == 1:
            self.scan_minutes = lengths[0]
            self.end = self.scan_start + lengths[0]
            return
        self.scan_minutes = self._book.integer(
            lengths[0],
            lengths[-1],
            f"scan minutes {visit.id}",
            self._of(lambda seat: self.scan_length(seat.alternative), lengths[0]),
        )
        self.end = self._book.integer(
            reach.first_min + low + lengths[0],
            reach.last_min + high + lengths[-1],
            f"end {visit.id}",
            lambda seating: (
                seating.value(self.injection)
                + self._waited(seating)
                + seating.value(self.scan_minutes)
            ),
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

    def _waited(self, seating: Seating) -> int:
        """Minutes from injection to scan start; the least where it is not served."""
        seat = seating.placement(self.visit.id)
        if seat is None or seat.scan_start_min is None:
            return self.procedure.scan.uptake_min if self.procedure.scan else 0
        return seat.scan_start_min - seat.injection_min

    def _of(
        self, value: Callable[[Placement], int], otherwise: int
    ) -> Callable[[Seating], int]:
        """Value of a seated visit; another where it is not served."""

        def truth(seating: Seating) -> int:
            seat = seating.placement(self.visit.id)
            return otherwise if seat is None else value(seat)

        return truth


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
