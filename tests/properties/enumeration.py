"""
Every plan of a tiny problem, listed naively; the checker says which ones are plans.

Nothing of the search or the exact model is used: minutes, waits, batches, EOS minutes
and vials are multiplied out, resources by trial of all. Only the writing down of a plan
is shared, and the checker compares every number in it with its own.
"""

import math
from collections.abc import Iterator, Sequence
from itertools import product

from solver.checks import check, level_values
from solver.plan.plan import Plan, Purpose
from solver.problem.demand import Visit
from solver.problem.problem import Problem
from solver.problem.products import Presentation
from solver.state.index import Index
from solver.state.placement import Channel, Placement
from solver.state.record import to_plan
from solver.state.steps import Task, steps_of

Values = tuple[int, ...]
Resources = tuple[str, ...]
Choice = tuple[int, int, int, str, str, int]
"""Alternative, injection, wait, batch, way, vial."""
Seat = tuple[Visit, Choice]


def num_listed(problem: Problem) -> int:
    """How many combinations there are to write down, at most."""
    listing = _Listing(problem)
    count = math.prod(len(listing.choices(visit)) for visit in problem.visits)
    return count * math.prod(len(each) for each in listing.references.values())


def best_values(problem: Problem) -> Values:
    """
    Values of the best plan, level by level.

    All combinations are written down and sorted by their value, which does not depend
    on who does what; the first that has resources with which the checker passes it is
    the best.
    """
    listing = _Listing(problem)
    found: list[tuple[Values, list[Seat], dict[str, int]]] = []
    for chosen in product(*(listing.choices(visit) for visit in problem.visits)):
        seats = [
            (visit, choice)
            for visit, choice in zip(problem.visits, chosen, strict=True)
            if choice is not None
        ]
        used = sorted({choice[3] for _, choice in seats})
        for minutes in product(*(listing.references[batch] for batch in used)):
            references = dict(zip(used, minutes, strict=True))
            plan = listing.plan(seats, references, listing.first_resources(seats))
            found.append((signed(problem, plan), seats, references))
    found.sort(key=lambda each: each[0])
    for values, seats, references in found:
        if listing.is_feasible(seats, references):
            return tuple(map(abs, values))
    raise AssertionError("even the empty plan is refused")


def signed(problem: Problem, plan: Plan) -> Values:
    """Level values, signed so that less is better, as the checker computes them."""
    return tuple(
        -value if name.is_maximized else value
        for (name, _), value in level_values(problem, plan).items()
    )


class _Listing:
    """What a plan of one tiny problem can be made of."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._index = Index(problem)
        (self._procedure,) = problem.procedures
        self.references: dict[str, Sequence[int]] = {
            run.id: range(run.earliest_eos_min, run.latest_eos_min + 1)
            for run in problem.runs
        }
        for order in problem.orders:
            self.references[order.id] = [order.reference_min]

    def choices(self, visit: Visit) -> list[Choice | None]:
        """Not served, or one of all minutes, waits, batches, ways and vials."""
        scan, (made,) = self._procedure.scan, self._problem.products
        assert scan is not None
        vials = range(1)
        if made.presentation is Presentation.MULTI_DOSE_VIAL:
            vials = range(1, made.container.max_vials_per_shipment + 1)
        ways = [each.id for each in self._problem.departures]
        ways += [e.id for e in self._problem.lanes if e.door_to_door_min is not None]
        minutes = [
            minute
            for each in visit.injection_hours
            for minute in range(each.start_min, each.end_min)
        ]
        waits = range(scan.uptake_min, scan.uptake_max_min + 1)
        alternatives = range(len(visit.alternatives))
        every = product(alternatives, minutes, waits, self.references, ways, vials)
        return [None, *every]

    def first_resources(self, seats: list[Seat]) -> list[Resources]:
        """Somebody for everything, whether free or not."""
        return [next(self._resources(*seat)) for seat in seats]

    def is_feasible(self, seats: list[Seat], references: dict[str, int]) -> bool:
        """Whether the checker passes it with some resources."""
        plan = self.plan(seats, references, self.first_resources(seats))
        broken = {each.rule for each in check(self._problem, plan)}
        if broken - {"occupancy", "staff"}:
            return False  # nobody else can mend it
        return not broken or any(
            not check(self._problem, self.plan(seats, references, resources))
            for resources in product(*(list(self._resources(*seat)) for seat in seats))
        )

    def plan(
        self,
        seats: list[Seat],
        references: dict[str, int],
        resources: Sequence[Resources],
    ) -> Plan:
        """The plan of these choices."""
        placements = {}
        for (visit, choice), names in zip(seats, resources, strict=True):
            alternative, minute, wait, batch, way, vial = choice
            placements[visit.id] = Placement(
                visit_id=visit.id,
                alternative=alternative,
                injection_min=minute,
                scan_start_min=minute + wait,
                channel=Channel(batch, references[batch], way, vial),
                occupations=tuple(
                    task.occupation(name, minute)
                    for task, name in zip(
                        self._tasks(visit, choice), names, strict=True
                    )
                ),
            )
        return to_plan(self._index, placements)

    def _resources(self, visit: Visit, choice: Choice) -> Iterator[Resources]:
        """Everybody and everything that might do each task."""
        problem = self._problem
        ids = {
            Purpose.PLACE: [each.id for each in problem.places],
            Purpose.SCANNER: [each.id for each in problem.scanners],
        }
        people = [each.id for each in problem.people]
        yield from product(
            *(ids.get(task.purpose, people) for task in self._tasks(visit, choice))
        )

    def _tasks(self, visit: Visit, choice: Choice) -> tuple[Task, ...]:
        """What the visit needs, in the order of the plan."""
        return steps_of(visit, self._procedure, choice[0], choice[2]).tasks
