"""What a mutation operator is, and the small change it is made of."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, TypeVar

from pydantic import ValidationError

from solver.plan.plan import Administration, Plan, PlannedBatch, Shipment, Vial
from solver.problem.base import Record
from solver.problem.demand import Visit
from solver.problem.problem import Problem
from solver.problem.procedures import Procedure
from solver.problem.production import Process
from solver.problem.products import Product

R = TypeVar("R", bound=Record)
T = TypeVar("T")
Mutator = Callable[[Problem, Plan, Random], Plan]


class NothingToMutate(Exception):
    """The plan has nothing that an operator could change."""


@dataclass(frozen=True, slots=True)
class Mutation:
    """An operator, and the rule that names what it does."""

    rule: str
    mutate: Mutator

    @property
    def name(self) -> str:
        """The operator's name."""
        return self.mutate.__name__

    def __call__(self, problem: Problem, plan: Plan, rng: Random) -> Plan | None:
        """Mutant of a plan; ``None`` if there is nothing to mutate."""
        try:
            return self.mutate(problem, plan, rng)
        except (NothingToMutate, ValidationError):  # or no record can hold the change
            return None


REGISTERED: list[Mutation] = []


def breaks(rule: str) -> Callable[[Mutator], Mutator]:
    """Register an operator under the rule it breaks."""

    def register(mutate: Mutator) -> Mutator:
        REGISTERED.append(Mutation(rule, mutate))
        return mutate

    return register


def changed(record: R, **changes: Any) -> R:
    """A validated copy of a record with some fields replaced."""
    return type(record)(**(dict(record) | changes))


def pick(rng: Random, candidates: Sequence[T]) -> T:
    """One of the candidates; without any, there is nothing to mutate."""
    if not candidates:
        raise NothingToMutate
    return rng.choice(candidates)


def put(plan: Plan, record: Record) -> Plan:
    """The plan with the record of the same id replaced, or added."""
    for field, kind, key in (
        ("batches", PlannedBatch, "id"),
        ("shipments", Shipment, "id"),
        ("vials", Vial, "id"),
        ("administrations", Administration, "visit_id"),
    ):
        if isinstance(record, kind):
            by_id = {getattr(each, key): each for each in getattr(plan, field)}
            by_id[getattr(record, key)] = record
            return changed(plan, **{field: tuple(by_id.values())})
    raise TypeError(type(record))


def shifted(administration: Administration, minutes: int) -> Administration:
    """The whole visit so many minutes later."""
    start = administration.scan_start_min
    return changed(
        administration,
        injection_min=administration.injection_min + minutes,
        scan_start_min=None if start is None else start + minutes,
        occupations=tuple(
            changed(
                each,
                start_min=each.start_min + minutes,
                end_min=each.end_min + minutes,
            )
            for each in administration.occupations
        ),
    )


def free_administrations(problem: Problem, plan: Plan) -> list[Administration]:
    """Those of visits that no commitment is about."""
    held = {each.visit_id for each in problem.commitments.visits}
    return [each for each in plan.administrations if each.visit_id not in held]


def free_batches(problem: Problem, plan: Plan) -> list[PlannedBatch]:
    """Batches that no commitment is about."""
    held = {each.batch_id for each in problem.commitments.batches}
    return [each for each in plan.batches if each.id not in held]


def free_shipments(problem: Problem, plan: Plan) -> list[Shipment]:
    """Shipments of free batches."""
    batches = {each.id for each in free_batches(problem, plan)}
    return [each for each in plan.shipments if each.batch_id in batches]


def free_vials(problem: Problem, plan: Plan) -> list[Vial]:
    """Vials of free batches that a free visit uses, and no other."""
    shipments = {each.id for each in free_shipments(problem, plan)}
    free = {each.visit_id for each in free_administrations(problem, plan)}
    users: dict[str, set[str]] = {}
    for each in plan.administrations:
        for vial_id in each.vial_ids:
            users.setdefault(vial_id, set()).add(each.visit_id)
    return [
        each
        for each in plan.vials
        if each.shipment_id in shipments and users.get(each.id, set()) <= free
    ]


def visit_of(problem: Problem, administration: Administration) -> Visit:
    """The visit that is served."""
    return next(e for e in problem.visits if e.id == administration.visit_id)


def procedure_of(problem: Problem, administration: Administration) -> Procedure:
    """The procedure of the visit that is served."""
    visit = visit_of(problem, administration)
    return next(e for e in problem.procedures if e.id == visit.procedure_id)


def shipment_of(plan: Plan, vial_id: str) -> Shipment:
    """The shipment a vial travels in."""
    vial = next(each for each in plan.vials if each.id == vial_id)
    return next(each for each in plan.shipments if each.id == vial.shipment_id)


def process_of(problem: Problem, batch_id: str) -> Process | None:
    """The process of a run; ``None`` for an order."""
    for run in problem.runs:
        if run.id == batch_id:
            return next(e for e in problem.processes if e.id == run.process_id)
    return None


def product_of(problem: Problem, batch_id: str) -> Product:
    """The product of a run or an order."""
    process = process_of(problem, batch_id)
    orders = {each.id: each.product_id for each in problem.orders}
    product_id = process.product_id if process else orders[batch_id]
    return next(each for each in problem.products if each.id == product_id)
