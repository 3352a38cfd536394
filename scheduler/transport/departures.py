"""A departure that leaves or arrives at another time, or not at all."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduler import canonical
from scheduler.actors import Actor
from scheduler.audit.context import audited
from scheduler.errors import NotFound, WrongState
from scheduler.imports.planning_file.schema_transport import TimetableRow
from scheduler.planning.instants import Instants
from scheduler.production.affected import Happening, Told, settle
from scheduler.production.in_force import InForce, in_force, reason_issues, require
from scheduler.production.models import Unit
from scheduler.transport.models import ExtraDeparture, Lane
from solver.errors import Issue
from solver.problem.transport import Departure

_ROOM = 1024
"""Between the positions of two rows, for those that come between them later."""

_FAR = timedelta(days=31)
"""What takes longer is a slip of the year, not a late flight."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartureTimes:
    """
    The times of a departure, as they are now.

    Parameters
    ----------
    departs_at
        Its old time: by it, a departure is known. A later one is said by
        ``arrives_at``, and by ``handover_at`` where packages are taken for longer.
    handover_at
        Last hand-over; as it was if left out.
    returns_at
        When its vehicle is back; later by as much as it arrives later if left out.
        Nothing is to be said of a carrier's.
    """

    arrives_at: datetime
    handover_at: datetime | None = None
    returns_at: datetime | None = None


def departure_changed(
    session: Session,
    now: datetime,
    actor: Actor,
    *,
    network_id: str,
    departure_id: str,
    times: DepartureTimes | None,
    reason: str,
) -> Happening:
    """
    A departure has other times, or is cancelled: who cannot be served so?

    The lane says so from now on, as a planning file would: the date is an exception
    of the timetable, and the departure a dated one.

    Parameters
    ----------
    times
        ``None``: it is cancelled.

    Raises
    ------
    NotFound
        If there is no such departure.
    WrongState
        If it is a tour of a shuttle, and to be cancelled.
    Invalid
        If the times cannot be, or without a reason.

    """
    action = "cancel departure" if times is None else "change departure"
    audited(session, now, actor, action, chain=network_id, reason=reason)
    there = in_force(session, network_id, now)
    departure = _departure(there, departure_id)
    lane = session.get_one(Lane, (network_id, departure.lane_id))
    zone = ZoneInfo(session.get_one(Unit, (network_id, lane.unit_id)).zone)
    instants = there.built.instants
    if times is None and lane.details.get("shuttle"):
        raise WrongState(
            "departure", departure_id, "a tour of a shuttle", "cancelled by itself"
        )
    wanted = None if times is None else _wanted(departure, instants, times)
    issues = [*reason_issues(reason), *_issues(wanted)]
    if times is not None and times.returns_at and departure.returns_min is None:
        issues.append(Issue("returns_at", "no vehicle of ours makes this tour"))
    require(issues)
    if wanted is not None and wanted == _as_it_is(departure, instants):
        return Happening(subject=departure_id, state="changed", is_new=False)
    departs_at = instants.at(departure.departs_min)
    row = _extra_row(session, network_id, departure, departs_at)
    if row is None:
        _take_out(lane, departure, departs_at.astimezone(zone))
    if wanted is None:
        if row is not None:
            session.delete(row)
    else:
        _put_in(session, lane, departure, wanted, row)
    told = Told(
        kind="departure_cancelled" if wanted is None else "departure_changed",
        subject=departure_id,
        state="cancelled" if wanted is None else "changed",
        reason=reason,
        details={"times": None if wanted is None else canonical.plain(wanted)},
    )
    return settle(session, now, actor, network_id, told)


def _departure(there: InForce, departure_id: str) -> Departure:
    for each in there.built.problem.departures:
        if each.id == departure_id:
            return each
    raise NotFound("departure", departure_id)


def _as_it_is(departure: Departure, instants: Instants) -> dict[str, Any]:
    found = {
        "handover_at": instants.at(departure.handover_min),
        "departs_at": instants.at(departure.departs_min),
        "arrives_at": instants.at(departure.arrives_min),
    }
    returns_at = instants.at_if(departure.returns_min)
    return found if returns_at is None else found | {"returns_at": returns_at}


def _wanted(
    departure: Departure, instants: Instants, times: DepartureTimes
) -> dict[str, Any]:
    """The new times of a departure, in the words of the planning file."""
    wanted = _as_it_is(departure, instants)
    due = wanted["arrives_at"]
    wanted["arrives_at"] = times.arrives_at
    if times.handover_at is not None:
        wanted["handover_at"] = times.handover_at
    if "returns_at" in wanted and times.returns_at is not None:
        wanted["returns_at"] = times.returns_at
    elif "returns_at" in wanted and not _faults(times.arrives_at):
        wanted["returns_at"] += max(times.arrives_at - due, timedelta(0))
    return wanted


def _issues(wanted: dict[str, Any] | None) -> list[Issue]:
    if wanted is None:
        return []
    issues = [
        Issue(name, message) for name, at in wanted.items() for message in _faults(at)
    ]
    issues += [
        Issue(name, f"lies more than {_FAR.days} days from the departure")
        for name, at in wanted.items()
        if not issues and abs(at - wanted["departs_at"]) > _FAR
    ]
    if issues:
        return issues
    if wanted["handover_at"] > wanted["departs_at"]:
        issues.append(Issue("handover_at", "lies after the departure"))
    if wanted["arrives_at"] <= wanted["departs_at"]:
        issues.append(Issue("arrives_at", "lies before the departure"))
    if "returns_at" in wanted and wanted["returns_at"] < wanted["arrives_at"]:
        issues.append(Issue("returns_at", "lies before the arrival"))
    return issues


def _faults(at: datetime) -> list[str]:
    if at.utcoffset() is None:
        return ["has no zone"]
    return ["is no whole minute"] if at.second or at.microsecond else []


def _extra_row(
    session: Session, network_id: str, departure: Departure, departs_at: datetime
) -> ExtraDeparture | None:
    """The dated departure it is already, if it is one."""
    rows = session.scalars(
        select(ExtraDeparture).where(
            ExtraDeparture.network_id == network_id,
            ExtraDeparture.lane_id == departure.lane_id,
            ExtraDeparture.departs_at == departs_at,
        )
    )
    vehicle = departure.vehicle_id
    return next((row for row in rows if row.details.get("vehicle") == vehicle), None)


def _take_out(lane: Lane, departure: Departure, departs_at: datetime) -> None:
    """
    Make its date an exception of the timetable row it stands in.

    A tour of a shuttle gives way to the dated one at the same minute.
    """
    details = canonical.loads(canonical.dumps(lane.details))
    clock, day = f"{departs_at:%H:%M}", departs_at.date()
    for row in details.get("timetable", ()):
        if row["departs"] == clock and row.get("vehicle") == departure.vehicle_id:
            _except(row, day)
            lane.details = details
            return


def _except(row: dict[str, Any], day: date) -> None:
    days = TimetableRow.model_validate_json(canonical.dumps(row)).days
    row["days"]["except_dates"] = [
        each.isoformat() for each in sorted({*days.except_dates, day})
    ]
    row["days"]["extra_dates"] = [
        each.isoformat() for each in days.extra_dates if each != day
    ]


def _put_in(
    session: Session,
    lane: Lane,
    departure: Departure,
    wanted: dict[str, Any],
    row: ExtraDeparture | None,
) -> None:
    """Write the dated departure, new or changed."""
    told = canonical.loads(canonical.dumps(canonical.plain(wanted)))
    del told["departs_at"]
    if row is not None:
        row.details = {**row.details, **told}
        return
    if departure.vehicle_id is not None:
        told["vehicle"] = departure.vehicle_id
    if departure.max_packages is not None:
        told["max_packages"] = departure.max_packages
    if departure.max_ti_milli is not None:
        told["max_transport_index"] = departure.max_ti_milli / 1000
    last = session.scalar(
        select(ExtraDeparture.position)
        .where(
            ExtraDeparture.network_id == lane.network_id,
            ExtraDeparture.lane_id == lane.id,
        )
        .order_by(ExtraDeparture.position.desc())
        .limit(1)
    )
    session.add(
        ExtraDeparture(
            network_id=lane.network_id,
            lane_id=lane.id,
            position=(last or 0) + _ROOM,
            departs_at=wanted["departs_at"],
            details=told,
        )
    )
