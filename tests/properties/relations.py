"""Changes of a problem after which it is known how the best plan compares."""

from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any

from solver.problem.base import Interval
from solver.problem.clinic import Person, Place, Scanner
from solver.problem.problem import Problem
from tests.solver.checks.mutation import changed

DAY = 1440
Relation = Callable[[Problem, Random], Problem]


def with_another_scanner(problem: Problem, rng: Random) -> Problem:
    """One scanner more, like one that is there."""
    like: Scanner = rng.choice(problem.scanners)
    return changed(problem, scanners=(*problem.scanners, changed(like, id="new")))


def with_another_place(problem: Problem, rng: Random) -> Problem:
    """One place more, like one that is there."""
    like: Place = rng.choice(problem.places)
    return changed(problem, places=(changed(like, id="new"), *problem.places))


def with_another_person(problem: Problem, rng: Random) -> Problem:
    """One person more, like one that is there."""
    like: Person = rng.choice(problem.people)
    return changed(problem, people=(*problem.people, changed(like, id="new")))


def with_another_supply(problem: Problem, rng: Random) -> Problem:
    """One run or order more, like one that is there."""
    if problem.runs:
        run = changed(rng.choice(problem.runs), id="new")
        return changed(problem, runs=(run, *problem.runs))
    order = changed(rng.choice(problem.orders), id="new")
    return changed(problem, orders=(order, *problem.orders))


def with_wider_hours(problem: Problem, rng: Random) -> Problem:
    """One visit may be injected a minute earlier and a minute later."""
    wide = rng.choice(problem.visits).id
    return changed(
        problem,
        visits=tuple(
            changed(
                visit,
                injection_hours=tuple(
                    Interval(start_min=e.start_min - 1, end_min=e.end_min + 1)
                    for e in visit.injection_hours
                ),
            )
            if visit.id == wide
            else visit
            for visit in problem.visits
        ),
    )


def with_more_capacity(problem: Problem, rng: Random) -> Problem:
    """Runs may have twice the activity, orders twice the vials."""
    return changed(
        problem,
        processes=tuple(
            changed(e, capacity_kbq=2 * e.capacity_kbq) for e in problem.processes
        ),
        orders=tuple(
            changed(e, max_portions=2 * e.max_portions) for e in problem.orders
        ),
    )


def permuted(problem: Problem, rng: Random) -> Problem:
    """Everything in another order."""
    shuffled: dict[str, Any] = {}
    for field, value in problem:
        if isinstance(value, tuple):
            shuffled[field] = tuple(rng.sample(value, len(value)))
    return changed(problem, **shuffled)


def relabelled(problem: Problem, rng: Random) -> Problem:
    """Other ids, in another order of the alphabet, for everything that has one."""
    ids = sorted(
        {
            record.id
            for _, value in problem
            if isinstance(value, tuple)
            for record in value
            if hasattr(record, "id")
        }
        | {visit.participant_id for visit in problem.visits if visit.participant_id}
    )
    names = [f"n{number:04}" for number in range(len(ids))]
    rng.shuffle(names)
    new = dict(zip(ids, names, strict=True))

    def renamed(value: Any) -> Any:
        if isinstance(value, dict):
            return {
                key: renamed(each) if key != "name" else each
                for key, each in value.items()
            }
        if isinstance(value, tuple):
            return tuple(map(renamed, value))
        return new.get(value, value) if isinstance(value, str) else value

    return Problem.model_validate(renamed(problem.model_dump()))


INSTANTS = {
    *("start_min", "end_min", "window_start_min", "window_end_min", "midnights_min"),
    *("earliest_eos_min", "latest_eos_min", "cutoff_min", "reference_min"),
    *("ready_min", "handover_min", "departs_min", "arrives_min", "usable_min"),
    *("injection_min", "scan_start_min", "usable_from_min", "usable_until_min"),
    *("as_of_min", "horizon_min"),
}
"""Fields that are minutes from the origin; all other minutes are durations."""


def moved(value: Any, minutes: int, field: str = "") -> Any:
    """Dumped records with every instant so many minutes later."""
    if isinstance(value, dict):
        if "quality_control_min" in value or "preparation_min" in value:
            return value  # processes and procedures have durations only
        return {key: moved(each, minutes, key) for key, each in value.items()}
    if isinstance(value, tuple):
        return tuple(moved(each, minutes, field) for each in value)
    return value + minutes if field in INSTANTS and value is not None else value


def with_origin_days_earlier(problem: Problem, days: int) -> Problem:
    """The same instants, counted from an origin some days earlier."""
    fields = moved(problem.model_dump(), days * DAY)
    fields["origin_at"] = problem.origin_at - timedelta(days=days)
    for site in fields["sites"]:
        earlier = tuple(day * DAY for day in range(days))
        site["midnights_min"] = (*earlier, *site["midnights_min"])
    return Problem.model_validate(fields)


NEVER_WORSE: tuple[Relation, ...] = (
    with_another_scanner,
    with_another_place,
    with_another_person,
    with_another_supply,
    with_wider_hours,
    with_more_capacity,
)
"""More is allowed, and nothing costs more: no level value gets worse."""

NO_DIFFERENCE: tuple[Relation, ...] = (permuted, relabelled)
"""The same problem, told otherwise: all level values stay."""
