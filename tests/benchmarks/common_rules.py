"""
The rules that every peer can state, and an instance cut down to them.

What is left: activity decays from EOS to injection, a run's capacity, time to portion
each dose, release by quality control, lanes and flights, expiry, one synthesis at a
time per line and so many a day, windows and opening hours, uptake places and scanners
as pools, one injection and one scan per visit.  Served by priority class, then cost
of the runs, then activity at EOS.

What is gone: staff as a bottleneck, second visits of a participant, choices of
activity, vials that several share, cost of transport, change-over between products.
"""

from collections.abc import Iterable, Iterator

from scheduler.scenarios.generator.records import changed
from solver.problem.base import Interval
from solver.problem.clinic import Person, Scanner, Site
from solver.problem.demand import Visit
from solver.problem.problem import Problem
from solver.problem.products import Container, Presentation


def cut_to_common_rules(problem: Problem) -> Problem:
    """The same network and demand, under the common rules alone."""
    return changed(
        problem,
        name=f"{problem.name}-common",
        products=tuple(
            changed(each, presentation=Presentation.UNIT_DOSE, container=Container())
            for each in problem.products
        ),
        lines=tuple(changed(each, changeover_min=0) for each in problem.lines),
        lanes=tuple(changed(each, cost_nok=0) for each in problem.lanes),
        procedures=tuple(
            changed(each, preparation_role=None) for each in problem.procedures
        ),
        scanners=tuple(_pooled(problem)),
        people=tuple(
            person for site in problem.sites for person in _staff(problem, site)
        ),
        visits=tuple(map(_plain, problem.visits)),
    )


def _pooled(problem: Problem) -> Iterator[Scanner]:
    """Scanners of a site with the same hours: from its first to its last each day."""
    for scanner in problem.scanners:
        site = next(each for each in problem.sites if each.id == scanner.site_id)
        yield changed(
            scanner,
            available=tuple(
                _around(hours)
                for day in site.opening
                if (
                    hours := [
                        interval
                        for each in problem.scanners
                        if (each.site_id, each.kind) == (site.id, scanner.kind)
                        for interval in each.available
                        if day.covers(interval.start_min, interval.end_min)
                    ]
                )
            ),
        )


def _around(hours: Iterable[Interval]) -> Interval:
    """The interval from the first start to the last end."""
    spans = [(each.start_min, each.end_min) for each in hours]
    return Interval(
        start_min=min(start for start, _ in spans),
        end_min=max(end for _, end in spans),
    )


def _staff(problem: Problem, site: Site) -> Iterator[Person]:
    """Nobody waits for people: one at every place and scanner, and none prepares."""
    scanned = [each for each in problem.procedures if each.scan is not None]
    num_places = sum(each.site_id == site.id for each in problem.places)
    num_scanners = sum(each.site_id == site.id for each in problem.scanners)
    roles = {each.injection_role: num_places for each in problem.procedures} | {
        each.scan.role: num_scanners for each in scanned if each.scan is not None
    }
    for role, count in sorted(roles.items()):
        for number in range(1, count + 1):
            yield Person(
                id=f"{site.id}-{role}-{number}",
                name=f"{role} {number}",
                site_id=site.id,
                roles=(role,),
                trial_ids=tuple(each.id for each in problem.trials),
                available=site.opening,
            )


def _plain(visit: Visit) -> Visit:
    """The visit alone, with one activity, and no hours while it is unavailable."""
    return changed(
        visit,
        participant_id=None if visit.trial_id is None else f"P-{visit.id}",
        follows=None,
        unavailable=(),
        alternatives=visit.alternatives[:1],
        injection_hours=tuple(
            hours
            for hours in visit.injection_hours
            if not any(
                away.start_min <= hours.start_min and hours.end_min <= away.end_min
                for away in visit.unavailable
            )
        ),
    )
