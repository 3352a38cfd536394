"""The levels of the objective, as people read them."""

from collections.abc import Sequence
from dataclasses import dataclass

from scheduler.exports.quantities import activity_text, thousands_text
from solver.plan.result import Level, LevelName, Result
from solver.problem.demand import PriorityClass

_LEVELS = {
    LevelName.KEPT: "Confirmed visits kept",
    LevelName.SERVED: "Visits served in window",
    LevelName.SERVED_EARLY: "Deferrable visits served",
    LevelName.BUMPED_AGAIN: "Visits bumped again",
    LevelName.TOUCHED: "Participants touched",
    LevelName.MOVED_DAYS: "Days moved",
    LevelName.MOVED_MIN: "Minutes moved",
    LevelName.COST_NOK: "Cost",
    LevelName.ACTIVITY_KBQ: "Activity to produce",
    LevelName.REFUSAL_PERMILLE: "Highest refusal rate of a site or trial",
    LevelName.WAITING_DAYS: "Days of waiting",
    LevelName.OUTSIDE_PREFERRED: "Visits outside preferred hours",
}
_PRIORITIES = {
    PriorityClass.THERAPY_IN_COURSE: "therapy in course",
    PriorityClass.LAST_CHANCE: "last chance in window",
    PriorityClass.CLINICAL_URGENT: "clinical, urgent",
    PriorityClass.OTHER: "other",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelRow:
    """
    One level with its value and the bound no plan can better.

    ``value_text`` and ``bound_text`` carry the unit.
    """

    name: str
    label: str
    priority: str | None
    value: int
    bound: int
    value_text: str
    bound_text: str
    is_maximized: bool
    is_proved: bool


def level_rows(result: Result) -> tuple[LevelRow, ...]:
    """All levels of a result, first things first."""
    return level_rows_of(result.levels)


def level_rows_of(levels: Sequence[Level]) -> tuple[LevelRow, ...]:
    """Levels as rows."""
    return tuple(_row(level) for level in levels)


def _row(level: Level) -> LevelRow:
    return LevelRow(
        name=level.name.value,
        label=_LEVELS[level.name],
        priority=_PRIORITIES[level.priority] if level.priority else None,
        value=level.value,
        bound=level.bound,
        value_text=value_text(level.name, level.value),
        bound_text=value_text(level.name, level.bound),
        is_maximized=level.name.is_maximized,
        is_proved=level.is_proved,
    )


def level_label(name: LevelName, priority: PriorityClass | None) -> str:
    """What a level is called, with its priority class if it has one."""
    if priority is None:
        return _LEVELS[name]
    return f"{_LEVELS[name]} ({_PRIORITIES[priority]})"


def value_text(name: LevelName, value: int) -> str:
    """A value of a level, with its unit."""
    if name is LevelName.ACTIVITY_KBQ:
        return activity_text(value)
    if name is LevelName.COST_NOK:
        return f"{thousands_text(value)} NOK"
    if name is LevelName.REFUSAL_PERMILLE:
        return f"{value // 10}.{value % 10} %"
    return thousands_text(value)
