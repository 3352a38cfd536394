"""Who does what for a free visit: tasks, resources, and the spans they take."""

from collections import defaultdict
from dataclasses import dataclass

from ortools.sat.python import cp_model

from solver.model.book import Book
from solver.model.piece import Piece
from solver.model.seating import Expr, Seating
from solver.model.visit_vars import VisitVars
from solver.plan.plan import Purpose
from solver.problem.demand import Visit
from solver.state.bitset import intervals, span, starts
from solver.state.steps import Steps, Task, steps_of


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


@dataclass(frozen=True, slots=True)
class VisitTask:
    """One task of a visit, when it takes place, and who could do it."""

    visit_id: str
    purpose: Purpose
    span: Span
    resource_ids: tuple[str, ...]


class ResourceVars:
    """Which resource does which task."""

    def __init__(self, book: Book, piece: Piece) -> None:
        self._book = book
        self._piece = piece
        self._uses: dict[tuple[str, Purpose, str], cp_model.IntVar] = {}
        self._tasks: dict[str, tuple[VisitTask, ...]] = {}
        self._presence: dict[str, Span] = {}
        self._on: dict[str, list[VisitTask]] = defaultdict(list)
        self._taken: dict[str, int] = defaultdict(int)
        for placement in piece.fixed.values():
            for each in placement.occupations:
                self._taken[each.resource_id] |= span(each.start_min, each.end_min)

    def add(self, own: VisitVars) -> None:
        """Make the variables of one visit."""
        shortest = _steps(own, longest=False).tasks
        longest = _steps(own, longest=True).tasks
        tasks = []
        for least, most in zip(shortest, longest, strict=True):
            size = (least.end_min - least.start_min, most.end_min - most.start_min)
            task = VisitTask(
                own.visit.id,
                least.purpose,
                _span(own, least, size),
                self._able(own, least, size[0]),
            )
            tasks.append(task)
            for resource_id in task.resource_ids:
                self._uses[own.visit.id, task.purpose, resource_id] = self._use(
                    own, task, resource_id
                )
                self._on[resource_id].append(task)
        self._tasks[own.visit.id] = tuple(tasks)
        self._presence[own.visit.id] = self._present(own)

    def tasks(self, visit_id: str) -> tuple[VisitTask, ...]:
        """Tasks of a visit."""
        return self._tasks[visit_id]

    def uses(self, task: VisitTask, resource_id: str) -> cp_model.IntVar:
        """Whether the resource does the task."""
        return self._uses[task.visit_id, task.purpose, resource_id]

    def tasks_on(self, resource_id: str) -> list[VisitTask]:
        """Tasks a resource could do."""
        return self._on.get(resource_id, [])

    def taken(self, resource_id: str) -> list[tuple[int, int]]:
        """Spans in which fixed visits hold the resource."""
        return list(intervals(self._taken[resource_id]))

    def presence(self, own: VisitVars) -> Span:
        """From the participant's arrival to the end of the last step."""
        return self._presence[own.visit.id]

    def is_used(self, visit: Visit, purpose: Purpose, resource_id: str) -> Expr:
        """Whether a resource is held for a purpose, were it able to or not."""
        return self._uses.get((visit.id, purpose, resource_id), 0)

    def _present(self, own: VisitVars) -> Span:
        low, high = (_steps(own, longest=longest) for longest in (False, True))
        shortest = low.end_min - low.arrival_min
        longest = high.end_min - high.arrival_min
        size: Expr = shortest
        if shortest < longest:
            size = self._book.integer(
                shortest,
                longest,
                f"stay {own.visit.id}",
                lambda seating: seating.value(own.end) - seating.value(own.arrival),
            )
        return Span(own.arrival, own.end, size, shortest, longest)

    def _able(self, own: VisitVars, task: Task, length_min: int) -> tuple[str, ...]:
        """Eligible resources that are there for so long at some time."""
        first = own.reach.first_min + task.start_min
        last = own.reach.last_min + task.start_min
        if own.procedure.scan is not None and task.purpose in {
            Purpose.SCANNER,
            Purpose.SCAN,
        }:
            last += own.procedure.scan.uptake_max_min - own.procedure.scan.uptake_min
        wanted = span(first, last + 1)
        return tuple(
            resource_id
            for resource_id in self._piece.index.eligible(own.visit, task)
            if starts(self._piece.index.calendars[resource_id], length_min) & wanted
        )

    def _use(
        self, own: VisitVars, task: VisitTask, resource_id: str
    ) -> cp_model.IntVar:
        if len(task.resource_ids) == 1:
            return own.served

        def truth(seating: Seating) -> int:
            seat = seating.placement(own.visit.id)
            return int(
                seat is not None
                and any(
                    each.purpose is task.purpose and each.resource_id == resource_id
                    for each in seat.occupations
                )
            )

        name = f"{task.purpose} {own.visit.id} {resource_id}"
        return self._book.boolean(name, truth)


def _steps(own: VisitVars, *, longest: bool) -> Steps:
    """Steps with the shortest, or longest, uptake and scan."""
    scan = own.procedure.scan
    uptake = None
    if scan is not None:
        uptake = scan.uptake_max_min if longest else scan.uptake_min
    pick = max if longest else min
    alternative = pick(own.choices, key=own.scan_length)
    return steps_of(own.visit, own.procedure, alternative, uptake)


def _span(own: VisitVars, task: Task, size: tuple[int, int]) -> Span:
    """When a task takes place, in terms of the decisions."""
    procedure = own.procedure
    if task.purpose in {Purpose.SCANNER, Purpose.SCAN}:
        if own.scan_start is None or procedure.scan is None:
            raise ValueError(f"visit {own.visit.id} has no scan")
        cleaning = procedure.scan.cleaning_min
        after = cleaning if task.purpose is Purpose.SCANNER else 0
        start = own.scan_start - procedure.scan.setup_min
        length = own.scan_minutes + procedure.scan.setup_min + after
        return Span(start, own.end + after, length, *size)
    start = own.injection + task.start_min
    if (
        task.purpose is Purpose.PLACE
        and own.scan_start is not None
        and own.wait is not None
    ):
        around = procedure.preparation_min + procedure.place_cleaning_min
        end = own.scan_start + procedure.place_cleaning_min
        return Span(start, end, own.wait + around, *size)
    return Span(start, own.injection + task.end_min, size[0], *size)
