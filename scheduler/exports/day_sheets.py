"""Day sheets: what one site receives and gives on one of its local days."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from scheduler.exports.conditions import (
    CohortRow,
    GateRow,
    cohort_of,
    pending_gates,
)
from scheduler.exports.index import Index, participant_text
from scheduler.exports.later_steps import (
    DischargeRow,
    LaterScanRow,
    discharge_min,
    discharge_row,
    later_scan_rows,
)
from solver.plan.plan import Administration, Purpose, Shipment


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryRow:
    """A shipment that reaches the site that day; usable after the receiving check."""

    shipment_id: str
    batch_id: str
    product: str
    carrier: str
    arrives_at: datetime
    usable_at: datetime
    num_vials: int
    activity_kbq: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DoseRow:
    """
    One dose, in the local time of the site.

    Parameters
    ----------
    participant
        Code of the participant, or "clinical".
    arrival_at
        Arrival of the participant, when preparation or tests begin.
    draw_kbq, draw_ul
        What to draw, as of the injection minute [kBq, µL].
    usable_from_at, usable_until_at
        First and last minute at which this very draw may be injected.
    preparer, injector, scan_operator
        Who is busy with it.
    discharge_at
        When the participant leaves; ``None`` where a scan follows.
    num_later_scans
        How often the participant comes back for a scan.
    cohort
        The dose level of which this is a first dose.
    pending
        Results that are still to come.
    """

    visit_id: str
    participant: str
    trial: str | None
    product: str
    arrival_at: datetime
    injection_at: datetime
    draw_kbq: int
    draw_ul: int | None
    usable_from_at: datetime
    usable_until_at: datetime
    batch_ids: tuple[str, ...]
    vial_ids: tuple[str, ...]
    place: str | None
    scanner: str | None
    scan_at: datetime | None
    scan_min: int
    preparer: str | None
    injector: str | None
    scan_operator: str | None
    discharge_at: datetime | None
    num_later_scans: int
    cohort: CohortRow | None
    pending: tuple[GateRow, ...]

    @property
    def staff(self) -> str:
        """Who is busy with it, each person once."""
        people = (self.preparer, self.injector, self.scan_operator)
        return ", ".join(dict.fromkeys(each for each in people if each))


@dataclass(frozen=True, slots=True, kw_only=True)
class DaySheet:
    """
    What happens at one site on one local day, by time.

    Discharges are those of stays that began on an earlier day.
    """

    site_id: str
    site: str
    zone: str
    day: date
    deliveries: tuple[DeliveryRow, ...]
    doses: tuple[DoseRow, ...]
    later_scans: tuple[LaterScanRow, ...] = ()
    discharges: tuple[DischargeRow, ...] = ()

    @property
    def starts_at(self) -> datetime:
        """First moment on the sheet; the sheet's offset is the one valid then."""
        return min(
            [row.arrives_at for row in self.deliveries]
            + [row.injection_at for row in self.doses]
            + [row.scan_at for row in self.later_scans]
            + [row.discharge_at for row in self.discharges]
        )


def day_sheets(index: Index) -> tuple[DaySheet, ...]:
    """A sheet for each site and local day on which anything happens there."""
    deliveries: defaultdict[tuple[str, date], list[DeliveryRow]] = defaultdict(list)
    doses: defaultdict[tuple[str, date], list[DoseRow]] = defaultdict(list)
    scans: defaultdict[tuple[str, date], list[LaterScanRow]] = defaultdict(list)
    leaving: defaultdict[tuple[str, date], list[DischargeRow]] = defaultdict(list)
    for shipment in index.plan.shipments:
        delivery = _delivery(index, shipment)
        site_id = index.lanes[shipment.lane_id].site_id
        deliveries[site_id, delivery.arrives_at.date()].append(delivery)
    for each in index.plan.administrations:
        dose = _dose(index, each)
        site_id = index.visits[each.visit_id].site_id
        doses[site_id, dose.injection_at.date()].append(dose)
        for scan in later_scan_rows(index, each):
            scans[site_id, scan.scan_at.date()].append(scan)
        if (discharge := discharge_row(index, each)) is not None:
            leaving[site_id, discharge.discharge_at.date()].append(discharge)
    order = {site.id: place for place, site in enumerate(index.problem.sites)}
    return tuple(
        DaySheet(
            site_id=site_id,
            site=index.sites[site_id].name,
            zone=index.sites[site_id].zone,
            day=day,
            deliveries=tuple(
                sorted(
                    deliveries[site_id, day],
                    key=lambda row: (row.arrives_at, row.shipment_id),
                )
            ),
            doses=tuple(
                sorted(
                    doses[site_id, day],
                    key=lambda row: (row.injection_at, row.visit_id),
                )
            ),
            later_scans=tuple(
                sorted(scans[site_id, day], key=lambda row: (row.scan_at, row.visit_id))
            ),
            discharges=tuple(
                sorted(
                    leaving[site_id, day],
                    key=lambda row: (row.discharge_at, row.visit_id),
                )
            ),
        )
        for site_id, day in sorted(
            {*deliveries, *doses, *scans, *leaving},
            key=lambda key: (order[key[0]], key[1]),
        )
    )


def _delivery(index: Index, shipment: Shipment) -> DeliveryRow:
    lane = index.lanes[shipment.lane_id]
    clock = index.clock(index.sites[lane.site_id].zone)
    vials = index.vials_of_shipment.get(shipment.id, [])
    return DeliveryRow(
        shipment_id=shipment.id,
        batch_id=shipment.batch_id,
        product=index.product_of(shipment.batch_id).name,
        carrier=lane.name,
        arrives_at=clock.at(shipment.arrives_min),
        usable_at=clock.at(shipment.usable_min),
        num_vials=len(vials),
        activity_kbq=sum(vial.activity_kbq for vial in vials),
    )


def _dose(index: Index, each: Administration) -> DoseRow:
    visit = index.visits[each.visit_id]
    procedure = index.procedures[visit.procedure_id]
    clock = index.clock(index.sites[visit.site_id].zone)
    names = {
        occupation.purpose: index.resources[occupation.resource_id].name
        for occupation in each.occupations
    }
    scan_min = visit.alternatives[each.alternative].scan_min
    has_scan = each.scan_start_min is not None
    leaves_min = discharge_min(index, each)
    return DoseRow(
        visit_id=visit.id,
        participant=participant_text(visit),
        trial=index.trials[visit.trial_id].name if visit.trial_id else None,
        product=index.products[visit.product_id].name,
        arrival_at=clock.at(each.injection_min - procedure.lead_min),
        injection_at=clock.at(each.injection_min),
        draw_kbq=each.draw_kbq,
        draw_ul=each.draw_ul,
        usable_from_at=clock.at(each.usable_from_min),
        usable_until_at=clock.at(each.usable_until_min),
        batch_ids=index.batch_ids(each),
        vial_ids=each.vial_ids,
        place=names.get(Purpose.PLACE),
        scanner=names.get(Purpose.SCANNER),
        scan_at=(
            None if each.scan_start_min is None else clock.at(each.scan_start_min)
        ),
        scan_min=scan_min + visit.extra_min if has_scan else 0,
        preparer=names.get(Purpose.PREPARATION),
        injector=names.get(Purpose.INJECTION),
        scan_operator=names.get(Purpose.SCAN),
        discharge_at=None if leaves_min is None else clock.at(leaves_min),
        num_later_scans=len(each.later_scans),
        cohort=cohort_of(index, each),
        pending=pending_gates(index, each),
    )
