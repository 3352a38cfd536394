"""Who counts on a visit: those that follow it, and those that need it."""

from collections.abc import Iterable

from scheduler.imports.planning_file.cycles import placed_visits
from scheduler.imports.planning_file.schema import PlanningFile


def followers_of(file: PlanningFile, visit_id: str) -> tuple[str, ...]:
    """Visits that follow or need a visit, directly or not, in their order."""
    visits = [visit for each in file.participants for _, visit in placed_visits(each)]
    return _closure(
        visit_id, [(each.id, {each.follows, each.needs}) for each in visits]
    )


def needing(file: PlanningFile, visit_id: str) -> tuple[str, ...]:
    """Visits that are worth nothing without a visit: they go when it goes."""
    visits = [visit for each in file.participants for _, visit in placed_visits(each)]
    return _closure(visit_id, [(each.id, {each.needs}) for each in visits])


def _closure(
    visit_id: str, asked: Iterable[tuple[str, set[str | None]]]
) -> tuple[str, ...]:
    asked = list(asked)
    found: dict[str, None] = {}
    while True:
        more = [
            each
            for each, before in asked
            if each not in found and before & {visit_id, *found}
        ]
        if not more:
            return tuple(found)
        found |= dict.fromkeys(more)
