"""What an earlier plan says of a visit, as a placement."""

from solver.plan.plan import Administration, Plan, PlannedBatch
from solver.problem.products import Presentation
from solver.state.index import Index
from solver.state.placement import Channel, Placement


def as_placement(index: Index, plan: Plan, before: Administration) -> Placement:
    """An administration of the previous plan as a placement."""
    shipments = {shipment.id: shipment for shipment in plan.shipments}
    batches = {batch.id: batch for batch in plan.batches}
    vial = next(each for each in plan.vials if each.id == before.vial_ids[0])
    shipment = shipments[vial.shipment_id]
    product = index.products[index.visits[before.visit_id].product_id]
    is_shared = product.presentation is Presentation.MULTI_DOSE_VIAL
    number = vial.id.removeprefix(f"{shipment.id}/v") if is_shared else ""
    return Placement(
        visit_id=before.visit_id,
        alternative=before.alternative,
        injection_min=before.injection_min,
        scan_start_min=before.scan_start_min,
        channel=Channel(
            supply_id=shipment.batch_id,
            reference_min=batches[shipment.batch_id].reference_min,
            way_id=shipment.departure_id or shipment.lane_id,
            vial=int(number) if number.isdecimal() else 0,
            equipment=_equipment(index, batches[shipment.batch_id]),
        ),
        occupations=before.occupations,
        later_scans=before.later_scans,
    )


def _equipment(index: Index, batch: PlannedBatch) -> tuple[str, ...]:
    """What a run holds by its doses' will; what is committed holds it anyway."""
    if batch.id in index.committed_batches:
        return ()
    return tuple(each.equipment_id for each in batch.equipment)
