"""What differs between any two versions of a plan."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduler.errors import Invalid, NotFound
from scheduler.planning.difference_records import (
    BatchDifference,
    LevelDifference,
    ShipmentDifference,
    Totals,
    VersionDifference,
    VisitDifference,
)
from scheduler.planning.instants import Instants
from scheduler.planning.problem_builder import build
from scheduler.planning.promises import Promise
from scheduler.planning.read_back import plan_of_version
from scheduler.planning.versions import PlanVersion
from scheduler.planning.who_where import UNKNOWN, Directory
from solver.checks import level_values
from solver.plan.difference import Change, ChangeKind, difference
from solver.plan.plan import Plan, Shipment, total_activity_kbq


def compare(
    session: Session,
    network_id: str,
    before: int,
    after: int,
    now: datetime | None = None,
) -> VersionDifference:
    """
    Compare two versions, whether they are, were or never were in force.

    Parameters
    ----------
    before, after
        Numbers of versions.
    now
        Then both are measured by the problem of that instant.

    Raises
    ------
    NotFound
        If there is no such network or version.

    """
    earlier = version_by_number(session, network_id, before)
    later = version_by_number(session, network_id, after)
    origin_at = earlier.origin_at
    old = plan_of_version(session, network_id, before, origin_at)
    new = plan_of_version(session, network_id, after, origin_at)
    at = Instants(origin_at)
    directory = Directory(session, network_id)
    found = difference(old, new, _broken(later))
    firmness = {
        row.visit_id: row.firmness.value
        for row in session.execute(
            select(Promise.visit_id, Promise.firmness).where(
                Promise.network_id == network_id
            )
        )
    }
    return VersionDifference(
        before=before,
        after=after,
        visits=tuple(
            _visit(each, at, directory, firmness.get(each.id)) for each in found.visits
        ),
        batches=tuple(_batches(found.batches, (old, new), at, directory)),
        shipments=tuple(_shipments(old, new, at, directory)),
        num_kept=found.num_kept,
        totals_before=totals_of(old),
        totals_after=totals_of(new),
        levels=() if now is None else _levels(session, network_id, now, before, after),
    )


def version_by_number(session: Session, network_id: str, number: int) -> PlanVersion:
    """
    A version, to be read.

    Raises
    ------
    NotFound
        If there is none of that number.

    """
    version = session.get(PlanVersion, (network_id, number))
    if version is None:
        raise NotFound("plan version", number)
    return version


def _broken(version: PlanVersion) -> Mapping[str, tuple[str, ...]]:
    """Rules that broke commitments, as the solve of a version has told."""
    broken = (version.outcome or {}).get("broken", [])
    return {each["visit_id"]: tuple(each["rules"]) for each in broken}


def _visit(
    change: Change, at: Instants, directory: Directory, firmness: str | None
) -> VisitDifference:
    who = directory.attendee(change.id)
    return VisitDifference(
        visit_id=change.id,
        participant=who.participant,
        site=who.site.name,
        kind=change.kind,
        before_at=_local(at, change.before_min, who.site.zone),
        after_at=_local(at, change.after_min, who.site.zone),
        firmness=firmness,
        rules=change.rules,
    )


def _batches(
    changes: tuple[Change, ...],
    plans: tuple[Plan, Plan],
    at: Instants,
    directory: Directory,
) -> Iterator[BatchDifference]:
    old, new = ({each.id: each.activity_kbq for each in plan.batches} for plan in plans)
    units = directory.units_of(plans)
    for change in changes:
        unit = units.get(change.id, UNKNOWN)
        yield BatchDifference(
            batch_id=change.id,
            unit=unit.name,
            kind=change.kind,
            before_at=_local(at, change.before_min, unit.zone),
            after_at=_local(at, change.after_min, unit.zone),
            before_kbq=old.get(change.id),
            after_kbq=new.get(change.id),
        )


def _shipments(
    old: Plan, new: Plan, at: Instants, directory: Directory
) -> Iterator[ShipmentDifference]:
    """Shipments by arrival: what comes, goes, or comes at another time."""
    before = {each.id: each for each in old.shipments}
    after = {each.id: each for each in new.shipments}
    for shipment_id in sorted(
        before.keys() | after.keys(),
        key=lambda key: ((before.get(key) or after[key]).arrives_min, key),
    ):
        was, now = before.get(shipment_id), after.get(shipment_id)
        kind = _kind(was, now)
        if kind is None:
            continue
        lane_id = (now or before[shipment_id]).lane_id
        site = directory.site_of_lane(lane_id)
        yield ShipmentDifference(
            shipment_id=shipment_id,
            site=site.name,
            kind=kind,
            before_at=_local(at, None if was is None else was.arrives_min, site.zone),
            after_at=_local(at, None if now is None else now.arrives_min, site.zone),
        )


def _kind(was: Shipment | None, now: Shipment | None) -> ChangeKind | None:
    if was is None:
        return ChangeKind.ADDED
    if now is None:
        return ChangeKind.LOST
    if was.arrives_min != now.arrives_min:
        return ChangeKind.MOVED
    return None if was == now else ChangeKind.REARRANGED


def totals_of(plan: Plan) -> Totals:
    """How much a plan is."""
    return Totals(
        visits=len(plan.administrations),
        batches=len(plan.batches),
        shipments=len(plan.shipments),
        activity_kbq=total_activity_kbq(plan),
    )


def _levels(
    session: Session, network_id: str, now: datetime, before: int, after: int
) -> tuple[LevelDifference, ...]:
    try:
        problem = build(session, network_id, now, with_lost=True).problem
    except Invalid:
        return ()
    old, new = (
        level_values(
            problem, plan_of_version(session, network_id, number, problem.origin_at)
        )
        for number in (before, after)
    )
    return tuple(
        LevelDifference(name=name, priority=priority, before=value, after=new[key])
        for key, value in old.items()
        for name, priority in [key]
    )


def _local(at: Instants, minute: int | None, zone: str) -> datetime | None:
    return None if minute is None else at.at(minute).astimezone(ZoneInfo(zone))
