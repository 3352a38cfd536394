"""Whether the very places, scanners and people that a placement names are right."""

from solver.constraints.narrowing import RESOURCE_RULES
from solver.constraints.resources import free_starts
from solver.plan.plan import Purpose
from solver.problem.demand import Visit
from solver.state.frame import Frame
from solver.state.placement import Placement
from solver.state.state import State
from solver.state.steps import Steps
from solver.state.task import Task


def misnamed(
    state: State, visit: Visit, steps: Steps, placement: Placement
) -> dict[int, str]:
    """Rules 4 and 13, and those on what one resource may do, by number."""
    found = {}
    for task, each in zip(steps.tasks, placement.occupations, strict=False):
        is_right = (
            task.occupation(each.resource_id, placement.injection_min) == each
            and each.resource_id in state.index.eligible(visit, task)
            and _is_free(state, task, each.resource_id, placement.injection_min)
        )
        if is_right:
            begin = Frame.of_minute(placement.injection_min + task.start_min)
            for rule in RESOURCE_RULES:
                if not rule.opens(state, visit, task, each.resource_id, begin):
                    found[rule.number] = rule.name
        elif task.purpose in {Purpose.PLACE, Purpose.SCANNER}:
            found[4] = "occupancy"
        else:
            found[13] = "staff"
    if len(steps.tasks) != len(placement.occupations):
        found[3] = "visit_steps"
    return found


def _is_free(state: State, task: Task, resource_id: str, injection_min: int) -> bool:
    begin = Frame.of_minute(injection_min + task.start_min)
    return bool(free_starts(state, resource_id, task.length_min, begin))
