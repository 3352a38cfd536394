"""What limits a person besides the calendar: tasks a day, and breaks (rule 13)."""

from collections.abc import Iterator
from math import floor, log2
from typing import TYPE_CHECKING, ClassVar

from solver.decay import remaining_kbq
from solver.plan.plan import Purpose
from solver.problem.base import MAX_MINUTES
from solver.problem.clinic import Break
from solver.problem.demand import Visit
from solver.state.bitset import joined
from solver.state.duties import Dispensed, Duty, dispensed, injected
from solver.state.frame import Frame
from solver.state.limited import Limited, first_and_last_break
from solver.state.placement import Placement
from solver.state.state import State
from solver.state.task import Task

if TYPE_CHECKING:
    from ortools.sat.python.cp_model import IntVar

    from solver.model.seating import Expr, Seating
    from solver.model.task_spans import VisitTask
    from solver.model.variables import PlanVars  # loads OR-Tools
    from solver.model.visit_vars import VisitVars

Spans = tuple[tuple[int, int], ...]
"""Half-open spans."""


class StaffLimits:
    r"""
    Nobody injects too often or too much on one day, and everybody has a break.

    .. math:: \sum_{v \to r,\, D(t_v) = d} 1 \le n_r, \qquad
        \sum_{v \to r,\, D(t_v) = d} g_v \le \bar g_r, \qquad
        \exists\, [s, s + m) \subseteq w: \text{no task of } r \text{ in it}

    for every calendar day :math:`d` of the site and every break of :math:`m` minutes
    within a window :math:`w`.  It is a part of rule 13.
    """

    number: ClassVar[int] = 13
    name: ClassVar[str] = "staff"

    def concerns(self, state: State, visit: Visit, task: Task) -> bool:
        """Whether somebody who may do the task has limits."""
        limited = state.index.limited
        return bool(limited) and any(
            each in limited for each in state.index.eligible(visit, task)
        )

    def opens(
        self, state: State, visit: Visit, task: Task, resource_id: str, frame: Frame
    ) -> int:
        """First minutes of a task at which a person's limits leave room for it."""
        person = state.index.limited.get(resource_id)
        if person is None or frame.is_empty:
            return frame.full
        bits = frame.full
        length = task.length_min
        for each in person.breaks_touching(frame.start_min, frame.end_min + length):
            for start, end in _breaking(state, person, each, length):
                bits &= ~frame.span(start, end)
        if task.purpose is Purpose.INJECTION and person.counts_injections:
            first = state.index.day_of(visit, frame.start_min)
            last = state.index.day_of(visit, frame.end_min - 1)
            for day in range(first, last + 1):
                if bits:
                    bits &= ~_overloading(state, visit, task, person, day, frame)
        return bits

    def post(self, x: "PlanVars") -> None:
        """Counts and sums a day, and a stretch kept free within each window."""
        for person in x.index.limited.values():
            tasks = x.resources.tasks_on(person.id)
            for each in person.breaks_touching(*_hull(x, tasks)) if tasks else ():
                _post_break(x, person, each, tasks)
            if person.counts_injections:
                _post_days(x, person, tasks)


def _breaking(state: State, person: Limited, each: Break, length_min: int) -> Spans:
    """First minutes of a task so long that leave no room for a break."""
    duties = _duties(state, person, each)
    key = ("break", person.id, each.window, each.minutes, length_min)
    known = state.memo.get(key)
    if known is None or known[0] != duties:
        known = (duties, tuple(_without_break(each, _spans(duties), length_min)))
        state.memo[key] = known
    spans: Spans = known[1]
    return spans


def _without_break(
    each: Break, held: list[tuple[int, int]], length_min: int
) -> Iterator[tuple[int, int]]:
    """First minutes of a task that leave no break beside what is held already."""
    found = first_and_last_break(each, held)
    if found is None:
        # What happened took the break: nothing more is added where it lay.
        yield each.window.start_min - length_min + 1, each.window.end_min
        return
    first, last = found
    start, end = last - length_min + 1, first + each.minutes
    if start < end:
        yield start, end


def _overloading(
    state: State, visit: Visit, task: Task, person: Limited, day: int, frame: Frame
) -> int:
    """Minutes of a day at which one more injection is too much for it."""
    count, handled_kbq = injected(state.duties.get((person.id, day), ()), day)
    start, end = state.index.day_span(visit, day, day)
    if person.max_injections is not None and count >= person.max_injections:
        return frame.span(start, end)
    if person.max_handled_kbq is None:
        return 0
    room = person.max_handled_kbq - handled_kbq
    if state.index.gross_kbq(visit, task.alternative) > room:
        return frame.span(start, end)
    own = _dispensed(state, visit)
    if own is None:
        return 0
    half_life = state.index.products[visit.product_id].half_life_min
    light = own.reference_min + first_age_min(own.usable_kbq, room, half_life)
    return frame.span(start, min(light, end))


def leaves_breaks(state: State, placement: Placement) -> bool:
    """Whether all tasks of a visit together leave each person's breaks as they were."""
    own: dict[str, list[tuple[int, int]]] = {}
    for held in placement.held:
        if held.resource_id in state.index.limited:
            span = (held.start_min, held.end_min)
            own.setdefault(held.resource_id, []).append(span)
    for person_id, spans in own.items():
        person = state.index.limited[person_id]
        for each in person.breaks_touching(
            min(start for start, _ in spans), max(end for _, end in spans)
        ):
            there = _spans(_duties(state, person, each))
            if first_and_last_break(each, there) is None:
                continue
            if first_and_last_break(each, [*there, *spans]) is None:
                return False
    return True


def _post_break(
    x: "PlanVars", person: Limited, each: Break, tasks: "list[VisitTask]"
) -> None:
    """Somewhere in the window nothing of the person's is in the way."""
    start, end = each.window.start_min, each.window.end_min
    held = []
    for task in tasks:
        first, last = _hull(x, [task])
        if first < end and last > start:
            held.append((task.span, x.resources.uses(task, person.id)))
    if not held:
        return
    taken = _spans(_duties(x.piece.state, person, each))
    found = first_and_last_break(each, taken)
    if found is None:
        x.keep_apart(held, [(start, end)])
        return

    def truth(seating: "Seating") -> int:
        there = _spans(_duties(seating.state, person, each))
        return (first_and_last_break(each, there) or found)[0]

    begin = x.book.integer(*found, f"break of {person.id} from {start}", truth)
    blocks = [
        (max(a, start), min(b, end)) for a, b in joined(taken) if a < end and b > start
    ]
    x.keep_apart([*held, x.always(begin, each.minutes)], blocks)


def _post_days(x: "PlanVars", person: Limited, tasks: "list[VisitTask]") -> None:
    """Injections, and what is drawn for them, on each day of the site."""
    counted: dict[int, list[IntVar]] = {}
    handled: dict[int, list[Expr]] = {}
    for task in tasks:
        if task.purpose is not Purpose.INJECTION:
            continue
        own = x.visit(task.visit_id)
        for day in x.days(own.visit):
            literal = _injects_on(x, own, x.resources.uses(task, person.id), day)
            counted.setdefault(day, []).append(literal)
            if person.max_handled_kbq is not None:
                drawn = x.handled(own.visit.id, literal)
                handled.setdefault(day, []).append(drawn)
    for day, literals in counted.items():
        duties = x.piece.state.duties.get((person.id, day), ())
        count, used_kbq = injected(duties, day)
        if person.max_injections is not None:
            x.model.add(sum(literals) <= max(person.max_injections - count, 0))
        if person.max_handled_kbq is not None:
            left = max(person.max_handled_kbq - used_kbq, 0)
            x.model.add(sum(handled[day]) <= left)


def _injects_on(x: "PlanVars", own: "VisitVars", uses: "IntVar", day: int) -> "IntVar":
    """A literal that holds if the person injects the visit on a day."""
    if len(x.days(own.visit)) == 1:
        return uses
    (is_then,) = x.is_on_day(own.visit, day, day)
    both = x.literal(
        f"{own.visit.id} on day {day} by one",
        lambda seating: seating.value(uses) * seating.value(is_then),
    )
    x.model.add_bool_or([uses.negated(), is_then.negated(), both])
    return both


def _hull(x: "PlanVars", tasks: "list[VisitTask]") -> tuple[int, int]:
    """From the earliest begin to the latest end of any of the tasks."""
    return (
        min(x.book.bounds(task.span.start)[0] for task in tasks),
        max(x.book.bounds(task.span.end)[1] for task in tasks),
    )


def _duties(state: State, person: Limited, each: Break) -> tuple[tuple[Duty, ...], ...]:
    """What a person does on the days of a break's window, day by day."""
    days = person.days_touching(each.window.start_min, each.window.end_min)
    return tuple(state.duties.get((person.id, day), ()) for day in days)


def _spans(duties: tuple[tuple[Duty, ...], ...]) -> list[tuple[int, int]]:
    """When somebody is held, in the order of time."""
    held = {(duty.start_min, duty.end_min) for some in duties for duty in some}
    return sorted(held)


def _dispensed(state: State, visit: Visit) -> Dispensed | None:
    """A dose that exists for the visit; it may be drawn instead of a new one."""
    key = ("dispensed", visit.id)
    if key not in state.memo:
        state.memo[key] = dispensed(state.stocks.values(), visit.id)
    found: Dispensed | None = state.memo[key]
    return found


def first_age_min(content_kbq: int, most_kbq: int, half_life_min: float) -> int:
    """
    First age at which what is left of a content, rounded down, is no more than so much.

    ``most_kbq`` is positive [kBq]; the age may be negative [min].
    """
    if content_kbq <= 0:
        return -MAX_MINUTES
    age = floor(half_life_min * log2(content_kbq / (most_kbq + 1)))
    while remaining_kbq(content_kbq, age, half_life_min) > most_kbq:
        age += 1
    while remaining_kbq(content_kbq, age - 1, half_life_min) <= most_kbq:
        age -= 1
    return age
