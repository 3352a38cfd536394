"""What breaks a rule only alone, seated together and judged by the checker."""

from collections.abc import Collection, Iterable

from solver.checks import check
from solver.constraints import RULES
from solver.state.index import Index
from solver.state.placement import Placement
from solver.state.record import plan_of
from solver.state.state import State

_RULES = frozenset(rule.name for rule in RULES)

OF_ORDER = frozenset({"visit_windows", "follow_up_imaging", "cohorts"})
"""Rules that a visit breaks when one it waits for or needs is not there."""

Rules = dict[str, tuple[str, ...]]
"""Names of the rules that a visit breaks, by visit."""


def can_be_written(index: Index, placement: Placement) -> bool:
    """Whether batch, way and alternative are still known."""
    channel = placement.channel
    alternatives = index.visits[placement.visit_id].alternatives
    return (
        channel.supply_id in index.supplies
        and channel.way_id in index.ways
        and 0 <= placement.alternative < len(alternatives)
    )


def seat_together(
    state: State,
    known: dict[str, Placement],
    broken: Rules,
    excused: Collection[str],
) -> Rules:
    """Seat what only breaks rules alone; the visits that do so beside the others."""
    mark = state.mark()
    index = state.index
    rest = [each for each in broken if can_be_written(index, known[each])]
    while rest:
        for visit_id in rest:
            state.insert(known[visit_id])
        found = _concerned(state, rest, excused)
        if found is None:
            state.undo(mark)
            return broken
        if not found:
            break
        state.undo(mark)
        broken |= {each: rules for each, rules in found.items() if rules}
        rest = [each for each in rest if each not in found]
    return {each: rules for each, rules in broken.items() if each not in rest}


def _concerned(
    state: State, among: Iterable[str], excused: Collection[str]
) -> Rules | None:
    """
    Visits of some that break a rule as all are seated, by the checker's word.

    Its checks that go beyond the rules name none.  ``None`` if no plan can be written
    that has them: no record holds its numbers.
    """
    found: dict[str, dict[str, None]] = {}
    placements = {each: state.placements[each] for each in among}
    try:
        plan = plan_of(state)
    except ValueError:
        return None
    for violation in check(state.index.problem, plan):
        named = [each for each in violation.visit_ids if each in placements]
        if not violation.visit_ids:
            named = [
                visit_id
                for visit_id, placement in placements.items()
                if _hangs_on(placement, violation.subject)
            ]
        for visit_id in named:
            if violation.rule in OF_ORDER and visit_id in excused:
                continue
            rules = found.setdefault(visit_id, {})
            if violation.rule in _RULES:
                rules[violation.rule] = None
    return {visit_id: tuple(rules) for visit_id, rules in found.items()}


def _hangs_on(placement: Placement, subject: str) -> bool:
    """Whether a visit uses a resource, or has its dose of a batch or of its vial."""
    supply_id = placement.channel.supply_id
    return (
        subject == supply_id
        or subject.startswith(f"{supply_id}/")
        or subject == placement.channel.way_id
        or any(subject == each.resource_id for each in placement.held)
    )
