"""Do visits, series, cohorts and later scans fit together?"""

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from solver.errors import Issue
from solver.problem.demand import Visit

if TYPE_CHECKING:
    from solver.problem.problem import Problem


def issues(problem: "Problem") -> Iterator[Issue]:
    """What visits say of each other, of their series and of their cohort."""
    yield from _follows(problem)
    yield from _needs(problem)
    yield from _series(problem)
    yield from _cohorts(problem)
    yield from _later_scans(problem)


def _follows(problem: "Problem") -> Iterator[Issue]:
    """A visit follows another of the same participant and site, without a circle."""
    visits = {visit.id: visit for visit in problem.visits}
    for visit in problem.visits:
        if visit.follows is None:
            continue
        place = f"visits[{visit.id}].follows"
        earlier = visits.get(visit.follows.visit_id)
        if earlier is None:
            yield Issue(place, f"unknown visit {visit.follows.visit_id!r}")
            continue
        same = (earlier.participant_id, earlier.site_id)
        if visit.participant_id is None or same != (
            visit.participant_id,
            visit.site_id,
        ):
            yield Issue(place, f"visit {earlier.id} is not of this participant here")
        if _is_in_circle(visit, visits, _followed):
            yield Issue(place, "the visits follow each other in a circle")


def _needs(problem: "Problem") -> Iterator[Issue]:
    """A visit needs another of the same participant, without a circle."""
    visits = {visit.id: visit for visit in problem.visits}
    for visit in problem.visits:
        if visit.needs_visit_id is None:
            continue
        place = f"visits[{visit.id}].needs_visit_id"
        needed = visits.get(visit.needs_visit_id)
        if needed is None:
            yield Issue(place, f"unknown visit {visit.needs_visit_id!r}")
            continue
        if visit.participant_id is None or (
            needed.participant_id != visit.participant_id
        ):
            yield Issue(place, f"visit {needed.id} is not of this participant")
        if _is_in_circle(visit, visits, _needed):
            yield Issue(place, "the visits need each other in a circle")


def _followed(visit: Visit) -> str | None:
    return visit.follows.visit_id if visit.follows else None


def _needed(visit: Visit) -> str | None:
    return visit.needs_visit_id


def _is_in_circle(
    visit: Visit, visits: dict[str, Visit], next_of: Callable[[Visit], str | None]
) -> bool:
    """Whether the chain that begins at a visit never ends."""
    trail: set[str] = set()
    each: Visit | None = visit
    while each is not None:
        if each.id in trail:
            return True
        trail.add(each.id)
        following = next_of(each)
        each = None if following is None else visits.get(following)
    return False


def _series(problem: "Problem") -> Iterator[Issue]:
    """The visits of a series are those of its participant."""
    participant_of = {each.id: each.participant_id for each in problem.series}
    for visit in problem.visits:
        if (
            visit.series_id in participant_of
            and participant_of[visit.series_id] != visit.participant_id
        ):
            place = f"visits[{visit.id}].series_id"
            yield Issue(place, f"series {visit.series_id} is not of this participant")


def _cohorts(problem: "Problem") -> Iterator[Issue]:
    """The visits of a cohort are of its trial, and its sentinel is one of them."""
    visits = {visit.id: visit for visit in problem.visits}
    trial_of = {each.id: each.trial_id for each in problem.cohorts}
    for visit in problem.visits:
        if visit.cohort_id in trial_of and trial_of[visit.cohort_id] != visit.trial_id:
            place = f"visits[{visit.id}].cohort_id"
            yield Issue(place, f"cohort {visit.cohort_id} is not of this trial")
    for cohort in problem.cohorts:
        if cohort.sentinel_visit_id is None:
            continue
        place = f"cohorts[{cohort.id}].sentinel_visit_id"
        sentinel = visits.get(cohort.sentinel_visit_id)
        if sentinel is None:
            yield Issue(place, f"unknown visit {cohort.sentinel_visit_id!r}")
        elif sentinel.cohort_id != cohort.id:
            yield Issue(place, f"visit {sentinel.id} is not of this cohort")


def _later_scans(problem: "Problem") -> Iterator[Issue]:
    """No two later scans of a visit may overlap, its extra minutes included."""
    procedures = {each.id: each for each in problem.procedures}
    for visit in problem.visits:
        procedure = procedures.get(visit.procedure_id)
        if procedure is None:
            continue
        for earlier, later in pairwise(procedure.later_scans):
            ends = earlier.latest_min + earlier.scan_min + visit.extra_min
            if later.earliest_min - later.setup_min < ends + earlier.cleaning_min:
                place = f"visits[{visit.id}].extra_min"
                message = f"so long, {earlier.name} may overlap {later.name}"
                yield Issue(place, message)
