"""A problem prepared for search: everything looked up once, nothing decided."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Hashable, Mapping
from typing import Any, Protocol

from solver.plan.plan import Purpose
from solver.problem.base import Interval
from solver.problem.clinic import Person
from solver.problem.commitments import Firmness
from solver.problem.demand import Visit
from solver.problem.problem import Problem
from solver.state.histories import Histories
from solver.state.limited import limited_people
from solver.state.pages import Pages, pages_of
from solver.state.precedence import Precedence
from solver.state.shelf import Shelf
from solver.state.steps import Task
from solver.state.supply import Supply, Way

_ON_DEMAND = -(10**9)
"""Where lanes on demand are sorted to."""


class _Resource(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def available(self) -> tuple[Interval, ...]: ...


class Index:
    """
    Look-ups over one problem, shared by construction, search and exact model.

    Everything is ordered as in the problem, so that no run depends on hashing.

    Attributes
    ----------
    memo
        What others have worked out from the problem alone, for all states of it.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.visits = {each.id: each for each in problem.visits}
        self.procedures = {each.id: each for each in problem.procedures}
        self.products = {each.id: each for each in problem.products}
        self.sites = {each.id: each for each in problem.sites}
        self.trials = {each.id: each for each in problem.trials}
        self.lanes = {each.id: each for each in problem.lanes}
        self.scanners = {each.id: each for each in problem.scanners}
        self.series = {each.id: each for each in problem.series}
        self.memo: dict[Hashable, Any] = {}
        self._pages: dict[int, Pages] = {}
        resources: tuple[_Resource, ...] = (
            *problem.places,
            *problem.scanners,
            *problem.people,
            *problem.equipment,
        )
        self.calendars = {each.id: self.pages(each.available) for each in resources}
        self.supplies = _supplies(problem)
        self.ways = _ways(problem)
        self.committed_batches = {each.batch_id for each in problem.commitments.batches}
        self._shelves = _shelves(self.supplies, self.committed_batches)
        self._ways_between: dict[tuple[str, str], list[Way]] = defaultdict(list)
        for way in self.ways.values():
            self._ways_between[way.lane.unit_id, way.lane.site_id].append(way)
        for ways in self._ways_between.values():
            ways.sort(key=_leaves_min)
        self._kinds = _resources_by_kind(problem)
        self._equipment: dict[tuple[str, str], list[str]] = defaultdict(list)
        for each in problem.equipment:
            self._equipment[each.unit_id, each.kind].append(each.id)
        self._people: dict[tuple[str, str, str | None], tuple[str, ...]] = {}
        self.previous = {
            each.visit_id: each for each in problem.commitments.previous.administrations
        }
        self._committed = {
            each.visit_id: each.firmness
            for each in problem.commitments.visits
            if each.lapses_min is None or each.lapses_min > problem.as_of_min
        }
        self._followers: dict[str, list[Visit]] = defaultdict(list)
        self._in_series: dict[str, list[Visit]] = defaultdict(list)
        for visit in problem.visits:
            if visit.series_id:
                self._in_series[visit.series_id].append(visit)
            if visit.follows:
                self._followers[visit.follows.visit_id].append(visit)
        self.precedence = Precedence(problem)
        self.histories = Histories(problem)
        self.limited = limited_people(problem.people, problem.sites)

    def supplies_of(self, product_id: str) -> tuple[Supply, ...]:
        """Runs and orders of a product, by earliest reference minute."""
        shelf = self._shelves.get(product_id)
        return shelf.supplies if shelf else ()

    def supplies_near(
        self, product_id: str, first_min: int, last_min: int
    ) -> tuple[Supply, ...]:
        """Those of them that could give a dose between two minutes."""
        shelf = self._shelves.get(product_id)
        return shelf.near(first_min, last_min) if shelf else ()

    def ways_between(self, unit_id: str, site_id: str) -> list[Way]:
        """Lanes on demand and departures from a unit to a site."""
        return self._ways_between.get((unit_id, site_id), [])

    def ways_within(
        self, unit_id: str, site_id: str, first_min: int, last_min: int
    ) -> list[Way]:
        """Ways that take a package at or after one minute, and arrive by another."""
        ways = self.ways_between(unit_id, site_id)
        on_demand = bisect_right(ways, _ON_DEMAND, key=_leaves_min)
        begin = bisect_left(ways, first_min, lo=on_demand, key=_leaves_min)
        end = bisect_right(ways, last_min, lo=begin, key=_leaves_min)
        return ways[:on_demand] + [
            way
            for way in ways[begin:end]
            if way.departure is not None and way.departure.arrives_min <= last_min
        ]

    def equipment_of(self, unit_id: str, kind: str) -> list[str]:
        """Ids of a unit's equipment of a kind, in the order of the problem."""
        return self._equipment.get((unit_id, kind), [])

    def followers(self, visit_id: str) -> list[Visit]:
        """Visits that follow the visit."""
        return self._followers.get(visit_id, [])

    def in_series(self, series_id: str) -> list[Visit]:
        """Visits of a longitudinal series, in the order of the problem."""
        return self._in_series.get(series_id, [])

    def eligible(self, visit: Visit, task: Task) -> tuple[str, ...]:
        """Ids of the places, scanners or people that can do a task of a visit."""
        if task.purpose in {Purpose.PLACE, Purpose.SCANNER}:
            return self._kinds.get((visit.site_id, task.purpose, task.kind), ())
        key = (visit.site_id, task.kind, visit.trial_id)
        if key not in self._people:
            self._people[key] = tuple(
                person.id
                for person in self.problem.people
                if person.site_id == visit.site_id
                and task.kind in person.roles
                and is_delegated(person, visit)
            )
        return self._people[key]

    def day_of(self, visit: Visit, minute: int) -> int:
        """Ordinal of the site's calendar day that holds the minute."""
        return bisect_right(self.sites[visit.site_id].midnights_min, minute)

    def day_span(self, visit: Visit, first_day: int, last_day: int) -> tuple[int, int]:
        """Minutes ``[start, end)`` of the site's days, both days included."""
        midnights = self.sites[visit.site_id].midnights_min
        far = self.problem.horizon_min
        start = midnights[first_day - 1] if 0 < first_day <= len(midnights) else far
        end = midnights[last_day] if 0 <= last_day < len(midnights) else far
        return (start if first_day > 0 else -far), (end if last_day >= 0 else -far)

    def pages(self, intervals: tuple[Interval, ...]) -> Pages:
        """Intervals of the problem as pages; kept, for the problem holds them."""
        key = id(intervals)
        if key not in self._pages:
            self._pages[key] = pages_of(intervals, self.problem.horizon_min)
        return self._pages[key]

    def gross_kbq(self, visit: Visit, alternative: int) -> int:
        """Activity to draw at the injection: target plus residuals, rounded up."""
        kept = 1000 - self.products[visit.product_id].residual_permille
        return -(-visit.alternatives[alternative].target_kbq * 1000 // kept)

    def is_deferrable(self, visit: Visit) -> bool:
        """Whether the visit's window outlives the horizon."""
        return visit.window_end_min > self.problem.horizon_min

    def committed_visits(self) -> Mapping[str, Firmness]:
        """Commitments that hold now: holds that have lapsed are gone."""
        return self._committed


def is_delegated(person: Person, visit: Visit) -> bool:
    """Trained and delegated for the visit's trial; clinical visits need neither."""
    return visit.trial_id is None or visit.trial_id in person.trial_ids


def _supplies(problem: Problem) -> dict[str, Supply]:
    products = {each.id: each for each in problem.products}
    processes = {each.id: each for each in problem.processes}
    lines = {each.id: each for each in problem.lines}
    generators = {each.id: each for each in problem.generators}
    supplies = [
        *(
            Supply.of_run(
                run,
                processes[run.process_id],
                lines[run.line_id],
                products[processes[run.process_id].product_id],
                generators.get(run.generator_id or ""),
            )
            for run in problem.runs
        ),
        *(
            Supply.of_order(order, products[order.product_id])
            for order in problem.orders
        ),
    ]
    return {supply.id: supply for supply in supplies}


def _ways(problem: Problem) -> dict[str, Way]:
    lanes = {lane.id: lane for lane in problem.lanes}
    ways = [
        *(
            Way(lane, None)
            for lane in problem.lanes
            if lane.door_to_door_min is not None
        ),
        *(Way(lanes[each.lane_id], each) for each in problem.departures),
    ]
    return {way.id: way for way in ways}


def _shelves(supplies: dict[str, Supply], committed: set[str]) -> dict[str, Shelf]:
    groups: dict[str, list[Supply]] = defaultdict(list)
    for supply in supplies.values():
        groups[supply.product.id].append(supply)
    return {product_id: Shelf(group, committed) for product_id, group in groups.items()}


def _resources_by_kind(
    problem: Problem,
) -> dict[tuple[str, Purpose, str], tuple[str, ...]]:
    groups: dict[tuple[str, Purpose, str], list[str]] = defaultdict(list)
    for place in problem.places:
        groups[place.site_id, Purpose.PLACE, place.kind].append(place.id)
    for scanner in problem.scanners:
        groups[scanner.site_id, Purpose.SCANNER, scanner.kind].append(scanner.id)
    return {key: tuple(ids) for key, ids in groups.items()}


def _leaves_min(way: Way) -> int:
    """Last minute at which a way takes a package; on demand comes before all."""
    return way.departure.handover_min if way.departure else _ON_DEMAND
