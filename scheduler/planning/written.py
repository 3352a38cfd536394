"""A plan as the columns of its rows: what recording writes, and compares."""

from typing import Any

from scheduler.database.base import Base
from scheduler.planning.instants import Instants
from scheduler.planning.items import (
    BatchRow,
    BookingRow,
    OccupationRow,
    ShipmentRow,
    VialRow,
)
from solver.plan.plan import Administration, EquipmentHold, Occupation, Plan

Columns = dict[str, Any]
"""The columns of a row, without network and revisions."""

Rows = dict[type[Base], list[Columns]]
"""All rows of a plan, by table."""

ITEMS: tuple[type[Base], ...] = (
    BatchRow,
    ShipmentRow,
    VialRow,
    BookingRow,
    OccupationRow,
)
"""The tables a plan is written to, what is referred to first."""

KEYS: dict[type[Base], tuple[str, ...]] = {
    BatchRow: ("batch_id",),
    ShipmentRow: ("shipment_id",),
    VialRow: ("vial_id",),
    BookingRow: ("visit_id",),
    OccupationRow: ("owner_id", "part", "position"),
}
"""What a row goes by within one plan."""

VISIT = "visit"
BATCH = "batch"
SCAN = "scan:"
EQUIPMENT = "equipment"


def columns_of(plan: Plan, instants: Instants, facts: frozenset[str]) -> Rows:
    """
    All rows of a plan.

    Parameters
    ----------
    facts
        Visits that have happened.
    """
    at, at_if = instants.at, instants.at_if
    return {
        BatchRow: [
            {
                "batch_id": each.id,
                "reference_at": at(each.reference_min),
                "activity_kbq": each.activity_kbq,
                "discard_at": at_if(each.discard_min),
            }
            for each in plan.batches
        ],
        ShipmentRow: [
            {
                "shipment_id": each.id,
                "batch_id": each.batch_id,
                "lane_id": each.lane_id,
                "departure_id": each.departure_id,
                "handover_at": at(each.handover_min),
                "departs_at": at(each.departs_min),
                "arrives_at": at(each.arrives_min),
                "usable_at": at(each.usable_min),
            }
            for each in plan.shipments
        ],
        VialRow: [
            {
                "vial_id": each.id,
                "shipment_id": each.shipment_id,
                "activity_kbq": each.activity_kbq,
                "volume_ul": each.volume_ul,
            }
            for each in plan.vials
        ],
        BookingRow: [_booking(each, instants) for each in plan.administrations],
        OccupationRow: [
            *(
                _occupation(each.id, BATCH, position, hold, instants)
                for each in plan.batches
                for position, hold in enumerate(each.equipment)
            ),
            *(
                {**row, "is_fact": each.visit_id in facts}
                for each in plan.administrations
                for row in _occupations(each, instants)
            ),
        ],
    }


def _booking(each: Administration, instants: Instants) -> Columns:
    at = instants.at
    return {
        "visit_id": each.visit_id,
        "alternative": each.alternative,
        "vial_ids": list(each.vial_ids),
        "demand_kbq": each.demand_kbq,
        "draw_kbq": each.draw_kbq,
        "draw_ul": each.draw_ul,
        "injection_at": at(each.injection_min),
        "scan_start_at": instants.at_if(each.scan_start_min),
        "usable_from_at": at(each.usable_from_min),
        "usable_until_at": at(each.usable_until_min),
        "later_scans": [
            {"name": scan.name, "scan_start_at": at(scan.scan_start_min).isoformat()}
            for scan in each.later_scans
        ],
    }


def _occupations(each: Administration, instants: Instants) -> list[Columns]:
    """What a visit holds, around the injection and for later scans."""
    parts = [(VISIT, each.occupations)]
    parts += [(f"{SCAN}{scan.name}", scan.occupations) for scan in each.later_scans]
    return [
        _occupation(each.visit_id, part, position, held, instants)
        for part, occupations in parts
        for position, held in enumerate(occupations)
    ]


def _occupation(
    owner_id: str,
    part: str,
    position: int,
    held: Occupation | EquipmentHold,
    instants: Instants,
) -> Columns:
    if isinstance(held, EquipmentHold):
        resource_id, purpose = held.equipment_id, EQUIPMENT
    else:
        resource_id, purpose = held.resource_id, held.purpose.value
    return {
        "owner_id": owner_id,
        "part": part,
        "position": position,
        "resource_id": resource_id,
        "purpose": purpose,
        "starts_at": instants.at(held.start_min),
        "ends_at": instants.at(held.end_min),
        "is_fact": False,
    }
