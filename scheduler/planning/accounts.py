"""What a plan uses up of what there is: the balances the database guards."""

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from scheduler.planning.balances import BalanceKind
from scheduler.planning.instants import Instants
from solver.plan.plan import Plan, Purpose
from solver.problem.problem import Problem
from solver.problem.products import Presentation
from solver.state.supply import Supply

Key = tuple[BalanceKind, str]


@dataclass(frozen=True, slots=True)
class Account:
    """How much is used, and how much there is."""

    used: int
    available: int


def accounts(problem: Problem, plan: Plan) -> dict[Key, Account]:
    """
    All balances of a plan.

    What has no limit has no balance. What really happened, or was dispensed already,
    may be more than there should have been; then there was as much.
    """
    return {
        **_vials(problem, plan),
        **_supplies(problem, plan),
        **_people(problem, plan),
    }


def _vials(problem: Problem, plan: Plan) -> dict[Key, Account]:
    product_of = {each.id: each for each in problem.products}
    visits = {each.id: each for each in problem.visits}
    content = {each.id: each.activity_kbq for each in plan.vials}
    found: dict[Key, Account] = {}
    drawn: Counter[str] = Counter()
    shared: set[str] = set()
    for each in plan.administrations:
        product = product_of[visits[each.visit_id].product_id]
        is_shared = product.presentation is Presentation.MULTI_DOSE_VIAL
        for vial_id in each.vial_ids:
            drawn[vial_id] += each.demand_kbq if is_shared else 1
            if is_shared:
                shared.add(vial_id)
    for vial_id, used in drawn.items():
        if vial_id in shared:
            account = Account(used, max(content[vial_id], used))
            found[BalanceKind.VIAL, vial_id] = account
        else:
            found[BalanceKind.DOSE, vial_id] = Account(used, max(1, used))
    return found


def _supplies(problem: Problem, plan: Plan) -> dict[Key, Account]:
    supplies = _supplied(problem, {each.id for each in plan.batches})
    committed = {each.batch_id for each in problem.commitments.batches}
    batch_of = {each.id: each.batch_id for each in plan.shipments}
    portions = Counter(batch_of[each.shipment_id] for each in plan.vials)
    found: dict[Key, Account] = {}
    for batch in plan.batches:
        supply = supplies.get(batch.id)
        if supply is None:
            continue
        if supply.run is not None and supply.capacity_kbq is not None:
            kind, used, available = (
                BalanceKind.RUN,
                batch.activity_kbq,
                supply.capacity_kbq,
            )
        elif supply.max_portions is not None:
            kind, used, available = (
                BalanceKind.ORDER,
                portions[batch.id],
                supply.max_portions,
            )
        else:
            continue
        if batch.id in committed:
            available = max(available, used)
        found[kind, batch.id] = Account(used, available)
    return found


def _supplied(problem: Problem, batch_ids: Collection[str]) -> dict[str, Supply]:
    """The runs and orders of a plan, by id."""
    products = {each.id: each for each in problem.products}
    processes = {each.id: each for each in problem.processes}
    lines = {each.id: each for each in problem.lines}
    generators = {each.id: each for each in problem.generators}
    runs = {
        run.id: Supply.of_run(
            run,
            processes[run.process_id],
            lines[run.line_id],
            products[processes[run.process_id].product_id],
            generators.get(run.generator_id or ""),
        )
        for run in problem.runs
        if run.id in batch_ids
    }
    orders = {
        order.id: Supply.of_order(order, products[order.product_id])
        for order in problem.orders
        if order.id in batch_ids
    }
    return runs | orders


def _people(problem: Problem, plan: Plan) -> dict[Key, Account]:
    limited = {
        each.id: each
        for each in problem.people
        if each.max_injections_per_day is not None
        or each.max_handled_kbq_per_day is not None
    }
    zone_of = {each.id: ZoneInfo(each.zone) for each in problem.sites}
    at = Instants(problem.origin_at).at
    injections: Counter[tuple[str, date]] = Counter()
    handled: dict[tuple[str, date], int] = defaultdict(int)
    for each in plan.administrations:
        for held in each.occupations:
            person = limited.get(held.resource_id)
            if person is None or held.purpose is not Purpose.INJECTION:
                continue
            day = at(each.injection_min).astimezone(zone_of[person.site_id]).date()
            injections[person.id, day] += 1
            handled[person.id, day] += each.draw_kbq
    found: dict[Key, Account] = {}
    for (person_id, day), used in injections.items():
        person = limited[person_id]
        most = person.max_injections_per_day
        if most is not None:
            key = (BalanceKind.INJECTIONS, f"{person_id}/{day}")
            found[key] = Account(used, max(most, used))
        most_kbq = person.max_handled_kbq_per_day
        if most_kbq is not None:
            key = (BalanceKind.HANDLED, f"{person_id}/{day}")
            drawn = handled[person_id, day]
            found[key] = Account(drawn, max(most_kbq, drawn))
    return found
