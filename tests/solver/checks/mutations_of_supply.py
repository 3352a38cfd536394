"""Mutation operators on batches, shipments and vials, and on what is committed."""

from random import Random

from solver.plan.plan import Plan
from solver.problem.commitments import Firmness
from solver.problem.problem import Problem
from solver.problem.products import Presentation
from tests.solver.checks.mutation import (
    breaks,
    changed,
    free_administrations,
    free_batches,
    free_shipments,
    free_vials,
    pick,
    process_of,
    product_of,
    put,
    shipment_of,
)


@breaks("batch_balance")
def make_one_kbq_less(problem: Problem, plan: Plan, rng: Random) -> Plan:
    """A batch has 1 kBq less than its vials and its sample."""
    batch = pick(rng, free_batches(problem, plan))
    process = process_of(problem, batch.id)
    content = sum(
        each.activity_kbq
        for each in plan.vials
        if shipment_of(plan, each.id).batch_id == batch.id
    )
    needed = content + (process.sample_kbq if process else 0)
    return put(plan, changed(batch, activity_kbq=needed - 1))


@breaks("batch_balance")
def exceed_capacity(problem: Problem, plan: Plan, rng: Random) -> Plan:
    """A run makes 1 kBq more than it can."""
    found = [
        changed(batch, activity_kbq=process.capacity_kbq + 1)
        for batch in free_batches(problem, plan)
        if (process := process_of(problem, batch.id))
    ]
    new = pick(rng, found)
    return put(plan, new)


@breaks("batch_balance")
def fill_one_kbq_less(problem: Problem, plan: Plan, rng: Random) -> Plan:
    """A vial holds 1 kBq less than is drawn and stays in it."""
    found = []
    for vial in free_vials(problem, plan):
        container = product_of(problem, shipment_of(plan, vial.id).batch_id).container
        if container.content_kbq is not None:
            least = container.content_kbq
        else:
            concentration = container.concentration_kbq_per_ml or 0
            dead = -(-container.dead_volume_ul * concentration // 1000)
            least = dead + sum(
                each.demand_kbq
                for each in plan.administrations
                if vial.id in each.vial_ids
            )
        found.append((vial, least - 1))
    pair = pick(rng, found)
    return put(plan, changed(pair[0], activity_kbq=pair[1]))


@breaks("batch_balance")
def fill_one_ul_less(problem: Problem, plan: Plan, rng: Random) -> Plan:
    """A vial holds 1 µL less than is drawn and stays in it."""
    found = []
    for vial in free_vials(problem, plan):
        product = product_of(problem, shipment_of(plan, vial.id).batch_id)
        if vial.volume_ul is None:
            continue
        if product.presentation is Presentation.WHOLE_VIALS:
            found.append((vial, vial.volume_ul - 1))
            continue
        drawn = sum(
            each.draw_ul or 0
            for each in plan.administrations
            if vial.id in each.vial_ids
        )
        found.append((vial, drawn + product.container.dead_volume_ul - 1))
    pair = pick(rng, found)
    return put(plan, changed(pair[0], volume_ul=pair[1]))


@breaks("batch_balance")
def overfill_a_vial(problem: Problem, plan: Plan, rng: Random) -> Plan:
    """A vial holds more than it may, or than its volume contains."""
    found = []
    for vial in free_vials(problem, plan):
        container = product_of(problem, shipment_of(plan, vial.id).batch_id).container
        concentration = container.concentration_kbq_per_ml
        if concentration is not None and vial.volume_ul is not None:
            contained = -(-vial.volume_ul * concentration // 1000)
            found.append(changed(vial, activity_kbq=contained + 1))
        elif container.max_activity_kbq is not None:
            found.append(changed(vial, activity_kbq=container.max_activity_kbq + 1))
    new = pick(rng, found)
    return put(plan, new)


@breaks("production_chain")
def end_synthesis_late(problem: Problem, plan: Plan, rng: Random) -> Plan:
    """EOS is a minute after the latest the run may have."""
    latest = {run.id: run.latest_eos_min for run in problem.runs}
    runs = [each for each in free_batches(problem, plan) if each.id in latest]
    batch = pick(rng, runs)
    return put(plan, changed(batch, reference_min=latest[batch.id] + 1))


@breaks("production_chain")
def end_synthesis_early(problem: Problem, plan: Plan, rng: Random) -> Plan:
    """EOS is a minute before the earliest the run may have."""
    earliest = {run.id: run.earliest_eos_min for run in problem.runs}
    runs = [each for each in free_batches(problem, plan) if each.id in earliest]
    batch = pick(rng, runs)
    return put(plan, changed(batch, reference_min=earliest[batch.id] - 1))


@breaks("orders")
def shift_a_reference_time(problem: Problem, plan: Plan, rng: Random) -> Plan:
    """An order has another reference time than is sold."""
    orders = {order.id for order in problem.orders}
    bought = [each for each in free_batches(problem, plan) if each.id in orders]
    batch = pick(rng, bought)
    return put(plan, changed(batch, reference_min=batch.reference_min + 1))


@breaks("production_chain")
def hand_over_unpacked(problem: Problem, plan: Plan, rng: Random) -> Plan:
    """The carrier takes a package a minute before it is packed."""
    found = []
    for shipment in free_shipments(problem, plan):
        portions = [
            each
            for each in plan.vials
            if shipment_of(plan, each.id).batch_id == shipment.batch_id
        ]
        process = process_of(problem, shipment.batch_id)
        if process is None:
            packed = next(
                e.ready_min for e in problem.orders if e.id == shipment.batch_id
            )
        else:
            batch = next(e for e in plan.batches if e.id == shipment.batch_id)
            packed = (
                batch.reference_min
                + process.dispensing_fixed_min
                + len(portions) * process.dispensing_per_portion_min
                + process.packing_min
            )
        found.append(changed(shipment, handover_min=packed - 1))
    new = pick(rng, found)
    return put(plan, new)


@breaks("transport")
def miss_the_departure(problem: Problem, plan: Plan, rng: Random) -> Plan:
    """A package is handed over a minute after the carrier's last hand-over."""
    last = {each.id: each.handover_min for each in problem.departures}
    found = [
        changed(each, handover_min=last[each.departure_id] + 1)
        for each in free_shipments(problem, plan)
        if each.departure_id is not None
    ]
    new = pick(rng, found)
    return put(plan, new)


@breaks("transport")
def arrive_a_minute_early(problem: Problem, plan: Plan, rng: Random) -> Plan:
    """A shipment arrives before its lane allows."""
    one = pick(rng, free_shipments(problem, plan))
    return put(plan, changed(one, arrives_min=one.arrives_min - 1))


@breaks("transport")
def skip_the_receiving_check(problem: Problem, plan: Plan, rng: Random) -> Plan:
    """A shipment is usable a minute too early."""
    one = pick(rng, free_shipments(problem, plan))
    return put(plan, changed(one, usable_min=one.usable_min - 1))


@breaks("transport")
def invent_a_lane(problem: Problem, plan: Plan, rng: Random) -> Plan:
    """A shipment takes a way that does not exist."""
    one = pick(rng, free_shipments(problem, plan))
    return put(plan, changed(one, lane_id="a lane of the plan's own"))


@breaks("identity")
def lose_a_vial(problem: Problem, plan: Plan, rng: Random) -> Plan:
    """A dose is drawn from a vial that is not there."""
    used = {
        vial_id
        for each in free_administrations(problem, plan)
        for vial_id in each.vial_ids
    }
    gone = pick(rng, sorted(used))
    kept = tuple(each for each in plan.vials if each.id != gone)
    return changed(plan, vials=kept)


@breaks("identity")
def lose_a_shipment(problem: Problem, plan: Plan, rng: Random) -> Plan:
    """A vial travels in a shipment that is not there."""
    gone = pick(rng, free_shipments(problem, plan))
    kept = tuple(each for each in plan.shipments if each != gone)
    return changed(plan, shipments=kept)


@breaks("identity")
def lose_a_batch(problem: Problem, plan: Plan, rng: Random) -> Plan:
    """A shipment carries a batch that is not made."""
    gone = pick(rng, free_batches(problem, plan))
    kept = tuple(each for each in plan.batches if each != gone)
    return changed(plan, batches=kept)


@breaks("identity")
def fill_for_nobody(problem: Problem, plan: Plan, rng: Random) -> Plan:
    """A vial is filled that nobody uses."""
    vial = pick(rng, free_vials(problem, plan))
    return put(plan, changed(vial, id=f"{vial.shipment_id}/spare"))


@breaks("transport")
def ship_the_same_way_twice(problem: Problem, plan: Plan, rng: Random) -> Plan:
    """One batch goes one way in two shipments."""
    one = pick(rng, free_shipments(problem, plan))
    return put(plan, changed(one, id=f"{one.id} again"))


@breaks("commitments")
def top_up_a_committed_vial(problem: Problem, plan: Plan, rng: Random) -> Plan:
    """A vial that is dispensed already gets 1 kBq more."""
    held = {each.batch_id for each in problem.commitments.batches}
    known = {e.id for e in problem.runs} | {e.id for e in problem.orders}
    vials = [
        each
        for each in plan.vials
        if shipment_of(plan, each.id).batch_id in held & known
    ]
    vial = pick(rng, vials)
    return put(plan, changed(vial, activity_kbq=vial.activity_kbq + 1))


@breaks("commitments")
def forget_a_fact(problem: Problem, plan: Plan, rng: Random) -> Plan:
    """A visit that happened is not in the plan."""
    facts = [
        each.visit_id
        for each in problem.commitments.visits
        if each.firmness is Firmness.FACT
    ]
    gone = pick(rng, facts)
    kept = tuple(each for each in plan.administrations if each.visit_id != gone)
    return changed(plan, administrations=kept)
