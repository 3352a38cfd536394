"""Short ways to alter a plan or a problem of the hand-made world, and to judge it."""

from typing import Any

from solver.checks import check
from solver.plan.plan import Plan, Purpose
from solver.problem.problem import Problem
from tests.solver.checks.mutation import changed, put
from tests.solver.checks.world import a_problem


def named(problem: Problem, plan: Plan) -> set[tuple[str, str]]:
    """Rule and subject of every violation."""
    return {(each.rule, each.subject) for each in check(problem, plan)}


def rules(problem: Problem, plan: Plan) -> set[str]:
    """The rules that a plan breaks."""
    return {rule for rule, _ in named(problem, plan)}


def altered(plan: Plan, id: str, **changes: Any) -> Plan:
    """The plan with fields of its batch, shipment, vial or administration changed."""
    records = (*plan.batches, *plan.shipments, *plan.vials, *plan.administrations)
    record = next(
        each
        for each in records
        if getattr(each, "id", None) == id or getattr(each, "visit_id", None) == id
    )
    return put(plan, changed(record, **changes))


def reoccupied(plan: Plan, visit_id: str, purpose: str, **changes: Any) -> Plan:
    """The plan with one occupation of a visit changed."""
    one = next(each for each in plan.administrations if each.visit_id == visit_id)
    occupations = tuple(
        changed(each, **changes) if each.purpose == Purpose(purpose) else each
        for each in one.occupations
    )
    return put(plan, changed(one, occupations=occupations))


def world_with(field: str, id: str, **changes: Any) -> Problem:
    """The hand-made problem with fields of one of its records changed."""
    records = getattr(a_problem(), field)
    assert any(each.id == id for each in records)
    return a_problem(
        **{
            field: tuple(
                changed(each, **changes) if each.id == id else each for each in records
            )
        }
    )
