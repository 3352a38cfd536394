"""Timetables that were prepared ahead: kept, and listed."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from scheduler.planning.problem_builder import network_of
from scheduler.production.models import Unit
from scheduler.production.preparing import BEHIND
from scheduler.production.timetable_records import (
    BatchTimetables,
    ChangedDose,
    NormalDose,
    PreparedDay,
    PreparedTimetable,
)
from scheduler.production.timetable_rows import TimetableRow
from scheduler.sites.models import Site

_DAY = TypeAdapter(PreparedDay)


def keep(
    session: Session, network_id: str, prepared: Iterable[BatchTimetables]
) -> list[str]:
    """
    Replace what was prepared before, unless that belongs to a newer plan.

    Returns
    -------
    list[str]
        Batches of which it was kept.

    Raises
    ------
    NotFound
        If there is no such network.

    """
    network_of(session, network_id, lock=True)
    of_network = TimetableRow.network_id == network_id
    newest = session.scalar(
        select(func.max(TimetableRow.plan_revision)).where(of_network)
    )
    rows = [
        TimetableRow(
            network_id=network_id,
            batch_id=each.batch_id,
            unit_id=each.unit_id,
            reference_at=each.reference_at,
            data_revision=each.data_revision,
            plan_revision=each.plan_revision,
            document=_DAY.dump_python(each.day, mode="json"),
            prepared_at=each.prepared_at,
        )
        for each in prepared
    ]
    if any(row.plan_revision < (newest or 0) for row in rows):
        return []
    session.execute(delete(TimetableRow).where(of_network))
    session.add_all(rows)
    session.flush()
    return [row.batch_id for row in rows]


def timetables_in(
    session: Session, now: datetime, network_id: str
) -> tuple[BatchTimetables, ...]:
    """
    What is prepared for the batches of a network that are not long past, by time.

    Times of batches are those of their unit, times of visits those of their site.

    Raises
    ------
    NotFound
        If there is no such network.

    """
    network = network_of(session, network_id)
    rows = session.scalars(
        select(TimetableRow)
        .where(
            TimetableRow.network_id == network_id,
            TimetableRow.reference_at > now - BEHIND,
        )
        .order_by(TimetableRow.reference_at, TimetableRow.batch_id)
    ).all()
    units = _zones(session, Unit, network_id)
    sites = _zones(session, Site, network_id)
    present = (network.data_revision, network.plan_revision)
    return tuple(
        BatchTimetables(
            batch_id=row.batch_id,
            unit_id=row.unit_id,
            reference_at=row.reference_at.astimezone(units[row.unit_id]),
            data_revision=row.data_revision,
            plan_revision=row.plan_revision,
            prepared_at=row.prepared_at.astimezone(units[row.unit_id]),
            day=_local(_DAY.validate_python(row.document), units[row.unit_id], sites),
            is_outdated=(row.data_revision, row.plan_revision) != present,
        )
        for row in rows
        if row.unit_id in units
    )


def _zones(
    session: Session, owner: type[Unit | Site], network_id: str
) -> dict[str, ZoneInfo]:
    found = select(owner.id, owner.zone).where(owner.network_id == network_id)
    return {owner_id: ZoneInfo(zone) for owner_id, zone in session.execute(found)}


def _local(day: PreparedDay, unit: ZoneInfo, sites: dict[str, ZoneInfo]) -> PreparedDay:
    """The same instants, by the clocks on the walls."""

    def timetable(each: PreparedTimetable) -> PreparedTimetable:
        until = each.holds_until_at
        return replace(
            each,
            at=each.at.astimezone(unit),
            holds_until_at=None if until is None else until.astimezone(unit),
            changed=tuple(map(partial(_local_change, sites=sites), each.changed)),
        )

    return replace(
        day,
        normal=tuple(map(partial(_local_dose, sites=sites), day.normal)),
        timetables=tuple(map(timetable, day.timetables)),
    )


def _local_dose(dose: NormalDose, sites: dict[str, ZoneInfo]) -> NormalDose:
    zone = sites.get(dose.site_id, UTC)
    return replace(dose, injection_at=dose.injection_at.astimezone(zone))


def _local_change(change: ChangedDose, sites: dict[str, ZoneInfo]) -> ChangedDose:
    zone, after = sites.get(change.site_id, UTC), change.after_at
    return replace(
        change,
        before_at=change.before_at.astimezone(zone),
        after_at=None if after is None else after.astimezone(zone),
    )
