"""Mutation operators on what runs need: beam, equipment, generators, licences."""

from random import Random

from solver.plan.plan import EquipmentHold, Plan, PlannedBatch
from solver.problem.equipment import Generator
from solver.problem.problem import Problem
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
    shifted,
    shipment_of,
)


def _holding(problem: Problem, plan: Plan) -> list[PlannedBatch]:
    return [each for each in free_batches(problem, plan) if each.equipment]


def _eluting(problem: Problem, plan: Plan) -> list[tuple[PlannedBatch, Generator]]:
    """Free runs of a generator."""
    named = {run.id: run.generator_id for run in problem.runs}
    generators = {each.id: each for each in problem.generators}
    return [
        (batch, generators[generator_id])
        for batch in free_batches(problem, plan)
        if (generator_id := named.get(batch.id)) is not None
    ]


def _rehold(plan: Plan, batch: PlannedBatch, rng: Random, hold: EquipmentHold) -> Plan:
    """One hold of a run replaced."""
    at = rng.randrange(len(batch.equipment))
    holds = (*batch.equipment[:at], hold, *batch.equipment[at + 1 :])
    return put(plan, changed(batch, equipment=holds))


@breaks("production_chain")
def hold_a_minute_less(problem: Problem, plan: Plan, rng: Random) -> Plan:
    """A piece of equipment is given back a minute early."""
    batch = pick(rng, _holding(problem, plan))
    first = batch.equipment[0]
    cut = changed(first, end_min=first.end_min - 1)
    return put(plan, changed(batch, equipment=(cut, *batch.equipment[1:])))


@breaks("production_chain")
def hold_a_phantom(problem: Problem, plan: Plan, rng: Random) -> Plan:
    """A run holds equipment that does not exist."""
    batch = pick(rng, _holding(problem, plan))
    one = rng.choice(batch.equipment)
    return _rehold(plan, batch, rng, changed(one, equipment_id="a phantom"))


@breaks("production_chain")
def drop_a_hold(problem: Problem, plan: Plan, rng: Random) -> Plan:
    """A run does without a piece of equipment that it needs."""
    batch = pick(rng, _holding(problem, plan))
    return put(plan, changed(batch, equipment=batch.equipment[1:]))


@breaks("production_chain")
def take_what_another_holds(problem: Problem, plan: Plan, rng: Random) -> Plan:
    """A run holds what another one holds, in the same minutes."""
    found = [
        (batch, hold)
        for batch in _holding(problem, plan)
        for other in plan.batches
        if other.id != batch.id
        for hold in other.equipment
        if hold not in batch.equipment
    ]
    batch, hold = pick(rng, found)
    return _rehold(plan, batch, rng, hold)


@breaks("generators")
def forget_the_discard(problem: Problem, plan: Plan, rng: Random) -> Plan:
    """A generator is used after a long rest without an elution for the waste."""
    runs = [each for each, _ in _eluting(problem, plan) if each.discard_min is not None]
    return put(plan, changed(pick(rng, runs), discard_min=None))


@breaks("generators")
def discard_at_another_minute(problem: Problem, plan: Plan, rng: Random) -> Plan:
    """The elution for the waste comes a minute early or late."""
    found = [
        changed(each, discard_min=each.discard_min + by)
        for each, _ in _eluting(problem, plan)
        if each.discard_min is not None
        for by in (-1, 1)
    ]
    return put(plan, pick(rng, found))


@breaks("generators")
def discard_for_nothing(problem: Problem, plan: Plan, rng: Random) -> Plan:
    """An eluate is thrown away though its generator has not rested."""
    found = [
        changed(each, discard_min=each.reference_min - 300)
        for each in free_batches(problem, plan)
        if each.discard_min is None
    ]
    return put(plan, pick(rng, found))


@breaks("generators")
def elute_too_soon(problem: Problem, plan: Plan, rng: Random) -> Plan:
    """A generator is eluted a minute before its spacing has passed."""
    found = []
    for batch, generator in _eluting(problem, plan):
        process = process_of(problem, batch.id)
        synthesis = process.synthesis_min if process else 0
        soon = generator.last_elution_min + generator.spacing_min - 1
        found.append(changed(batch, reference_min=soon + synthesis))
    return put(plan, pick(rng, found))


@breaks("generators")
def elute_when_expired(problem: Problem, plan: Plan, rng: Random) -> Plan:
    """A generator is eluted a minute after it has expired."""
    found = []
    for batch, generator in _eluting(problem, plan):
        process = process_of(problem, batch.id)
        synthesis = process.synthesis_min if process else 0
        late = generator.expires_min + 1 + synthesis
        found.append(changed(batch, reference_min=late))
    return put(plan, pick(rng, found))


@breaks("batch_balance")
def exceed_the_beam(problem: Problem, plan: Plan, rng: Random) -> Plan:
    """A run makes 1 kBq more than its beam does."""
    found = []
    for batch in free_batches(problem, plan):
        process = process_of(problem, batch.id)
        if process is None or process.irradiation is None:
            continue
        half_life = product_of(problem, batch.id).half_life_min
        made = process.irradiation.saturation_kbq * process.yield_permille / 1000
        made *= 1 - 2 ** (-process.irradiation.minutes / half_life)
        made *= 2 ** (-process.synthesis_min / half_life)
        if made > batch.activity_kbq:
            found.append(changed(batch, activity_kbq=int(made) + 1))
    return put(plan, pick(rng, found))


@breaks("batch_balance")
def exceed_the_reserve(problem: Problem, plan: Plan, rng: Random) -> Plan:
    """A run uses up what planning is to leave in reserve."""
    found = []
    for batch in free_batches(problem, plan):
        process = process_of(problem, batch.id)
        if process is not None and process.reserve_permille > 0:
            found.append(changed(batch, activity_kbq=process.capacity_kbq))
    return put(plan, pick(rng, found))


@breaks("shelf_life")
def draw_from_an_old_puncture(problem: Problem, plan: Plan, rng: Random) -> Plan:
    """A dose is injected a minute after its vial was in use for too long."""
    found = []
    procedures = {each.id: each.injection_min for each in problem.procedures}
    takes = {each.id: procedures[each.procedure_id] for each in problem.visits}
    for one in free_administrations(problem, plan):
        batch_id = shipment_of(plan, one.vial_ids[0]).batch_id
        in_use = product_of(problem, batch_id).shelf_life.in_use_min
        opened = [
            each.injection_min
            for each in plan.administrations
            if each != one and set(each.vial_ids) & set(one.vial_ids)
        ]
        if in_use is not None and opened:
            late = min(opened) + in_use - takes[one.visit_id] + 1
            found.append(shifted(one, late - one.injection_min))
    return put(plan, pick(rng, found))


@breaks("activity_on_site")
def bring_more_than_is_licensed(problem: Problem, plan: Plan, rng: Random) -> Plan:
    """A bought vial holds more than its site may, when it arrives."""
    licences = {each.id: each.licences for each in problem.sites}
    lanes = {each.id: licences[each.site_id] for each in problem.lanes}
    free = {each.id for each in free_shipments(problem, plan)}
    found = []
    for vial in free_vials(problem, plan):
        shipment = shipment_of(plan, vial.id)
        product = product_of(problem, shipment.batch_id)
        batch = next(e for e in plan.batches if e.id == shipment.batch_id)
        is_held = all(
            each.injection_min > shipment.arrives_min
            for each in plan.administrations
            if vial.id in each.vial_ids
        )
        fresh = shipment.arrives_min <= batch.reference_min + product.half_life_min
        whole = product.container.content_kbq is not None
        for licence in lanes[shipment.lane_id]:
            counts = product.nuclide in licence.nuclides and shipment.id in free
            if whole and fresh and is_held and counts:
                found.append(changed(vial, activity_kbq=2 * licence.max_kbq + 2))
    return put(plan, pick(rng, found))
