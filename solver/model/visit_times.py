"""When one free visit takes place: injection, scan, discharge, later scans."""

from collections.abc import Callable
from dataclasses import dataclass

from solver.model.book import Book
from solver.model.options import Reach
from solver.model.seating import Expr, Seating
from solver.model.spans import Span
from solver.problem.demand import Visit
from solver.problem.procedures import Procedure
from solver.state.later_steps import LaterSteps
from solver.state.placement import Placement
from solver.state.steps import steps_of, wait_of, waits_of


@dataclass(frozen=True, slots=True)
class LaterVars:
    """A later scan, and when it starts; ``number`` counts from 1."""

    number: int
    steps: LaterSteps
    start: Expr

    @property
    def presence(self) -> Span:
        """When the participant is there for it."""
        return Span.around(self.start, self.steps.begin_min, self.steps.end_min)


class VisitTimes:
    """
    The minutes of one visit.

    They have values also when the visit is not served; they mean something only if it
    is.

    Attributes
    ----------
    wait
        Minutes from injection to scan start, or, without a scan, of observation.
    scan_start, scan_end, scan_minutes
        Of the scan; ``scan_start`` is ``None`` without one.
    end
        End of the last step, later scans apart.
    later
        Later scans, in the order of the procedure.
    """

    def __init__(
        self, book: Book, visit: Visit, procedure: Procedure, reach: Reach
    ) -> None:
        self.visit = visit
        self.procedure = procedure
        self.reach = reach
        self._book = book
        self.injection = book.integer(
            reach.first_min,
            reach.last_min,
            f"inject {visit.id}",
            self._of(lambda seat: seat.injection_min, reach.first_min),
        )
        self.arrival: Expr = self.injection - procedure.lead_min
        low, high = waits_of(procedure)
        self.wait: Expr = low
        if low < high:
            self.wait = book.integer(low, high, f"wait {visit.id}", self._waited)
        self.scan_start: Expr | None = None
        self.scan_minutes: Expr = 0
        self.scan_end: Expr = 0
        if procedure.scan is None:
            given = procedure.injection_min
            self.end = self._after(self.injection, (given + low, given + high), "end")
        else:
            self.scan_start = self._after(self.injection, (low, high), "scan")
            self._make_scan(self.scan_start)
            self._make_end()
        self.later = tuple(
            LaterVars(number, steps, self._later_start(number, steps))
            for number, steps in enumerate(steps_of(visit, procedure, 0).later, start=1)
        )

    @property
    def choices(self) -> range:
        """Indices of the alternatives."""
        return range(len(self.visit.alternatives))

    def scan_length(self, alternative: int) -> int:
        """Minutes from scan start to the end of the scan."""
        return self.visit.alternatives[alternative].scan_min + self.visit.extra_min

    # -- making them -----------------------------------------------------------

    def _after(self, begin: Expr, least_and_most: tuple[int, int], name: str) -> Expr:
        """A minute that comes so long after another as the wait makes it."""
        low, high = least_and_most
        if low == high:
            return begin + low
        first, last = self._book.bounds(begin)
        shortest = waits_of(self.procedure)[0]
        return self._book.integer(
            first + low,
            last + high,
            f"{name} {self.visit.id}",
            lambda seating: (
                seating.value(begin) + low + self._waited(seating) - shortest
            ),
        )

    def _make_scan(self, scan_start: Expr) -> None:
        """How long the scan takes, and when it ends."""
        lengths = sorted({self.scan_length(a) for a in self.choices})
        if len(lengths) == 1:
            self.scan_minutes = lengths[0]
            self.scan_end = scan_start + lengths[0]
            return
        self.scan_minutes = self._book.integer(
            lengths[0],
            lengths[-1],
            f"scan minutes {self.visit.id}",
            self._of(lambda seat: self.scan_length(seat.alternative), lengths[0]),
        )
        first, last = self._book.bounds(scan_start)
        self.scan_end = self._book.integer(
            first + lengths[0],
            last + lengths[-1],
            f"scan end {self.visit.id}",
            lambda seating: (
                seating.value(scan_start) + seating.value(self.scan_minutes)
            ),
        )

    def _make_end(self) -> None:
        """The end of the scan, or of an injection that outlasts it."""
        self.end = self.scan_end
        low, high = waits_of(self.procedure)
        lengths = [self.scan_length(a) for a in self.choices]
        given = self.procedure.injection_min
        if low + min(lengths) >= given:
            return
        self.end = self._book.integer(
            self.reach.first_min + given,
            self.reach.last_min + max(given, high + max(lengths)),
            f"end {self.visit.id}",
            lambda seating: max(
                seating.value(self.scan_end), seating.value(self.injection) + given
            ),
        )

    def _later_start(self, number: int, steps: LaterSteps) -> Expr:
        if steps.earliest_min == steps.latest_min:
            return self.injection + steps.earliest_min

        def truth(seating: Seating) -> int:
            seat = seating.placement(self.visit.id)
            if seat is None:
                return seating.value(self.injection) + steps.earliest_min
            return seat.later_scans[number - 1].scan_start_min

        return self._book.integer(
            self.reach.first_min + steps.earliest_min,
            self.reach.last_min + steps.latest_min,
            f"{steps.name} of {self.visit.id}",
            truth,
        )

    def _waited(self, seating: Seating) -> int:
        """Uptake or observation; the least where the visit is not served."""
        seat = seating.placement(self.visit.id)
        least = waits_of(self.procedure)[0]
        if seat is None:
            return least
        minutes = (seat.injection_min, seat.scan_start_min)
        wait = wait_of(self.procedure, *minutes, seat.occupations)
        return least if wait is None else wait

    def _of(
        self, value: Callable[[Placement], int], otherwise: int
    ) -> Callable[[Seating], int]:
        """Value of a seated visit; another where it is not served."""

        def truth(seating: Seating) -> int:
            seat = seating.placement(self.visit.id)
            return otherwise if seat is None else value(seat)

        return truth
