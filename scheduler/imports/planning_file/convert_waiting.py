"""Who else waits for a visit that waits, and a problem without all of them."""

from collections.abc import Iterator, Mapping, Sequence

from scheduler.imports.planning_file.context import Context
from scheduler.imports.planning_file.convert_histories import cohort_id
from scheduler.imports.planning_file.convert_live import Live, Waiting
from solver.errors import Issue
from solver.plan.plan import Plan
from solver.problem.commitments import Commitments
from solver.problem.demand import Visit

WAITS_FOR = "waits for visit "
"""What is told of a visit begins with it that waits for another one."""


def asked_visits(context: Context, live: Live, visits: Sequence[Visit]) -> list[Visit]:
    """
    The visits that are asked for now.

    One that follows or needs a visit that waits, or may only come after it by its dose
    level, waits as well; if the plan in force has it, it stays on its own.
    """
    asked = {each.id: each for each in visits}
    levels = _levels_before(context, live, visits)
    while more := [
        (visit, before)
        for visit in asked.values()
        if visit.id not in live.planned
        for before in _before(visit, live, levels)
    ]:
        for visit, before in more:
            if asked.pop(visit.id, None) is not None:
                live.waiting[visit.id] = _behind(visit, before)
    out = _left_out(live)
    return [_on_its_own(each, out) for each in asked.values()]


def held_without_waiting(held: Commitments, live: Live) -> Commitments:
    """What holds of the previous plan, without visits that wait."""
    out = _left_out(live)
    plan = held.previous
    left = tuple(each for each in plan.administrations if each.visit_id not in out)
    if len(left) == len(plan.administrations):
        return held
    visits = tuple(each for each in held.visits if each.visit_id not in out)
    previous = Plan(**(dict(plan) | {"administrations": left}))
    return Commitments(**(dict(held) | {"previous": previous, "visits": visits}))


def _left_out(live: Live) -> Mapping[str, Waiting]:
    return {key: each for key, each in live.waiting.items() if each.is_left_out}


def _before(
    visit: Visit, live: Live, levels: Mapping[str, frozenset[str]]
) -> Iterator[Waiting]:
    """Visits that wait, and that this one may not come before."""
    out = _left_out(live)
    followed = None if visit.follows is None else visit.follows.visit_id
    for visit_id in (followed, visit.needs_visit_id):
        if visit_id is not None and visit_id in out:
            yield out[visit_id]
    before = levels.get(visit.cohort_id or "", frozenset())
    for each in out.values():
        if each.cohort_id in before or each.visit_id in before:
            yield each


def _levels_before(
    context: Context, live: Live, visits: Sequence[Visit]
) -> Mapping[str, frozenset[str]]:
    """By dose level, the next lower one that visits name, and its own sentinel."""
    named = {each.cohort_id for each in visits}
    named |= {each.cohort_id for each in live.waiting.values()}
    found: dict[str, frozenset[str]] = {}
    for trial in context.file.trials:
        lower: set[str] = set()
        for level in sorted(trial.cohorts, key=lambda each: each.level):
            name = cohort_id(trial, level.id)
            sentinel = {level.sentinel_visit} if level.sentinel_visit else set()
            found[name] = frozenset(lower | sentinel)
            if name in named:
                lower = {name}
    return found


def _behind(visit: Visit, before: Waiting) -> Waiting:
    message = f"{WAITS_FOR}{before.visit_id}: {before.told}"
    return Waiting(
        visit_id=visit.id,
        participant_id=visit.participant_id,
        site_id=visit.site_id,
        issues=(Issue(f"visits[{visit.id}]", message),),
        needs=before.needs,
        cohort_id=visit.cohort_id,
        window_end_min=visit.window_end_min,
        waits_for=before.waits_for or before.visit_id,
    )


def _on_its_own(visit: Visit, out: Mapping[str, Waiting]) -> Visit:
    """A visit that the plan in force has, without those that are left out."""
    changed: dict[str, object] = {}
    if visit.follows is not None and visit.follows.visit_id in out:
        changed["follows"] = None
    if visit.needs_visit_id in out:
        changed["needs_visit_id"] = None
    return Visit(**(dict(visit) | changed)) if changed else visit
