"""From filled batches to the plan that says so."""

from collections.abc import Iterable, Iterator

from scheduler.scenarios.generator.ledger import (
    Dose,
    OpenBatch,
    OpenShipment,
    OpenVial,
    volume_ul,
)
from solver.decay import remaining_at_most_kbq, remaining_kbq
from solver.plan.plan import (
    Administration,
    Plan,
    PlannedBatch,
    Shipment,
    Vial,
)
from solver.problem.products import Presentation

_LONGEST_WAIT_MIN = 60 * 24 * 60
"""How far either side of a booked injection a usable interval is looked for."""


def assemble(batches: Iterable[OpenBatch]) -> Plan:
    """The plan of all batches that serve somebody, each list ordered by id."""
    used = [batch for batch in batches if batch.num_portions]
    vials: list[Vial] = []
    administrations: list[Administration] = []
    for batch in used:
        for shipment in batch.shipments.values():
            for position, vial in enumerate(shipment.vials, start=1):
                named = tuple(_vials(batch, shipment, vial, position))
                vials.extend(named)
                administrations.extend(
                    _administration(batch, shipment.record, dose, named)
                    for dose in vial.doses
                )
    return Plan(
        batches=tuple(
            PlannedBatch(
                id=batch.batch.id,
                reference_min=batch.reference_min,
                activity_kbq=batch.activity_kbq(),
            )
            for batch in sorted(used, key=lambda each: each.batch.id)
        ),
        shipments=tuple(
            sorted(
                (
                    shipment.record
                    for batch in used
                    for shipment in batch.shipments.values()
                    if shipment.vials
                ),
                key=lambda each: each.id,
            )
        ),
        vials=tuple(sorted(vials, key=lambda each: each.id)),
        administrations=tuple(sorted(administrations, key=lambda each: each.visit_id)),
    )


def _vials(
    batch: OpenBatch, shipment: OpenShipment, vial: OpenVial, position: int
) -> Iterator[Vial]:
    """The containers an open vial stands for, with their canonical ids."""
    activity_kbq, volume_ul = batch.fills(vial.doses)
    form = batch.product.presentation
    concentration = batch.product.container.concentration_kbq_per_ml
    for copy in range(1, batch.num_vials(vial) + 1):
        name = {
            Presentation.MULTI_DOSE_VIAL: f"v{position}",
            Presentation.UNIT_DOSE: vial.doses[0].visit.id,
            Presentation.WHOLE_VIALS: f"{vial.doses[0].visit.id}.{copy}",
        }[form]
        yield Vial(
            id=f"{shipment.record.id}/{name}",
            shipment_id=shipment.record.id,
            activity_kbq=activity_kbq,
            volume_ul=None if concentration is None else volume_ul,
        )


def _administration(
    batch: OpenBatch, shipment: Shipment, dose: Dose, vials: tuple[Vial, ...]
) -> Administration:
    concentration = batch.product.container.concentration_kbq_per_ml
    earliest, latest = usable_minutes(batch, shipment, dose)
    return Administration(
        visit_id=dose.visit.id,
        alternative=dose.alternative,
        vial_ids=tuple(vial.id for vial in vials),
        demand_kbq=dose.demand_kbq,
        draw_kbq=dose.draw_kbq,
        draw_ul=(
            None if concentration is None else volume_ul(dose.demand_kbq, concentration)
        ),
        injection_min=dose.steps.injection_min,
        scan_start_min=dose.steps.scan_start_min,
        usable_from_min=earliest,
        usable_until_min=latest,
        occupations=dose.occupations,
    )


def usable_minutes(batch: OpenBatch, shipment: Shipment, dose: Dose) -> tuple[int, int]:
    """First and last minute at which injecting this very draw is right."""
    visit, steps = dose.visit, dose.steps
    half_life = batch.product.half_life_min
    target_kbq = visit.alternatives[dose.alternative].target_kbq
    share = 1000 - batch.product.residual_permille
    most = target_kbq * (1000 + visit.tolerance_permille) // 1000
    least = -(-target_kbq * (1000 - visit.tolerance_permille) // 1000)
    booked = steps.injection_min

    def too_much(minute: int) -> bool:
        drawn = remaining_at_most_kbq(dose.draw_kbq * share, minute - booked, half_life)
        return -(-drawn // 1000) > most

    def too_little(minute: int) -> bool:
        drawn = remaining_kbq(dose.draw_kbq * share, minute - booked, half_life)
        return drawn // 1000 < least

    reach = min(_LONGEST_WAIT_MIN, int(half_life))
    first = max(shipment.usable_min, batch.release_min)
    last = batch.expiry_min(shipment) - steps.procedure.injection_min
    if steps.scan_start_min is not None and steps.procedure.scan is not None:
        scan = steps.procedure.scan
        first = max(first, steps.scan_start_min - scan.uptake_max_min)
        last = min(last, steps.scan_start_min - scan.uptake_min)
    # Activity only falls: both limits are found by halving an interval.
    low, high = booked - reach - 1, booked
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if too_much(middle) else (low, middle)
    first = max(first, high)
    low, high = booked, booked + reach + 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if too_little(middle) else (middle, high)
    return first, min(last, low)
