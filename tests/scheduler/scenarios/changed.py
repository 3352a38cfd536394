"""What a what-if makes of the small file, compared with its base."""

from typing import Any, TypeVar

import pytest

from scheduler.errors import Invalid
from scheduler.imports.planning_file import PlanningFile, read_planning_file, to_problem
from scheduler.scenarios.applying import Applied, applied
from solver.problem.base import Record
from solver.problem.problem import Problem
from tests.scheduler.imports.small_file import a_file, as_bytes

BASE: PlanningFile = read_planning_file(as_bytes(a_file()))
BASE_PROBLEM: Problem = to_problem(BASE)

R = TypeVar("R", bound=Record)

Differences = dict[str, tuple[list[Any], list[Any]]]
"""Of each field of a problem that differs: what is only before, and only after."""


def but(record: R, **fields: Any) -> R:
    """The record, with some fields otherwise."""
    return type(record)(**dict(record) | fields)


def made(*changes: Any, base: PlanningFile = BASE) -> Applied:
    """The small file with changes made."""
    return applied(base, changes)


def differences(after: Problem, before: Problem = BASE_PROBLEM) -> Differences:
    """All that differs, record by record."""
    return {
        field: _apart(getattr(before, field), getattr(after, field))
        for field in Problem.model_fields
        if getattr(before, field) != getattr(after, field)
    }


def _apart(before: Any, after: Any) -> tuple[list[Any], list[Any]]:
    if not isinstance(before, tuple):
        return [before], [after]
    return (
        [each for each in before if each not in after],
        [each for each in after if each not in before],
    )


def ids(differences: Differences) -> dict[str, tuple[list[str], list[str]]]:
    """The same by id: what is only before, and only after."""
    return {
        field: ([each.id for each in gone], [each.id for each in new])
        for field, (gone, new) in differences.items()
    }


def refusals(*changes: Any, base: PlanningFile = BASE) -> list[str]:
    """What is wrong with changes."""
    with pytest.raises(Invalid) as refused:
        applied(base, changes)
    return [str(each) for each in refused.value.issues]


def spans(record: Any) -> list[tuple[int, int]]:
    """When something is open, in minutes."""
    return [(each.start_min, each.end_min) for each in record.available]
