"""What the rules on places, scanners and people share: who is free, and when."""

from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING

from solver.plan.plan import Purpose
from solver.problem.demand import Visit
from solver.state.bitset import intervals, shifted, span, starts
from solver.state.state import State
from solver.state.steps import Steps, Task

if TYPE_CHECKING:
    from solver.model.variables import PlanVars  # loads OR-Tools


def open_minutes(
    state: State, visit: Visit, steps: Steps, purposes: AbstractSet[Purpose]
) -> int:
    """Injection minutes at which each task of these purposes has a free resource."""
    minutes = span(0, state.index.problem.horizon_min)
    for task in steps.tasks:
        if task.purpose in purposes:
            minutes &= minutes_for_task(state, visit, task)
            if not minutes:
                break
    return minutes


def minutes_for_task(state: State, visit: Visit, task: Task) -> int:
    """Injection minutes at which some eligible resource is free for the task."""
    length = task.end_min - task.start_min
    eligible = state.index.eligible(visit, task)
    frees = tuple([state.free[resource_id] for resource_id in eligible])
    key = (eligible, length)
    known = state.memo.get(key)
    if known is None or known[0] != frees:
        begins = 0
        for resource_id in eligible:
            begins |= free_starts(state, resource_id, length)
        known = (frees, begins)
        state.memo[key] = known
    return shifted(known[1], -task.start_min)


def free_starts(state: State, resource_id: str, length_min: int) -> int:
    """Minutes from which the resource is free for so long; kept until it changes."""
    free = state.free[resource_id]
    key = ("starts", resource_id, length_min)
    known = state.memo.get(key)
    if known is None or known[0] is not free:
        known = (free, starts(free, length_min))
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
                list(intervals(x.index.calendars[resource_id])),
                x.resources.uses(task, resource_id),
            )
    for resource_id in resource_ids:
        held = [
            (task.span, x.resources.uses(task, resource_id))
            for task in x.resources.tasks_on(resource_id)
        ]
        x.keep_apart(held, x.resources.taken(resource_id))
