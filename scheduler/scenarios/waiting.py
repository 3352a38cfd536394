"""How long participants wait, by site and trial, on both sides of a comparison."""

from collections import Counter

from scheduler.scenarios.comparison_records import Waited, WaitingRow
from scheduler.scenarios.side import Side
from solver.checks.fairness import days_waited

_Key = tuple[str, str]
"""Kind and id."""


def waiting(base: Side, scenario: Side) -> tuple[WaitingRow, ...]:
    """Sites, then trials, that have participants on either side."""
    before, after = _waited(base), _waited(scenario)
    names = _names(base) | _names(scenario)
    none = Waited(visits=0, days=0)
    return tuple(
        WaitingRow(
            kind=key[0],
            id=key[1],
            name=names[key],
            before=before.get(key, none),
            after=after.get(key, none),
        )
        for key in sorted(before.keys() | after.keys())
    )


def _waited(side: Side) -> dict[_Key, Waited]:
    visits: Counter[_Key] = Counter()
    days: Counter[_Key] = Counter()
    for visit_id, each in side.served.items():
        visit = side.index.visits[visit_id]
        if visit.trial_id is None:
            continue
        for key in (("site", visit.site_id), ("trial", visit.trial_id)):
            visits[key] += 1
            days[key] += days_waited(visit, each.injection_min)
    return {key: Waited(visits=visits[key], days=days[key]) for key in visits}


def _names(side: Side) -> dict[_Key, str]:
    sites = {("site", each.id): each.name for each in side.problem.sites}
    return sites | {("trial", each.id): each.name for each in side.problem.trials}
