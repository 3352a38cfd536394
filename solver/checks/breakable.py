"""
Which committed visits cannot be honored any more, as the checker sees it.

A plan is made of nothing but what is committed: the committed batches as they
are now, and the committed visits with the batches they were to be served from.
Every committed visit that a violation of this plan concerns may be broken; it is
taken out, and the question asked again.
"""

from solver.checks.elutions import Elutions
from solver.checks.held import on_present_times
from solver.checks.lookup import PlanView, ProblemView
from solver.checks.rules import PLAIN_CHECKS, violations
from solver.checks.steps import occupations
from solver.checks.violation import Violation
from solver.plan.plan import Administration, Plan, PlannedBatch


def breakable_visits(known: ProblemView) -> frozenset[str]:
    """Committed visits that a plan need not keep; facts are never among them."""
    honored = set(known.held.visits)
    while True:
        plan = PlanView(known, _committed_plan(known, honored))
        concerned = {
            visit_id
            for violation in violations(known, plan, PLAIN_CHECKS)
            for visit_id in _concerned(plan, violation)
        }
        lost = (concerned & honored) - known.held.facts
        if not lost:
            return frozenset(known.held.visits.keys() - honored)
        honored -= lost


def _concerned(plan: PlanView, violation: Violation) -> set[str]:
    """The visits named, or else all that hang on the batch, vial or shipment."""
    if violation.visit_ids:
        return set(violation.visit_ids)
    concerned = set()
    for administration in plan.plan.administrations:
        subjects = {administration.visit_id, *administration.vial_ids}
        subjects |= {held.resource_id for held in occupations(administration)}
        for vial_id in administration.vial_ids:
            if vial := plan.vials.get(vial_id):
                subjects.add(vial.shipment_id)
                if shipment := plan.shipments.get(vial.shipment_id):
                    subjects.add(shipment.batch_id)
        if violation.subject in subjects:
            concerned.add(administration.visit_id)
    return concerned


def _committed_plan(known: ProblemView, honored: set[str]) -> Plan:
    """Committed batches, and what the honored visits need of the others."""
    held, previous = known.held, known.held.previous
    administrations = [
        each for each in previous.administrations if each.visit_id in honored
    ]
    used = {vial_id for each in administrations for vial_id in each.vial_ids}
    old_shipments = {each.id: each for each in previous.shipments}
    vials = dict(held.vials)
    shipments = dict(held.shipments)
    for vial in previous.vials:
        shipment = old_shipments.get(vial.shipment_id)
        if vial.id not in used or shipment is None:
            continue
        if shipment.batch_id in held.batches:
            continue
        present = on_present_times(known.problem, shipment)
        if present is not None:
            vials[vial.id] = vial
            shipments[shipment.id] = present
    content: dict[str, int] = {}
    for vial in vials.values():
        batch_id = shipments[vial.shipment_id].batch_id
        content[batch_id] = content.get(batch_id, 0) + vial.activity_kbq
    batches = []
    for batch in previous.batches:
        if batch.id in held.batches:
            batches.append(batch)
        elif batch.id in content:
            batches.append(_trimmed(known, batch, content[batch.id]))
    plan = Plan(
        batches=_rediscarded(known, batches),
        shipments=tuple(shipments.values()),
        vials=tuple(vials.values()),
        administrations=tuple(administrations),
    )
    view = PlanView(known, plan)
    return Plan(
        batches=plan.batches,
        shipments=plan.shipments,
        vials=plan.vials,
        administrations=tuple(_restated(view, each) for each in administrations),
    )


def _trimmed(known: ProblemView, batch: PlannedBatch, content: int) -> PlannedBatch:
    """An order of no more than the vials that are left; a run of no more than these."""
    run = known.runs.get(batch.id)
    if run is not None:
        sample = known.processes[run.process_id].sample_kbq
        content = min(batch.activity_kbq, content + sample)
    elif batch.id not in known.orders:
        return batch
    return PlannedBatch(**dict(batch) | {"activity_kbq": content})


def _rediscarded(
    known: ProblemView, batches: list[PlannedBatch]
) -> tuple[PlannedBatch, ...]:
    """
    Runs that are not committed, with the discards that are due among these batches.

    Without the runs between them, generators are idle for longer.
    """
    plan = PlanView(known, Plan(batches=tuple(batches)))
    elutions = Elutions(plan)
    found = []
    for batch in batches:
        made = plan.made.get(batch.id)
        if made is None or made.is_committed or made.elution_min is None:
            found.append(batch)
            continue
        due = elutions.due_discard_min(made)
        try:
            found.append(PlannedBatch(**dict(batch) | {"discard_min": due}))
        except ValueError:  # a minute that no record can hold: it cannot be honored
            found.append(batch)
    return tuple(found)


def _restated(plan: PlanView, before: Administration) -> Administration:
    """The same administration, its numbers those of the present problem."""
    dose = plan.doses.get(before.visit_id)
    numbers = plan.numbers(dose) if dose and not dose.is_fact else None
    if numbers is None or numbers.usable_until_min is None:
        return before
    try:
        return Administration(
            **dict(before)
            | {
                "demand_kbq": numbers.demand_kbq,
                "draw_kbq": numbers.draw_kbq,
                "draw_ul": numbers.draw_ul,
                "usable_from_min": numbers.usable_from_min,
                "usable_until_min": numbers.usable_until_min,
            }
        )
    except ValueError:  # no record can hold such numbers: it cannot be honored
        return before
