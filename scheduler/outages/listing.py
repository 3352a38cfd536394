"""Outages of a network, as they are told."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduler.imports.planning_file.closures import ResourceKind, owner_of
from scheduler.imports.planning_file.schema import PlanningFile
from scheduler.outages.models import Outage
from scheduler.planning.asked_for import written_down
from scheduler.planning.problem_builder import network_of


@dataclass(frozen=True, slots=True, kw_only=True)
class OutageRow:
    """
    Something that is out of use, by the clock of its site or unit.

    Parameters
    ----------
    owner_id
        The site or unit; ``None`` if the network has no such resource any more.
    withdrawn_at
        When it was said that it was not so.
    """

    number: int
    kind: ResourceKind
    resource_id: str
    owner_id: str | None
    start_at: datetime
    end_at: datetime
    reason: str
    reported_at: datetime
    reported_by: str
    withdrawn_at: datetime | None


def outages_in(
    session: Session, now: datetime, network_id: str, *, with_past: bool = False
) -> tuple[OutageRow, ...]:
    """
    Outages of a network, by their start.

    Parameters
    ----------
    with_past
        Also those that are over, or were withdrawn.

    Raises
    ------
    NotFound
        If there is no such network.

    """
    network = network_of(session, network_id)
    query = select(Outage).where(Outage.network_id == network_id)
    if not with_past:
        query = query.where(Outage.withdrawn_at.is_(None), Outage.end_at > now)
    rows = session.scalars(query.order_by(Outage.start_at, Outage.number)).all()
    if not rows:
        return ()
    file = written_down(session, network)
    return tuple(_row(file, each) for each in rows)


def zone_of_resource(file: PlanningFile, kind: ResourceKind, resource_id: str) -> str:
    """The zone of the site or unit of a resource; that of the network if unknown."""
    owner = owner_of(file, kind, resource_id)
    owners = file.units if kind.is_of_unit else file.sites
    zones = {each.id: each.zone for each in owners}
    return zones.get(owner or "", file.horizon.zone)


def _row(file: PlanningFile, row: Outage) -> OutageRow:
    zone = ZoneInfo(zone_of_resource(file, row.kind, row.resource_id))
    withdrawn_at = row.withdrawn_at
    return OutageRow(
        number=row.number,
        kind=row.kind,
        resource_id=row.resource_id,
        owner_id=owner_of(file, row.kind, row.resource_id),
        start_at=row.start_at.astimezone(zone),
        end_at=row.end_at.astimezone(zone),
        reason=row.reason,
        reported_at=row.reported_at.astimezone(zone),
        reported_by=row.reported_by,
        withdrawn_at=None if withdrawn_at is None else withdrawn_at.astimezone(zone),
    )
