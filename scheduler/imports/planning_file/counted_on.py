"""Visits without which others cannot be kept."""

from collections import defaultdict
from collections.abc import Iterable

from scheduler.imports.planning_file.cycles import placed_visits
from scheduler.imports.planning_file.schema import PlanningFile
from scheduler.imports.planning_file.schema_protocol import TrialData


def counted_on(file: PlanningFile, promised: Iterable[str]) -> frozenset[str]:
    """
    Promised visits, and all that must come before them.

    These are the visits that they follow or need, and the sentinel and the next lower
    level of their dose level, as well as whatever those come after.
    """
    before: dict[str, set[str]] = {}
    for trial in file.trials:
        before |= _before(file, trial)
    found = set(promised)
    while more := {each for visit in found for each in before.get(visit, ())} - found:
        found |= more
    return frozenset(found)


def _before(file: PlanningFile, trial: TrialData) -> dict[str, set[str]]:
    """Visits of a trial by id, with those that each comes after."""
    visits = [
        visit
        for participant in file.participants
        if participant.trial == trial.id
        for _, visit in placed_visits(participant)
    ]
    on_level: defaultdict[str, set[str]] = defaultdict(set)
    for visit in visits:
        on_level[visit.cohort or ""].add(visit.id)
    first: dict[str, set[str]] = {}
    lower: set[str] = set()
    for level in sorted(trial.cohorts, key=lambda each: each.level):
        first[level.id] = _ids(level.sentinel_visit) | lower
        lower = on_level[level.id] or lower
    return {
        visit.id: _ids(visit.follows, visit.needs)
        | first.get(visit.cohort or "", set())
        for visit in visits
    }


def _ids(*named: str | None) -> set[str]:
    return {each for each in named if each is not None}
