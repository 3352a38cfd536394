"""The previous plan on the new axis, and what of it holds."""

from collections.abc import Mapping

from scheduler.imports.planning_file.context import Context
from scheduler.imports.planning_file.schema_commitments import (
    CommitmentsData,
    MeasuredVialData,
)
from solver.decay import remaining_kbq
from solver.plan.plan import Plan
from solver.plan.shifting import moved_fields
from solver.problem.base import MAX_MINUTES
from solver.problem.commitments import (
    BatchCommitment,
    Commitments,
    MeasuredVial,
    VisitCommitment,
)
from solver.problem.products import Product
from solver.units import KBQ_PER_GBQ, available_kbq

_PLACE = "commitments"


def commitments(context: Context, products: Mapping[str, Product]) -> list[Commitments]:
    """
    What the previous plan holds; ``products`` by id of the batch.

    A measured content is decayed to its batch's reference minute and rounded down.
    """
    held = context.file.commitments
    if held is None:
        return [Commitments()]
    previous = _shifted(context, held)
    if not previous:
        return []
    measured = [
        vial
        for data in held.measured_vials
        for vial in _measured(context, data, previous[0], products)
    ]
    for vial_id in sorted(
        {each.vial for each in held.measured_vials} & set(held.lost_vials)
    ):
        context.refuse(f"{_PLACE}.lost_vials", f"{vial_id!r} is measured as well")
    return context.record(
        Commitments,
        _PLACE,
        previous=previous[0],
        visits=tuple(
            made
            for data in held.visits
            for made in context.record(
                VisitCommitment,
                f"{_PLACE}.visits[{data.visit}]",
                visit_id=data.visit,
                firmness=data.firmness,
                lapses_min=None
                if data.lapses_at is None
                else context.axis.minute(data.lapses_at),
                bumps=data.bumps,
            )
        ),
        batches=tuple(
            BatchCommitment(batch_id=data.batch, firmness=data.firmness)
            for data in held.batches
        ),
        measured_vials=tuple(measured),
        lost_vial_ids=held.lost_vials,
    )


def committed_minutes(context: Context) -> dict[str, int]:
    """Injection minutes that visits are committed to, on our axis."""
    held = context.file.commitments
    if held is None:
        return {}
    shift = context.axis.minute(held.previous.origin_at)
    as_of = context.file.as_of
    names = {
        each.visit
        for each in held.visits
        if each.lapses_at is None or each.lapses_at > as_of
    }
    return {
        each.visit_id: each.injection_min + shift
        for each in held.previous.plan.administrations
        if each.visit_id in names and abs(shift) <= MAX_MINUTES
    }


def _shifted(context: Context, held: CommitmentsData) -> list[Plan]:
    """The previous plan with its minutes counted from our origin."""
    shift = context.axis.minute(held.previous.origin_at)
    if abs(shift) > MAX_MINUTES:
        context.refuse(
            f"{_PLACE}.previous.origin_at", "lies years away from the horizon"
        )
        return []
    return context.record(
        Plan, f"{_PLACE}.previous.plan", **moved_fields(held.previous.plan, shift)
    )


def _measured(
    context: Context,
    data: MeasuredVialData,
    previous: Plan,
    products: Mapping[str, Product],
) -> list[MeasuredVial]:
    place = f"{_PLACE}.measured_vials[{data.vial}]"
    batch_of = {each.id: each.batch_id for each in previous.shipments}
    reference = {each.id: each.reference_min for each in previous.batches}
    shipment_of = {each.id: each.shipment_id for each in previous.vials}
    batch_id = batch_of.get(shipment_of.get(data.vial, ""), "")
    product = products.get(batch_id)
    if batch_id not in reference or product is None:
        context.refuse(place, "the previous plan has no such vial of a known batch")
        return []
    age_min = reference[batch_id] - context.axis.minute(data.measured_at)
    try:
        content_kbq = remaining_kbq(
            available_kbq(data.activity_gbq, KBQ_PER_GBQ),
            age_min,
            product.half_life_min,
        )
    except ValueError as error:
        context.refuse(f"{place}.measured_at", str(error))
        return []
    return context.record(
        MeasuredVial, place, vial_id=data.vial, activity_kbq=content_kbq
    )
