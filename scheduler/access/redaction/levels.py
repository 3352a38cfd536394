"""Levels of the objective as people are told them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from solver.plan.result import LevelName
from solver.units import KBQ_PER_GBQ


@dataclass(frozen=True)
class LevelSeen:
    """Value of one level, and the bound no plan can better; units are in the name."""

    name: str
    priority: str | None
    value: float
    bound: float


def levels_seen(levels: Iterable[Mapping[str, Any]]) -> tuple[LevelSeen, ...]:
    """Levels as they were written into a row."""
    return tuple(
        LevelSeen(
            name_of(LevelName(each["name"])),
            each["priority"],
            amount_of(LevelName(each["name"]), each["value"]),
            amount_of(LevelName(each["name"]), each["bound"]),
        )
        for each in levels
    )


def name_of(name: LevelName) -> str:
    """What a level is called where activity is told in GBq."""
    return "activity_gbq" if name is LevelName.ACTIVITY_KBQ else name.value


def amount_of(name: LevelName, value: int) -> float:
    """The value of a level in the unit of its name."""
    return value / KBQ_PER_GBQ if name is LevelName.ACTIVITY_KBQ else value
