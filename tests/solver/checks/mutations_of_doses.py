"""Mutation operators on administrations: their minutes and their numbers."""

from random import Random

from solver.plan.plan import Administration, Plan
from solver.problem.problem import Problem
from tests.solver.checks.mutation import (
    breaks,
    changed,
    free_administrations,
    pick,
    procedure_of,
    process_of,
    product_of,
    put,
    shifted,
    shipment_of,
    visit_of,
)


def _change(problem: Problem, plan: Plan, rng: Random, field: str, by: int) -> Plan:
    """One number of one administration off by a little."""
    candidates = [
        each
        for each in free_administrations(problem, plan)
        if getattr(each, field) is not None
    ]
    one = pick(rng, candidates)
    return put(plan, changed(one, **{field: getattr(one, field) + by}))


@breaks("visit_steps")
def inject_a_minute_later(problem: Problem, plan: Plan, rng: Random) -> Plan:
    """The injection moves, the rest of the visit does not."""
    return _change(problem, plan, rng, "injection_min", 1)


@breaks("visit_steps")
def inject_a_minute_earlier(problem: Problem, plan: Plan, rng: Random) -> Plan:
    """The injection moves, the rest of the visit does not."""
    return _change(problem, plan, rng, "injection_min", -1)


@breaks("batch_balance")
def state_less_demand(problem: Problem, plan: Plan, rng: Random) -> Plan:
    """A dose takes 1 kBq less from its batch than it needs."""
    return _change(problem, plan, rng, "demand_kbq", -1)


@breaks("batch_balance")
def state_more_demand(problem: Problem, plan: Plan, rng: Random) -> Plan:
    """A dose takes 1 kBq more from its batch than it needs."""
    return _change(problem, plan, rng, "demand_kbq", 1)


@breaks("administered_activity")
def draw_less(problem: Problem, plan: Plan, rng: Random) -> Plan:
    """The assay is 1 kBq below the prescription."""
    return _change(problem, plan, rng, "draw_kbq", -1)


@breaks("administered_activity")
def draw_more(problem: Problem, plan: Plan, rng: Random) -> Plan:
    """The assay is 1 kBq above what the prescription takes."""
    return _change(problem, plan, rng, "draw_kbq", 1)


@breaks("batch_balance")
def draw_less_volume(problem: Problem, plan: Plan, rng: Random) -> Plan:
    """The syringe gets 1 µL less than holds the dose."""
    return _change(problem, plan, rng, "draw_ul", -1)


@breaks("administered_activity")
def promise_it_earlier(problem: Problem, plan: Plan, rng: Random) -> Plan:
    """The usable interval starts a minute early."""
    return _change(problem, plan, rng, "usable_from_min", -1)


@breaks("administered_activity")
def promise_it_later(problem: Problem, plan: Plan, rng: Random) -> Plan:
    """The usable interval ends a minute late."""
    return _change(problem, plan, rng, "usable_until_min", 1)


def _move_to(problem: Problem, plan: Plan, one: Administration, minute: int) -> Plan:
    """The whole visit moved so that the injection is at a minute."""
    return put(plan, shifted(one, minute - one.injection_min))


@breaks("visit_windows")
def inject_after_the_window(problem: Problem, plan: Plan, rng: Random) -> Plan:
    """The injection is in the minute in which the window ends."""
    one = pick(rng, free_administrations(problem, plan))
    return _move_to(problem, plan, one, visit_of(problem, one).window_end_min)


@breaks("visit_windows")
def inject_before_the_window(problem: Problem, plan: Plan, rng: Random) -> Plan:
    """The injection is a minute before the window."""
    one = pick(rng, free_administrations(problem, plan))
    start = visit_of(problem, one).window_start_min
    return _move_to(problem, plan, one, start - 1)


@breaks("production_chain")
def drop_quality_control(problem: Problem, plan: Plan, rng: Random) -> Plan:
    """The injection is a minute before the final release."""
    one = pick(rng, free_administrations(problem, plan))
    batch_id = shipment_of(plan, one.vial_ids[0]).batch_id
    process = process_of(problem, batch_id)
    if process is None:
        release = next(e.ready_min for e in problem.orders if e.id == batch_id)
    else:
        eos = next(e.reference_min for e in plan.batches if e.id == batch_id)
        release = eos + process.quality_control_min
    return _move_to(problem, plan, one, release - 1)


@breaks("transport")
def inject_before_receipt(problem: Problem, plan: Plan, rng: Random) -> Plan:
    """The injection is a minute before the receiving check is done."""
    one = pick(rng, free_administrations(problem, plan))
    usable = shipment_of(plan, one.vial_ids[0]).usable_min
    return _move_to(problem, plan, one, usable - 1)


@breaks("shelf_life")
def inject_past_expiry(problem: Problem, plan: Plan, rng: Random) -> Plan:
    """The injection ends a minute past one of the shelf lives."""
    found = []
    for one in free_administrations(problem, plan):
        shipment = shipment_of(plan, one.vial_ids[0])
        life = product_of(problem, shipment.batch_id).shelf_life
        batch = next(e for e in plan.batches if e.id == shipment.batch_id)
        counted = [
            (life.from_reference_min, batch.reference_min),
            (life.from_receipt_min, shipment.arrives_min),
        ]
        if process_of(problem, batch.id) is not None:
            counted.append((life.from_eos_min, batch.reference_min))
        takes = procedure_of(problem, one).injection_min
        found += [
            (one, start + span - takes + 1)
            for span, start in counted
            if span is not None
        ]
    one_and_minute = pick(rng, found)
    return _move_to(problem, plan, *one_and_minute)


def _scan_at(problem: Problem, plan: Plan, rng: Random, *, late: bool) -> Plan:
    found = []
    for one in free_administrations(problem, plan):
        scan = procedure_of(problem, one).scan
        if scan is not None:
            uptake = scan.uptake_max_min + 1 if late else scan.uptake_min - 1
            found.append(changed(one, scan_start_min=one.injection_min + uptake))
    new = pick(rng, found)
    return put(plan, new)


@breaks("visit_steps")
def scan_too_early(problem: Problem, plan: Plan, rng: Random) -> Plan:
    """The uptake is a minute too short."""
    return _scan_at(problem, plan, rng, late=False)


@breaks("visit_steps")
def scan_too_late(problem: Problem, plan: Plan, rng: Random) -> Plan:
    """The uptake is a minute too long."""
    return _scan_at(problem, plan, rng, late=True)


@breaks("administered_activity")
def invent_an_alternative(problem: Problem, plan: Plan, rng: Random) -> Plan:
    """The plan picks an alternative that the protocol does not list."""
    one = pick(rng, free_administrations(problem, plan))
    index = rng.choice((-1, len(visit_of(problem, one).alternatives)))
    return put(plan, changed(one, alternative=index))
