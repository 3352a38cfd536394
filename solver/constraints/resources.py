"""What the rules on places, scanners and people share: who is free, and when."""

from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING

from solver.constraints.narrowing import RESOURCE_RULES
from solver.plan.plan import Purpose
from solver.problem.demand import Visit
from solver.state.bitset import shifted, starts
from solver.state.frame import Frame
from solver.state.pages import PAGE_MIN, Pages, joined, spans_of
from solver.state.state import State
from solver.state.steps import Steps, Task

if TYPE_CHECKING:
    from solver.model.variables import PlanVars  # loads OR-Tools


def open_minutes(
    state: State,
    visit: Visit,
    steps: Steps,
    frame: Frame,
    purposes: AbstractSet[Purpose],
) -> int:
    """Injection minutes at which each task of these purposes has a free resource."""
    minutes = frame.full
    for task in steps.tasks:
        if task.purpose in purposes and minutes:
            minutes &= task_starts(state, visit, task, frame.moved(task.start_min))
    return minutes


def task_starts(state: State, visit: Visit, task: Task, frame: Frame) -> int:
    """First minutes of the task, of the frame, with an eligible resource free."""
    length = task.end_min - task.start_min
    eligible = state.index.eligible(visit, task)
    if not eligible or frame.is_empty:
        return 0
    if is_narrowed(state, visit, task):
        begins = 0
        for resource_id in eligible:
            begins |= able_starts(state, visit, task, resource_id, frame)
        return begins
    stamp = state.stamps.get(visit.site_id)
    key = ("task", eligible, length, frame.start_min, frame.end_min)
    known = state.memo.get(key)
    if stamp is None or known is None or known[0] is not stamp:
        known = (stamp, _any_starts(state, eligible, length, frame))
        state.memo[key] = known
    found: int = known[1]
    return found


def _any_starts(
    state: State, eligible: tuple[str, ...], length: int, frame: Frame
) -> int:
    """Minutes of the frame from which any of these is free for so long."""
    first, last = _pages(frame, length)
    key = (eligible, length, first, last)
    parts = tuple([state.free[each][first : last + 1] for each in eligible])
    known = state.memo.get(key)
    if known is None or known[0] != parts:
        begins = 0
        for resource_id, part in zip(eligible, parts, strict=True):
            begins |= _paged_starts(state, resource_id, length, (first, last), part)
        known = (parts, begins)
        state.memo[key] = known
    return shifted(known[1], first * PAGE_MIN - frame.start_min) & frame.full


def is_narrowed(state: State, visit: Visit, task: Task) -> bool:
    """Whether some rule may narrow what one resource does; it never changes."""
    key = ("narrowed", visit.id, task.purpose, task.kind)
    known = state.memo.get(key)
    if known is None:
        known = any(rule.concerns(state, visit, task) for rule in RESOURCE_RULES)
        state.memo[key] = known
    return bool(known)


def able_starts(
    state: State, visit: Visit, task: Task, resource_id: str, frame: Frame
) -> int:
    """First minutes of the task at which just this resource is free and may do it."""
    begins = free_starts(state, resource_id, task.end_min - task.start_min, frame)
    for rule in RESOURCE_RULES:
        if begins and rule.name not in state.lifted:
            begins &= rule.opens(state, visit, task, resource_id, frame)
    return begins


def free_starts(state: State, resource_id: str, length_min: int, frame: Frame) -> int:
    """Minutes of the frame from which the resource is free for so long."""
    if frame.is_empty:
        return 0
    first, last = _pages(frame, length_min)
    part = state.free[resource_id][first : last + 1]
    begins = _paged_starts(state, resource_id, length_min, (first, last), part)
    return shifted(begins, first * PAGE_MIN - frame.start_min) & frame.full


def _pages(frame: Frame, length_min: int) -> tuple[int, int]:
    """First and last page that a stretch beginning in the frame can touch."""
    return (
        max(frame.start_min, 0) // PAGE_MIN,
        max(frame.end_min + length_min, 0) // PAGE_MIN,
    )


def _paged_starts(
    state: State,
    resource_id: str,
    length_min: int,
    numbers: tuple[int, int],
    part: Pages,
) -> int:
    """Minutes of some pages from which a resource is free; kept until it changes."""
    key = (resource_id, length_min, numbers)
    known = state.memo.get(key)
    if known is None or known[0] != part:
        known = (part, starts(joined(part, 0, len(part)), length_min))
        state.memo[key] = known
    found: int = known[1]
    return found


def post_resources(x: "PlanVars", purposes: AbstractSet[Purpose]) -> None:
    """Tasks of these purposes: inside each calendar, one at a time."""
    resource_ids: dict[str, None] = {}
    for task in x.tasks(purposes):
        for resource_id in task.resource_ids:
            resource_ids[resource_id] = None
            x.keep_inside(
                task.span,
                list(spans_of(x.index.calendars[resource_id])),
                x.resources.uses(task, resource_id),
            )
    for resource_id in resource_ids:
        held = [
            (task.span, x.resources.uses(task, resource_id))
            for task in x.resources.tasks_on(resource_id)
        ]
        x.keep_apart(held, x.resources.taken(resource_id))
