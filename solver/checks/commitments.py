"""
Rule 20: what an approved plan holds stays as it is.

Committed batches are there, unchanged and with nothing new in them; their unit
doses and whole vials stay with the visit that had them. Committed visits are
administered as before, unless they cannot be honored any more; facts always.
"""

from collections.abc import Iterator

from solver.checks.breakable import breakable_visits
from solver.checks.lookup import PlanView, ProblemView
from solver.checks.violation import Violation
from solver.plan.plan import PlannedBatch, Shipment, Vial
from solver.problem.products import Presentation

RULE = "commitments"

_Committed = PlannedBatch | Shipment | Vial


def check(known: ProblemView, plan: PlanView) -> Iterator[Violation]:
    """Committed batches and committed visits are as they were (rule 20)."""
    held = known.held
    for batch in held.batches.values():
        yield from _same(batch, plan.batches.get(batch.id))
    for shipment in held.shipments.values():
        yield from _same(shipment, plan.shipments.get(shipment.id))
    for vial in held.vials.values():
        yield from _same(vial, plan.vials.get(vial.id))
    yield from _additions(known, plan)
    yield from _users(known, plan)
    yield from _visits(known, plan)
    yield from _facts(known, plan)


def _same(due: _Committed, found: _Committed | None) -> Iterator[Violation]:
    """A committed record is there, field by field."""
    if found is None:
        yield Violation(RULE, due.id, "it is committed, and not in the plan")
    elif found != due:
        changes = [
            f"{field} is {getattr(found, field)}, committed {getattr(due, field)}"
            for field in type(due).model_fields
            if getattr(found, field) != getattr(due, field)
        ]
        yield Violation(RULE, due.id, "; ".join(changes))


def _additions(known: ProblemView, plan: PlanView) -> Iterator[Violation]:
    """Nothing is added to a committed batch."""
    held = known.held
    for shipment in plan.plan.shipments:
        if shipment.batch_id in held.batches and shipment.id not in held.shipments:
            message = f"is added to the committed batch {shipment.batch_id}"
            yield Violation(RULE, shipment.id, message)
    for vial in plan.plan.vials:
        if plan.is_committed_vial(vial) and vial.id not in held.vials:
            message = "is not, or no longer, among the vials of its committed batch"
            yield Violation(RULE, vial.id, message)


def _users(known: ProblemView, plan: PlanView) -> Iterator[Violation]:
    """Doses for one participant stay with the visit that had them."""
    for dose in plan.doses.values():
        if dose.made is None or not dose.made.is_committed:
            continue
        if dose.product.presentation is Presentation.MULTI_DOSE_VIAL:
            continue
        for vial in dose.vials:
            had = known.held.users_of.get(vial.id, set())
            if dose.visit.id not in had:
                message = (
                    f"visit {dose.visit.id} uses it, it is for "
                    f"{', '.join(sorted(had)) or 'nobody'}"
                )
                yield Violation(RULE, vial.id, message, (dose.visit.id,))


def _visits(known: ProblemView, plan: PlanView) -> Iterator[Violation]:
    """Committed visits are kept, but for those that cannot be honored any more."""
    lost = [each for each in known.held.visits if not plan.is_kept(each)]
    if not lost:
        return
    breakable = breakable_visits(known)
    for visit_id in lost:
        if visit_id in breakable:
            continue
        is_served = visit_id in plan.administrations
        message = (
            f"it is committed ({known.held.visits[visit_id]}), can be honored, and is "
            f"{'not administered as it was' if is_served else 'not served'}"
        )
        yield Violation(RULE, visit_id, message, (visit_id,))


def _facts(known: ProblemView, plan: PlanView) -> Iterator[Violation]:
    """What happened took what it took, as it was recorded or as it is recomputed."""
    for visit_id in sorted(known.held.facts):
        now = plan.administrations.get(visit_id)
        before = known.held.administrations[visit_id]
        if now is None:
            continue
        numbers = plan.numbers(plan.doses[visit_id])
        if now.vial_ids != before.vial_ids:
            message = "it was drawn from other vials"
            yield Violation(RULE, visit_id, message, (visit_id,))
        for field in ("demand_kbq", "draw_kbq", "draw_ul"):
            allowed = {getattr(before, field), getattr(numbers, field, None)}
            if getattr(now, field) not in allowed:
                message = (
                    f"{field} is {getattr(now, field)}, it was {getattr(before, field)}"
                )
                yield Violation(RULE, visit_id, message, (visit_id,))
