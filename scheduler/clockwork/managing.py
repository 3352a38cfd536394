"""What people do with schedules: look at them, pause, resume, change, run one now."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from scheduler.actors import Actor
from scheduler.audit.context import audited, note
from scheduler.audit.models import SYSTEM
from scheduler.clockwork.cadences import Cadence, document_of
from scheduler.clockwork.due import next_slot
from scheduler.clockwork.models import Schedule
from scheduler.clockwork.periodic import Turn
from scheduler.clockwork.registry import PERIODICS
from scheduler.clockwork.schedules import Scheduled, begin, scheduled
from scheduler.errors import Invalid, NotFound
from scheduler.jobs.models import Job
from scheduler.jobs.requests import job_by_id
from solver.errors import Issue

_SHORTEST_REASON = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleSeen:
    """
    A schedule, as it is told.

    Parameters
    ----------
    network_id
        ``None`` for what is done once in the database.
    cadence
        In words; these and all times are by the clocks of ``zone``.
    next_slot_at
        ``None`` while it is paused.
    note
        Why the last slot needed no job.
    """

    name: str
    network_id: str | None
    description: str
    cadence: str
    is_default: bool
    zone: str
    is_paused: bool
    last_slot_at: datetime | None
    next_slot_at: datetime | None
    last_job_id: str | None
    note: str | None


def schedules(
    session: Session, now: datetime, network_id: str | None = None
) -> tuple[ScheduleSeen, ...]:
    """
    All schedules, those of the database first.

    Parameters
    ----------
    network_id
        Then those of one network only.
    """
    found = scheduled(session, PERIODICS, network_id)
    return tuple(_seen(each, now) for each in found)


def pause(
    session: Session,
    now: datetime,
    actor: Actor,
    *,
    name: str,
    network_id: str | None,
    reason: str,
) -> ScheduleSeen:
    """
    Ask for nothing any more, until it is resumed.

    Raises
    ------
    NotFound
        If nothing of the name is periodic there.
    Invalid
        If nobody says why.

    """
    each, row = _opened(session, now, actor, "pause schedule", name, network_id, reason)
    if not row.is_paused:
        row.is_paused = True
        note(session, f"schedules[{each.id}]", is_paused=True)
    return _seen(replace(each, row=row), now)


def resume(
    session: Session,
    now: datetime,
    actor: Actor,
    *,
    name: str,
    network_id: str | None,
    reason: str,
) -> ScheduleSeen:
    """
    Ask again, from now on: what was due meanwhile is not caught up with.

    Raises
    ------
    NotFound
        If nothing of the name is periodic there.
    Invalid
        If nobody says why.

    """
    each, row = _opened(
        session, now, actor, "resume schedule", name, network_id, reason
    )
    if row.is_paused:
        row.is_paused = False
        row.since_at = now
        if row.last_slot_at is not None and row.last_slot_at > now:
            row.last_slot_at = None  # by a clock that was wrong
        note(session, f"schedules[{each.id}]", is_paused=False)
    return _seen(replace(each, row=row), now)


def change_cadence(
    session: Session,
    now: datetime,
    actor: Actor,
    *,
    name: str,
    network_id: str | None,
    cadence: Cadence | None,
    reason: str,
) -> ScheduleSeen:
    """
    Do it at other times from now on.

    Parameters
    ----------
    cadence
        ``None``: as by default again.

    Raises
    ------
    NotFound
        If nothing of the name is periodic there.
    Invalid
        If nobody says why.

    """
    each, row = _opened(
        session, now, actor, "change schedule", name, network_id, reason
    )
    changed = None if cadence is None else document_of(cadence)
    if row.cadence != changed:
        row.cadence = changed
        row.since_at = now
        note(session, f"schedules[{each.id}]", cadence=changed)
    return _seen(replace(each, row=row), now)


def run_now(
    session: Session,
    now: datetime,
    actor: Actor,
    *,
    name: str,
    network_id: str | None,
    job_id: str | None = None,
) -> Job:
    """
    Ask for the job out of turn, needed or not; slots are due as before.

    Parameters
    ----------
    job_id
        What a new job goes by.

    Raises
    ------
    NotFound
        If nothing of the name is periodic there.

    """
    each = _named(session, name, network_id)
    row = begin(session, now, each)
    turn = Turn(
        session=session,
        now=now,
        actor=actor,
        schedule=row,
        job_id=job_id or str(uuid4()),
    )
    row.last_job_id = each.periodic.ask(turn)
    return job_by_id(session, row.last_job_id)


def _opened(
    session: Session,
    now: datetime,
    actor: Actor,
    action: str,
    name: str,
    network_id: str | None,
    reason: str,
) -> tuple[Scheduled, Schedule]:
    """The schedule, with its row locked, and who changes it said."""
    audited(session, now, actor, action, chain=network_id or SYSTEM, reason=reason)
    each = _named(session, name, network_id)
    if len(reason.strip()) < _SHORTEST_REASON:
        raise Invalid([Issue("reason", "say why, in three letters or more")])
    return each, begin(session, now, each)


def _named(session: Session, name: str, network_id: str | None) -> Scheduled:
    for each in scheduled(session, PERIODICS, network_id):
        if (each.periodic.name, each.network_id) == (name, network_id):
            return each
    raise NotFound("schedule", name)


def _seen(each: Scheduled, now: datetime) -> ScheduleSeen:
    row = each.row
    after = now
    if row is not None and row.last_slot_at is not None:
        after = max(now, row.last_slot_at)
    upcoming = None if each.is_paused else next_slot(each.cadence, each.zone, after)
    clock = ZoneInfo(each.zone)
    return ScheduleSeen(
        name=each.periodic.name,
        network_id=each.network_id,
        description=each.periodic.description,
        cadence=str(each.cadence),
        is_default=row is None or row.cadence is None,
        zone=each.zone,
        is_paused=each.is_paused,
        last_slot_at=_local(None if row is None else row.last_slot_at, clock),
        next_slot_at=_local(upcoming, clock),
        last_job_id=None if row is None else row.last_job_id,
        note=None if row is None else row.note,
    )


def _local(at: datetime | None, clock: ZoneInfo) -> datetime | None:
    return None if at is None else at.astimezone(clock)
