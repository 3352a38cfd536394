"""What comes on days after the injection: scans to come back for, and discharges."""

from dataclasses import dataclass
from datetime import datetime

from scheduler.exports.index import Index, participant_text
from solver.plan.plan import Administration, BookedScan, Purpose


@dataclass(frozen=True, slots=True, kw_only=True)
class LaterScanRow:
    """
    A scan for which a participant comes back, in the local time of the site.

    Parameters
    ----------
    name
        Of the scan in its procedure: "24 h".
    scan_min
        Minutes of the scan, the participant's extra minutes included.
    """

    visit_id: str
    participant: str
    trial: str | None
    product: str
    name: str
    injection_at: datetime
    scan_at: datetime
    scan_min: int
    scanner: str | None
    scan_operator: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DischargeRow:
    """The end of a stay that began on an earlier day."""

    visit_id: str
    participant: str
    place: str
    discharge_at: datetime


def later_scan_rows(index: Index, each: Administration) -> list[LaterScanRow]:
    """All later scans of a dose."""
    return [_later_scan(index, each, booked) for booked in each.later_scans]


def discharge_min(index: Index, each: Administration) -> int | None:
    """Minute at which a participant leaves; nothing where a scan follows."""
    procedure = index.procedures[index.visits[each.visit_id].procedure_id]
    if procedure.scan is not None:
        return None
    return next(
        (
            occupation.end_min - procedure.place_cleaning_min
            for occupation in each.occupations
            if occupation.purpose is Purpose.PLACE
        ),
        None,
    )


def discharge_row(index: Index, each: Administration) -> DischargeRow | None:
    """The discharge, if it lies on another local day than the injection."""
    minute = discharge_min(index, each)
    if minute is None:
        return None
    visit = index.visits[each.visit_id]
    clock = index.clock(index.sites[visit.site_id].zone)
    if clock.at(minute).date() == clock.at(each.injection_min).date():
        return None
    place = next(x for x in each.occupations if x.purpose is Purpose.PLACE)
    return DischargeRow(
        visit_id=visit.id,
        participant=participant_text(visit),
        place=index.resources[place.resource_id].name,
        discharge_at=clock.at(minute),
    )


def _later_scan(index: Index, each: Administration, booked: BookedScan) -> LaterScanRow:
    visit = index.visits[each.visit_id]
    procedure = index.procedures[visit.procedure_id]
    clock = index.clock(index.sites[visit.site_id].zone)
    scan = next(x for x in procedure.later_scans if x.name == booked.name)
    names = {
        occupation.purpose: index.resources[occupation.resource_id].name
        for occupation in booked.occupations
    }
    return LaterScanRow(
        visit_id=visit.id,
        participant=participant_text(visit),
        trial=index.trials[visit.trial_id].name if visit.trial_id else None,
        product=index.products[visit.product_id].name,
        name=booked.name,
        injection_at=clock.at(each.injection_min),
        scan_at=clock.at(booked.scan_start_min),
        scan_min=scan.scan_min + visit.extra_min,
        scanner=names.get(Purpose.SCANNER),
        scan_operator=names.get(Purpose.SCAN),
    )
