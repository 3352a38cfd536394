"""Figures of both sides of a comparison: counts, and levels of the objective."""

from collections import Counter

from scheduler.access.redaction.levels import amount_of, name_of
from scheduler.scenarios.comparison_records import Figure, Standing
from scheduler.scenarios.side import Side
from solver.checks import level_values
from solver.plan.result import LevelName

_ORDER = list(LevelName)


def figures(base: Side, scenario: Side) -> tuple[Figure, ...]:
    """Counts, then the levels of the objective, first things first."""
    before, after = _counts(base), _counts(scenario)
    counts = [
        Figure(name=name, priority=None, before=value, after=after[name])
        for name, value in before.items()
    ]
    old = level_values(base.problem, base.plan)
    new = level_values(scenario.problem, scenario.plan)
    levels = [
        Figure(
            name=name_of(name),
            priority=None if priority is None else priority.value,
            before=amount_of(name, old[key]) if key in old else None,
            after=amount_of(name, new[key]) if key in new else None,
        )
        for key in sorted(old.keys() | new.keys(), key=lambda key: _ORDER.index(key[0]))
        for name, priority in [key]
    ]
    return (*counts, *levels)


def _counts(side: Side) -> dict[str, int]:
    standings = Counter(map(side.standing, side.index.visits))
    made = [each.id for each in side.plan.batches]
    return {
        "num_asked": len(side.index.visits),
        "num_served": standings[Standing.SERVED],
        "num_left_out": standings[Standing.LEFT_OUT],
        "num_deferred": standings[Standing.DEFERRED],
        "num_runs": sum(each in side.index.runs for each in made),
        "num_orders": sum(each in side.index.orders for each in made),
        "num_shipments": len(side.plan.shipments),
    }
