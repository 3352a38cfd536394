"""Do runs, generators and equipment belong to the same unit?"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from solver.errors import Issue

if TYPE_CHECKING:
    from solver.problem.problem import Problem


def issues(problem: "Problem") -> Iterator[Issue]:
    """A run has its generator, and all it uses, at the unit of its line."""
    yield from _generators(problem)
    yield from _uses(problem)


def _generators(problem: "Problem") -> Iterator[Issue]:
    """A generator is eluted at its own unit only."""
    unit_of_line = {line.id: line.unit_id for line in problem.lines}
    unit_of = {each.id: each.unit_id for each in problem.generators}
    for run in problem.runs:
        unit = unit_of_line.get(run.line_id)
        if run.generator_id in unit_of and unit_of[run.generator_id] != unit:
            place = f"runs[{run.id}].generator_id"
            yield Issue(place, f"generator {run.generator_id} is not of unit {unit}")


def _uses(problem: "Problem") -> Iterator[Issue]:
    """Whatever kind of equipment a run uses, its unit has some."""
    unit_of_line = {line.id: line.unit_id for line in problem.lines}
    uses_of = {each.id: each.uses for each in problem.processes}
    there = {(each.unit_id, each.kind) for each in problem.equipment}
    made = {
        (run.process_id, unit_of_line.get(run.line_id)): None for run in problem.runs
    }
    for process_id, unit in made:
        if unit is None:
            continue
        for position, use in enumerate(uses_of.get(process_id, ())):
            if (unit, use.kind) not in there:
                place = f"processes[{process_id}].uses[{position}].kind"
                yield Issue(place, f"unit {unit} has no equipment {use.kind!r}")
