"""All views of one result, as rows: what tables, pages and machines are given."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date

from scheduler.exports.changes import ChangeRows, change_rows
from scheduler.exports.day_sheets import DaySheet, day_sheets
from scheduler.exports.index import Index
from scheduler.exports.levels import LevelRow, level_rows
from scheduler.exports.not_served import (
    BrokenRow,
    DeferredRow,
    LeftOutRow,
    broken_rows,
    deferred_rows,
    left_out_rows,
)
from scheduler.exports.run_table import RunRow, run_table
from solver.plan.plan import Plan
from solver.plan.result import Result
from solver.problem.problem import Problem

_STATUS = {
    "optimal": "every level is proved: no plan is better",
    "feasible": "a verified plan; not every level is proved",
    "no_plan": "no plan was found within the limit",
    "infeasible": "the facts contradict the rules: no plan can be verified",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Views:
    """
    What people are shown of one result.

    Parameters
    ----------
    status_text
        The status in words.
    num_visits
        Visits of the problem that ask for a dose, served or not.
    changes
        What differs from the previous plan; ``None`` where there is none.
    """

    name: str
    status: str
    status_text: str
    num_visits: int
    num_served: int
    runs: tuple[RunRow, ...]
    sheets: tuple[DaySheet, ...]
    left_out: tuple[LeftOutRow, ...]
    deferred: tuple[DeferredRow, ...]
    broken: tuple[BrokenRow, ...]
    changes: ChangeRows | None
    levels: tuple[LevelRow, ...]
    wall_time_s: float


def views(problem: Problem, result: Result) -> Views:
    """
    Every view of a result.

    The names of the result must resolve in the problem (``references.issues``).
    """
    index = Index(problem, result.plan or Plan())
    return Views(
        name=problem.name,
        status=result.status.value,
        status_text=_STATUS[result.status.value],
        num_visits=len(problem.visits),
        num_served=len(index.plan.administrations),
        runs=run_table(index),
        sheets=day_sheets(index),
        left_out=left_out_rows(index, result),
        deferred=deferred_rows(index, result),
        broken=broken_rows(index, result),
        changes=change_rows(index, result),
        levels=level_rows(result),
        wall_time_s=result.wall_time_s,
    )


def to_json(value: object) -> object:
    """Rows as JSON values: records as objects, times as ISO 8601 with offset."""
    if is_dataclass(value):
        return {
            field.name: to_json(getattr(value, field.name)) for field in fields(value)
        }
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): to_json(each) for key, each in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [to_json(each) for each in value]
    return value
