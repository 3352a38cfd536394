"""Mutation operators on who gets what: participants, vials and resources."""

from itertools import permutations
from random import Random

from solver.plan.plan import Plan, Purpose
from solver.problem.problem import Problem
from solver.problem.products import Presentation
from tests.solver.checks.mutation import (
    breaks,
    changed,
    free_administrations,
    pick,
    product_of,
    put,
    shipment_of,
    visit_of,
)


@breaks("identity")
def serve_a_stranger(problem: Problem, plan: Plan, rng: Random) -> Plan:
    """A visit is served that nobody asks for."""
    one = pick(rng, free_administrations(problem, plan))
    return put(plan, changed(one, visit_id=f"{one.visit_id} and nobody"))


@breaks("identity")
def swap_participants(problem: Problem, plan: Plan, rng: Random) -> Plan:
    """Two participants with single-participant doses get each other's."""
    single = [
        one
        for one in free_administrations(problem, plan)
        if product_of(problem, shipment_of(plan, one.vial_ids[0]).batch_id).presentation
        is not Presentation.MULTI_DOSE_VIAL
    ]
    pair = pick(rng, list(permutations(single, 2)))
    one, other = pair
    swapped = put(plan, changed(one, visit_id=other.visit_id))
    return put(swapped, changed(other, visit_id=one.visit_id))


@breaks("identity")
def use_a_dose_twice(problem: Problem, plan: Plan, rng: Random) -> Plan:
    """A second participant gets a dose that is for one only."""
    found = [
        (one, other)
        for one, other in permutations(free_administrations(problem, plan), 2)
        if product_of(
            problem, shipment_of(plan, other.vial_ids[0]).batch_id
        ).presentation
        is not Presentation.MULTI_DOSE_VIAL
    ]
    pair = pick(rng, found)
    return put(plan, changed(pair[0], vial_ids=pair[1].vial_ids))


@breaks("identity")
def draw_from_nothing(problem: Problem, plan: Plan, rng: Random) -> Plan:
    """An administration names no vial."""
    one = pick(rng, free_administrations(problem, plan))
    return put(plan, changed(one, vial_ids=()))


@breaks("transport")
def lend_across_sites(problem: Problem, plan: Plan, rng: Random) -> Plan:
    """A dose is drawn from a vial that travels to another site."""
    destination = {each.id: each.site_id for each in problem.lanes}
    found = [
        changed(one, vial_ids=(vial.id,))
        for one in free_administrations(problem, plan)
        for vial in plan.vials
        if destination[shipment_of(plan, vial.id).lane_id]
        != visit_of(problem, one).site_id
    ]
    new = pick(rng, found)
    return put(plan, new)


def _overlap(problem: Problem, plan: Plan, rng: Random, purpose: Purpose) -> Plan:
    """One visit takes the resource of another, at the same minutes."""
    found = []
    for one, other in permutations(free_administrations(problem, plan), 2):
        taken = [each for each in other.occupations if each.purpose is purpose]
        if taken and any(each.purpose is purpose for each in one.occupations):
            occupations = tuple(
                taken[0] if each.purpose is purpose else each
                for each in one.occupations
            )
            found.append(changed(one, occupations=occupations))
    new = pick(rng, found)
    return put(plan, new)


@breaks("occupancy")
def share_a_scanner(problem: Problem, plan: Plan, rng: Random) -> Plan:
    """Two participants are on one scanner."""
    return _overlap(problem, plan, rng, Purpose.SCANNER)


@breaks("occupancy")
def share_a_place(problem: Problem, plan: Plan, rng: Random) -> Plan:
    """Two participants are in one place."""
    return _overlap(problem, plan, rng, Purpose.PLACE)


@breaks("staff")
def share_a_nurse(problem: Problem, plan: Plan, rng: Random) -> Plan:
    """One person gives two injections at a time."""
    return _overlap(problem, plan, rng, Purpose.INJECTION)


@breaks("identity")
def drop_an_occupation(problem: Problem, plan: Plan, rng: Random) -> Plan:
    """One step of a visit happens without its place, scanner or person."""
    one = pick(rng, free_administrations(problem, plan))
    gone = rng.randrange(len(one.occupations))
    kept = one.occupations[:gone] + one.occupations[gone + 1 :]
    return put(plan, changed(one, occupations=kept))


@breaks("visit_steps")
def cut_an_occupation(problem: Problem, plan: Plan, rng: Random) -> Plan:
    """
    A place, scanner or person is held a minute too short.

    How long the place of a visit without a scan is held may be open.
    """
    one = pick(rng, free_administrations(problem, plan))
    indices = [
        index
        for index, held in enumerate(one.occupations)
        if held.purpose is not Purpose.PLACE or one.scan_start_min is not None
    ]
    index = pick(rng, indices)
    held = one.occupations[index]
    cut = changed(held, end_min=held.end_min - 1)
    occupations = (*one.occupations[:index], cut, *one.occupations[index + 1 :])
    return put(plan, changed(one, occupations=occupations))


@breaks("identity")
def occupy_a_phantom(problem: Problem, plan: Plan, rng: Random) -> Plan:
    """A resource is held that does not exist."""
    one = pick(rng, free_administrations(problem, plan))
    first = changed(one.occupations[0], resource_id="a phantom of the plan")
    return put(plan, changed(one, occupations=(first, *one.occupations[1:])))
