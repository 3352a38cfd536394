"""Who does what for a free visit: tasks, and the resources that may do them."""

from collections import defaultdict
from dataclasses import replace

from ortools.sat.python import cp_model

from solver.model.book import Book
from solver.model.piece import Piece
from solver.model.seating import Expr, Seating
from solver.model.spans import Span
from solver.model.task_spans import VisitTask, task_spans
from solver.model.visit_vars import VisitVars
from solver.plan.plan import Purpose
from solver.problem.demand import Visit
from solver.state.bitset import joined, starts
from solver.state.frame import Frame
from solver.state.steps import Task, steps_of, waits_of


class ResourceVars:
    """Which resource does which task."""

    def __init__(self, book: Book, piece: Piece) -> None:
        self._book = book
        self._piece = piece
        self._uses: dict[tuple[str, Purpose, int, str], cp_model.IntVar] = {}
        self._tasks: dict[str, tuple[VisitTask, ...]] = {}
        self._presence: dict[str, Span] = {}
        self._on: dict[str, list[VisitTask]] = defaultdict(list)
        self._taken: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for placement in piece.fixed.values():
            for each in placement.held:
                if each.start_min < each.end_min:
                    taken = (each.start_min, each.end_min)
                    self._taken[each.resource_id].append(taken)

    def add(self, own: VisitVars) -> None:
        """Make the variables of one visit."""
        tasks = []
        for each in task_spans(self._book, own):
            task = replace(each, resource_ids=self._able(own, each))
            tasks.append(task)
            for resource_id in task.resource_ids:
                self._uses[own.visit.id, task.purpose, task.number, resource_id] = (
                    self._use(own, task, resource_id)
                )
                self._on[resource_id].append(task)
        self._tasks[own.visit.id] = tuple(tasks)
        self._presence[own.visit.id] = self._present(own)

    def tasks(self, visit_id: str) -> tuple[VisitTask, ...]:
        """Tasks of a visit."""
        return self._tasks[visit_id]

    def uses(self, task: VisitTask, resource_id: str) -> cp_model.IntVar:
        """Whether the resource does the task."""
        return self._uses[task.visit_id, task.purpose, task.number, resource_id]

    def tasks_on(self, resource_id: str) -> list[VisitTask]:
        """Tasks a resource could do."""
        return self._on.get(resource_id, [])

    def taken(self, resource_id: str) -> list[tuple[int, int]]:
        """Spans in which fixed visits hold the resource."""
        return list(joined(self._taken[resource_id]))

    def presence(self, own: VisitVars) -> Span:
        """From the participant's arrival to the end of the last step."""
        return self._presence[own.visit.id]

    def by_day(self, own: VisitVars) -> Span:
        """What of the presence lies in opening hours: overnight, until injected."""
        if own.procedure.is_overnight:
            procedure = own.procedure
            return Span.around(
                own.injection, -procedure.lead_min, procedure.injection_min
            )
        return self._presence[own.visit.id]

    def is_used(
        self, visit: Visit, purpose: Purpose, resource_id: str, number: int = 0
    ) -> Expr:
        """Whether a resource is held for a purpose, were it able to or not."""
        return self._uses.get((visit.id, purpose, number, resource_id), 0)

    def _present(self, own: VisitVars) -> Span:
        short, long = (
            steps_of(
                own.visit, own.procedure, pick(own.choices, key=own.scan_length), w
            )
            for pick, w in zip((min, max), waits_of(own.procedure), strict=True)
        )
        shortest = short.end_min - short.arrival_min
        longest = long.end_min - long.arrival_min
        size: Expr = shortest
        if shortest < longest:
            size = self._book.integer(
                shortest,
                longest,
                f"stay {own.visit.id}",
                lambda seating: seating.value(own.end) - seating.value(own.arrival),
            )
        return Span(own.arrival, own.end, size, shortest, longest)

    def _able(self, own: VisitVars, task: VisitTask) -> tuple[str, ...]:
        """Eligible resources that are there for so long at some time."""
        first, last = self._book.bounds(task.span.start)
        length = task.span.shortest
        held = Frame(first, last + length)
        wanted = held.span(first, last + 1)
        index = self._piece.index
        needed = Task(task.purpose, task.kind, 0, length)
        return tuple(
            resource_id
            for resource_id in index.eligible(own.visit, needed)
            if starts(held.cut(index.calendars[resource_id]), length) & wanted
        )

    def _use(
        self, own: VisitVars, task: VisitTask, resource_id: str
    ) -> cp_model.IntVar:
        if len(task.resource_ids) == 1:
            return task.present

        def truth(seating: Seating) -> int:
            seat = seating.placement(own.visit.id)
            if seat is None:
                return 0
            held = seat.occupations
            if task.number:
                held = seat.later_scans[task.number - 1].occupations
            return int(
                any(
                    each.purpose is task.purpose and each.resource_id == resource_id
                    for each in held
                )
            )

        name = f"{task.purpose} {task.number} {own.visit.id} {resource_id}"
        return self._book.boolean(name, truth)
