"""Plans read back from rows: the one in force, and any that was."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, and_, or_, select
from sqlalchemy.orm import Session

from scheduler.canonical import dumps
from scheduler.database.base import Base
from scheduler.errors import NotFound
from scheduler.planning.instants import Instants
from scheduler.planning.items import (
    BatchRow,
    BookingRow,
    OccupationRow,
    ShipmentRow,
    VialRow,
)
from scheduler.planning.versions import PlanVersion
from scheduler.planning.written import EQUIPMENT, SCAN, VISIT
from solver.plan.plan import (
    Administration,
    BookedScan,
    EquipmentHold,
    Occupation,
    Plan,
    PlannedBatch,
    Purpose,
    Shipment,
    Vial,
)
from solver.plan.shifting import shifted

AnyRow = Row[Any]


def version_of_revision(
    session: Session, network_id: str, revision: int
) -> PlanVersion | None:
    """The version that was in force at a revision; ``None`` for revision 0."""
    return session.scalars(
        select(PlanVersion).where(
            PlanVersion.network_id == network_id, PlanVersion.revision == revision
        )
    ).one_or_none()


def plan_at(
    session: Session, network_id: str, revision: int, origin_at: datetime
) -> Plan:
    """The plan that was in force at a revision, its minutes counted from an origin."""
    rows: dict[type[Base], Sequence[AnyRow]] = {
        table: session.execute(_held_at(table, network_id, revision)).all()
        for table in (BatchRow, ShipmentRow, VialRow, BookingRow, OccupationRow)
    }
    return plan_of_rows(rows, Instants(origin_at))


def plan_of_version(
    session: Session, network_id: str, number: int, origin_at: datetime | None = None
) -> Plan:
    """
    The plan of any version, in force or not.

    Parameters
    ----------
    origin_at
        What minutes are counted from; the version's own origin if left out.

    Raises
    ------
    NotFound
        If there is no such version.

    """
    version = session.get(PlanVersion, (network_id, number))
    if version is None:
        raise NotFound("plan version", number)
    origin = origin_at or version.origin_at
    if version.revision is not None:
        return plan_at(session, network_id, version.revision, origin)
    plan = Plan.model_validate_json(dumps(version.document))
    return shifted(plan, Instants(origin).minute(version.origin_at))


def _held_at(table: type[Base], network_id: str, revision: int) -> Select[Any]:
    columns = table.__table__.columns
    return select(*columns).where(
        and_(
            columns.network_id == network_id,
            columns.first_revision <= revision,
            or_(columns.until_revision.is_(None), columns.until_revision > revision),
        )
    )


def plan_of_rows(
    rows: Mapping[type[Base], Sequence[AnyRow]], instants: Instants
) -> Plan:
    """A plan from the rows of its tables, each list ordered by id."""
    minute, minute_if = instants.minute, instants.minute_if
    held: dict[tuple[str, str], list[AnyRow]] = defaultdict(list)
    for row in sorted(rows[OccupationRow], key=lambda each: each.position):
        held[row.owner_id, row.part].append(row)
    return Plan(
        batches=tuple(
            PlannedBatch(
                id=row.batch_id,
                reference_min=minute(row.reference_at),
                activity_kbq=row.activity_kbq,
                equipment=tuple(
                    EquipmentHold(
                        equipment_id=each.resource_id,
                        start_min=minute(each.starts_at),
                        end_min=minute(each.ends_at),
                    )
                    for each in held[row.batch_id, "batch"]
                    if each.purpose == EQUIPMENT
                ),
                discard_min=minute_if(row.discard_at),
            )
            for row in sorted(rows[BatchRow], key=lambda each: each.batch_id)
        ),
        shipments=tuple(
            Shipment(
                id=row.shipment_id,
                batch_id=row.batch_id,
                lane_id=row.lane_id,
                departure_id=row.departure_id,
                handover_min=minute(row.handover_at),
                departs_min=minute(row.departs_at),
                arrives_min=minute(row.arrives_at),
                usable_min=minute(row.usable_at),
            )
            for row in sorted(rows[ShipmentRow], key=lambda each: each.shipment_id)
        ),
        vials=tuple(
            Vial(
                id=row.vial_id,
                shipment_id=row.shipment_id,
                activity_kbq=row.activity_kbq,
                volume_ul=row.volume_ul,
            )
            for row in sorted(rows[VialRow], key=lambda each: each.vial_id)
        ),
        administrations=tuple(
            Administration(
                visit_id=row.visit_id,
                alternative=row.alternative,
                vial_ids=tuple(row.vial_ids),
                demand_kbq=row.demand_kbq,
                draw_kbq=row.draw_kbq,
                draw_ul=row.draw_ul,
                injection_min=minute(row.injection_at),
                scan_start_min=minute_if(row.scan_start_at),
                usable_from_min=minute(row.usable_from_at),
                usable_until_min=minute(row.usable_until_at),
                occupations=_occupations(held[row.visit_id, VISIT], instants),
                later_scans=tuple(
                    BookedScan(
                        name=scan["name"],
                        scan_start_min=minute(
                            datetime.fromisoformat(scan["scan_start_at"])
                        ),
                        occupations=_occupations(
                            held[row.visit_id, SCAN + scan["name"]], instants
                        ),
                    )
                    for scan in row.later_scans
                ),
            )
            for row in sorted(rows[BookingRow], key=lambda each: each.visit_id)
        ),
    )


def _occupations(rows: Iterable[AnyRow], instants: Instants) -> tuple[Occupation, ...]:
    return tuple(
        Occupation(
            resource_id=row.resource_id,
            purpose=Purpose(row.purpose),
            start_min=instants.minute(row.starts_at),
            end_min=instants.minute(row.ends_at),
        )
        for row in rows
    )
