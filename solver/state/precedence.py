"""Which visits come before which, and which are worth nothing alone."""

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from solver.problem.histories import Cohort, CohortState
from solver.problem.problem import Problem


class Wait(NamedTuple):
    """Another visit, and the least minutes between the two injections."""

    visit_id: str
    gap_min: int


class Precedence:
    """
    What visits wait for, expanded once from follow-ons and cohorts.

    A visit is served only if all it waits for are, and after them.
    """

    def __init__(self, problem: Problem) -> None:
        self._waits: dict[str, list[Wait]] = defaultdict(list)
        self._waiters: dict[str, list[Wait]] = defaultdict(list)
        self._cohort_waits: dict[str, list[Wait]] = defaultdict(list)
        self._cohort_waiters: dict[str, list[Wait]] = defaultdict(list)
        self._needing: dict[str, list[str]] = defaultdict(list)
        self._needed = {
            visit.id: visit.needs_visit_id
            for visit in problem.visits
            if visit.needs_visit_id is not None
        }
        for visit_id, needed in self._needed.items():
            self._needing[needed].append(visit_id)
        for visit in problem.visits:
            if visit.follows is not None:
                self._add(visit.id, Wait(visit.follows.visit_id, 1))
        for visit_id, wait in _cohort_waits(problem):
            self._add(visit_id, wait)
            self._cohort_waits[visit_id].append(wait)
            self._cohort_waiters[wait.visit_id].append(Wait(visit_id, wait.gap_min))
        closed = {
            each.id for each in problem.cohorts if each.state is CohortState.CLOSED
        }
        self.closed = frozenset(
            visit.id for visit in problem.visits if visit.cohort_id in closed
        )

    def waits(self, visit_id: str) -> tuple[Wait, ...]:
        """What a visit waits for: the earlier visit, and the least gap."""
        return tuple(self._waits.get(visit_id, ()))

    def cohort_waits(self, visit_id: str) -> tuple[Wait, ...]:
        """What a visit waits for on account of its cohort."""
        return tuple(self._cohort_waits.get(visit_id, ()))

    def cohort_waiters(self, visit_id: str) -> tuple[Wait, ...]:
        """Who waits for a visit on account of a cohort."""
        return tuple(self._cohort_waiters.get(visit_id, ()))

    def needed_by(self, visit_id: str) -> str | None:
        """The visit without which a visit is worth nothing."""
        return self._needed.get(visit_id)

    @property
    def needing(self) -> tuple[str, ...]:
        """All visits that are worth nothing without another one."""
        return tuple(self._needed)

    def requirements(self, visit_id: str) -> tuple[str, ...]:
        """All visits that have to be served for a visit to be: the nearest first."""
        found: dict[str, None] = {}
        pending = [visit_id]
        while pending:
            current = pending.pop(0)
            for each in (
                *(wait.visit_id for wait in self._waits.get(current, ())),
                *([self._needed[current]] if current in self._needed else ()),
            ):
                if each not in found and each != visit_id:
                    found[each] = None
                    pending.append(each)
        return tuple(found)

    def dependents(self, visit_id: str) -> tuple[str, ...]:
        """Visits that go with a visit if it goes: those that wait for it or need it."""
        later = (wait.visit_id for wait in self._waiters.get(visit_id, ()))
        return tuple(dict.fromkeys((*later, *self._needing.get(visit_id, ()))))

    def _add(self, visit_id: str, wait: Wait) -> None:
        self._waits[visit_id].append(wait)
        self._waiters[wait.visit_id].append(Wait(visit_id, wait.gap_min))


def _cohort_waits(problem: Problem) -> Iterator[tuple[str, Wait]]:
    """The sentinel before the rest, and a lower level before the next."""
    members: dict[str, list[str]] = defaultdict(list)
    for visit in problem.visits:
        if visit.cohort_id is not None:
            members[visit.cohort_id].append(visit.id)
    for cohort in problem.cohorts:
        lower = _next_lower(problem, cohort, members)
        for visit_id in members.get(cohort.id, ()):
            sentinel = cohort.sentinel_visit_id
            if sentinel is not None and sentinel != visit_id:
                yield visit_id, Wait(sentinel, cohort.sentinel_gap_min)
            for below in lower:
                for earlier in members[below.id]:
                    yield visit_id, Wait(earlier, below.toxicity_min)


def _next_lower(
    problem: Problem, cohort: Cohort, members: dict[str, list[str]]
) -> list[Cohort]:
    """Cohorts of the trial with the greatest smaller level that visits name."""
    below = [
        each
        for each in problem.cohorts
        if each.trial_id == cohort.trial_id
        and each.level < cohort.level
        and each.id in members
    ]
    highest = max((each.level for each in below), default=0)
    return [each for each in below if each.level == highest]
