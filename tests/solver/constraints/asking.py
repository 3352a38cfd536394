"""Short ways to ask a rule about the hand-made world, at one minute."""

from collections.abc import Mapping

from solver.constraints import OFFER_RULES, SOURCE_RULES, STEPS_RULES, VISIT_RULES
from solver.problem.problem import Problem
from solver.state.frame import Frame
from solver.state.offer import Offer
from solver.state.state import State
from tests.solver.checks.mutation import changed
from tests.solver.checks.world import a_problem

_VISIT = {rule.name: rule for rule in VISIT_RULES}
_STEPS = {rule.name: rule for rule in STEPS_RULES}
_SOURCE = {rule.name: rule for rule in SOURCE_RULES}
_OFFER = {rule.name: rule for rule in OFFER_RULES}


def world(
    *changes: tuple[str, str, Mapping[str, object]], **overrides: object
) -> Problem:
    """The hand-made problem with some records changed: field, id, new values."""
    fields = dict(overrides)
    for field, id_, values in changes:
        records = fields.get(field) or getattr(a_problem(), field)
        assert isinstance(records, tuple)
        assert any(each.id == id_ for each in records)
        fields[field] = tuple(
            changed(each, **values) if each.id == id_ else each for each in records
        )
    return a_problem(**fields)


def visit_rule_allows(rule: str, state: State, visit_id: str, minute: int) -> bool:
    """Whether a rule about the visit leaves the injection minute open."""
    visit = state.index.visits[visit_id]
    return bool(_VISIT[rule].allows(state, visit, Frame.of_minute(minute)))


def steps_rule_allows(
    rule: str, state: State, visit_id: str, minute: int, uptake: int | None = 60
) -> bool:
    """Whether a rule about the steps leaves the injection minute open."""
    steps = state.steps(visit_id, 0, uptake)
    visit = state.index.visits[visit_id]
    return bool(_STEPS[rule].allows(state, visit, steps, Frame.of_minute(minute)))


def source_rule_allows(
    rule: str, state: State, visit_id: str, minute: int, unit_id: str = "factory"
) -> bool:
    """Whether a rule about the supplier leaves the injection minute open."""
    visit = state.index.visits[visit_id]
    return bool(_SOURCE[rule].allows(state, visit, unit_id, Frame.of_minute(minute)))


def offer_rule_allows(
    rule: str,
    state: State,
    visit_id: str,
    source: tuple[str, int, str, int],
    minute: int,
    alternative: int = 0,
) -> bool:
    """
    Whether a rule about a dose leaves the injection minute open.

    Parameters
    ----------
    source
        Batch, its reference minute, the way, and the number of the vial.
    """
    supply_id, reference_min, way_id, vial = source
    index = state.index
    offer = Offer(index.supplies[supply_id], reference_min, index.ways[way_id], vial)
    visit = index.visits[visit_id]
    first, last = _OFFER[rule].allows(state, visit, alternative, offer)
    return first <= minute <= last
