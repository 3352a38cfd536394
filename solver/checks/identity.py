"""
Identity chain: batch -> vial -> draw -> participant -> trial -> site.

Every link exists and fits: each dose names vials of one shipment of one batch of
its product, each unit dose and whole vial is used once, ids are canonical, and
nothing is made, shipped or filled for nobody. That the chain ends at the right
site is part of ``transport``, and that the trial may have it there, of
``supply_authorisation``.
"""

import re
from collections.abc import Iterator

from solver.checks.lookup import Dose, PlanView, ProblemView
from solver.checks.steps import LATER_PURPOSES, occupations, purposes
from solver.checks.violation import Violation
from solver.plan.plan import Administration, Purpose
from solver.problem.products import Presentation

RULE = "identity"


def check(known: ProblemView, plan: PlanView) -> Iterator[Violation]:
    """Every link of every chain, from the batch to the participant."""
    for administration in plan.plan.administrations:
        visit_id = administration.visit_id
        dose = plan.doses.get(visit_id)
        if dose is None:
            yield Violation(RULE, visit_id, "there is no such visit", (visit_id,))
            continue
        for message in (
            *_links(plan, administration, dose),
            *_occupations(known, dose),
        ):
            yield Violation(RULE, visit_id, message, (visit_id,))
    yield from _vials(plan)
    yield from _shipments(plan)
    for batch in plan.plan.batches:
        if batch.id not in plan.made:
            yield Violation(RULE, batch.id, "there is no such run or order")
        elif not plan.made[batch.id].is_committed and not plan.shipments_of.get(
            batch.id
        ):
            yield Violation(RULE, batch.id, "it is made, and no shipment carries it")


def _links(plan: PlanView, administration: Administration, dose: Dose) -> Iterator[str]:
    """The dose's vials exist, come together, and hold its product."""
    ids = administration.vial_ids
    if not ids:
        yield "no vial is named"
    if len(set(ids)) < len(ids):
        yield "a vial is named twice"
    for missing in (each for each in ids if each not in plan.vials):
        yield f"there is no vial {missing}"
    whole = dose.product.presentation is Presentation.WHOLE_VIALS
    if len(ids) > 1 and not whole:
        yield f"the dose is drawn from {len(ids)} vials, only one may be"
    shipments = {vial.shipment_id for vial in dose.vials}
    if len(shipments) > 1:
        yield f"its vials come with {len(shipments)} shipments"
    for shipment_id in sorted(shipments & plan.shipments.keys()):
        batch_id = plan.shipments[shipment_id].batch_id
        made = plan.made.get(batch_id)
        if made is not None and made.product.id != dose.visit.product_id:
            yield (
                f"batch {batch_id} is {made.product.id}, the visit asks for "
                f"{dose.visit.product_id}"
            )


def _occupations(known: ProblemView, dose: Dose) -> Iterator[str]:
    """The purposes are those of the procedure, each by a resource that can."""
    administration = dose.administration
    due = purposes(dose)
    found = tuple(held.purpose for held in administration.occupations)
    if found != due:
        yield f"occupied for {', '.join(found) or 'nothing'}, not {', '.join(due)}"
    for booked in administration.later_scans:
        found = tuple(held.purpose for held in booked.occupations)
        if found != LATER_PURPOSES:
            held_for = ", ".join(found) or "nothing"
            yield (
                f"the scan {booked.name} is occupied for {held_for}, not "
                f"{', '.join(LATER_PURPOSES)}"
            )
    for held in occupations(administration):
        if held.purpose is Purpose.PLACE:
            exists = held.resource_id in known.places
        elif held.purpose is Purpose.SCANNER:
            exists = held.resource_id in known.scanners
        else:
            exists = held.resource_id in known.people
        if not exists:
            yield f"there is no {held.resource_id} to occupy for {held.purpose}"


def _vials(plan: PlanView) -> Iterator[Violation]:
    """Each vial travels, is used, and is used once if it is for one participant."""
    for vial in plan.plan.vials:
        users = plan.users_of.get(vial.id, [])
        shipment = plan.shipments.get(vial.shipment_id)
        if shipment is None:
            message = f"there is no shipment {vial.shipment_id}"
            yield Violation(RULE, vial.id, message)
            continue
        made = plan.made.get(shipment.batch_id)
        if made is None:
            continue
        is_shared = made.product.presentation is Presentation.MULTI_DOSE_VIAL
        if len(users) > 1 and not is_shared:
            message = f"it is for one participant, but {', '.join(users)} use it"
            yield Violation(RULE, vial.id, message, tuple(users))
        if made.is_committed:
            continue
        if not users:
            yield Violation(RULE, vial.id, "nobody uses it")
        if not _is_canonical(vial.id, shipment.id, users, made.product.presentation):
            message = "the id does not say what the vial is for"
            yield Violation(RULE, vial.id, message, tuple(users))


def _is_canonical(
    id: str, shipment_id: str, users: list[str], presentation: Presentation
) -> bool:
    """``shipment/v1``, ``shipment/visit`` or ``shipment/visit.1``."""
    if presentation is Presentation.MULTI_DOSE_VIAL:
        return re.fullmatch(re.escape(shipment_id) + r"/v[1-9]\d*", id) is not None
    number = "" if presentation is Presentation.UNIT_DOSE else r"\.[1-9]\d*"
    return all(
        re.fullmatch(re.escape(f"{shipment_id}/{user}") + number, id) for user in users
    )


def _shipments(plan: PlanView) -> Iterator[Violation]:
    """Each shipment has its batch, its vials and its canonical id."""
    for shipment in plan.plan.shipments:
        batch_id = shipment.batch_id
        if batch_id not in plan.batches:
            yield Violation(RULE, shipment.id, f"there is no batch {batch_id}")
        if batch_id in plan.known.held.batches:
            continue
        if not plan.vials_in.get(shipment.id):
            yield Violation(RULE, shipment.id, "it carries nothing")
        due = f"{batch_id}/{shipment.departure_id or shipment.lane_id}"
        if shipment.id != due:
            yield Violation(RULE, shipment.id, f"its id must be {due}")
