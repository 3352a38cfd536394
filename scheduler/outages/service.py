"""Something is out of use for a while: said, corrected, taken back."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import ValidationError
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from scheduler.actors import Actor
from scheduler.audit.context import audited
from scheduler.clock import next_whole_minute
from scheduler.errors import NotFound, WrongState
from scheduler.imports.planning_file.closures import ResourceKind, owner_of
from scheduler.imports.planning_file.schema_calendar import Block
from scheduler.jobs.happenings import happened
from scheduler.networks.models import Network
from scheduler.networks.revisions import touch
from scheduler.outages.models import Outage
from scheduler.planning.asked_for import written_down
from scheduler.planning.problem_builder import network_of
from scheduler.production.affected import Happening, Told, settle
from scheduler.production.in_force import reason_issues, require
from solver.documents import issues_of
from solver.errors import Issue

LONGEST = timedelta(days=366)
"""What is gone for longer is gone: it is taken out of the planning file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutageReport:
    """A resource cannot be used in ``[start_at, end_at)``, whole minutes both."""

    kind: ResourceKind
    resource_id: str
    start_at: datetime
    end_at: datetime
    reason: str


def report_outage(
    session: Session,
    now: datetime,
    actor: Actor,
    *,
    network_id: str,
    outage: OutageReport,
) -> Happening:
    """
    Something cannot be used for a while: who cannot be served so?

    Nobody is planned there from now on, until it is over; the same said twice is said
    once.

    Returns
    -------
    Happening
        Its subject is the number of the outage.

    Raises
    ------
    Invalid
        If there is no such resource, the time cannot be, or nobody says why: every
        issue.

    """
    reason = outage.reason
    audited(session, now, actor, "report outage", chain=network_id, reason=reason)
    network = network_of(session, network_id, lock=True)
    file = written_down(session, network)
    issues = reason_issues(reason)
    if owner_of(file, outage.kind, outage.resource_id) is None:
        told = f"there is no {outage.kind.value} {outage.resource_id}"
        issues.append(Issue("resource_id", told))
    issues += _time_issues(outage.start_at, outage.end_at)
    if not issues and outage.end_at <= now:
        issues.append(Issue("end_at", "lies in the past"))
    require(issues)
    known = known_as(session, network_id, outage)
    if known is not None:
        return Happening(subject=str(known), state="reported", is_new=False)
    row = add_outage(session, now, actor, network_id, outage)
    return _go_on(session, now, actor, network, row, "reported", reason)


def end_outage(
    session: Session,
    now: datetime,
    actor: Actor,
    *,
    network_id: str,
    number: int,
    end_at: datetime | None = None,
    reason: str,
) -> Happening:
    """
    It is over now, or ends at another time than was said, earlier or later.

    Raises
    ------
    NotFound
        If there is no such outage.
    WrongState
        If it was withdrawn.
    Invalid
        If the time cannot be, or nobody says why: every issue.

    """
    audited(session, now, actor, "end outage", chain=network_id, reason=reason)
    network = network_of(session, network_id, lock=True)
    row = outage_of(session, network_id, number)
    if row.withdrawn_at is not None:
        raise WrongState("outage", number, "withdrawn", "ended")
    end_at = end_at or next_whole_minute(now)
    require([*reason_issues(reason), *_time_issues(row.start_at, end_at)])
    if row.end_at == end_at:
        return Happening(subject=str(number), state="changed", is_new=False)
    row.end_at = end_at
    return _go_on(session, now, actor, network, row, "changed", reason)


def withdraw_outage(
    session: Session,
    now: datetime,
    actor: Actor,
    *,
    network_id: str,
    number: int,
    reason: str,
) -> Happening:
    """
    It was never so: what it closed is open again.

    Raises
    ------
    NotFound
        If there is no such outage.
    Invalid
        If nobody says why.

    """
    audited(session, now, actor, "withdraw outage", chain=network_id, reason=reason)
    network = network_of(session, network_id, lock=True)
    row = outage_of(session, network_id, number)
    require(reason_issues(reason))
    if row.withdrawn_at is not None:
        return Happening(subject=str(number), state="withdrawn", is_new=False)
    row.withdrawn_at = now
    return _go_on(session, now, actor, network, row, "withdrawn", reason)


def add_outage(
    session: Session,
    now: datetime,
    actor: Actor,
    network_id: str,
    outage: OutageReport,
) -> Outage:
    """Write an outage down; the network is locked."""
    session.flush()
    row = Outage(
        network_id=network_id,
        number=_next_number(session, network_id),
        kind=outage.kind,
        resource_id=outage.resource_id,
        start_at=outage.start_at,
        end_at=outage.end_at,
        reason=outage.reason,
        reported_at=now,
        reported_by=actor.id,
    )
    session.add(row)
    return row


def outage_of(session: Session, network_id: str, number: int) -> Outage:
    """
    An outage by its number, as it is now.

    Raises
    ------
    NotFound
        If there is none.

    """
    row = session.get(Outage, (network_id, number), populate_existing=True)
    if row is None:
        raise NotFound("outage", number)
    return row


def _time_issues(start_at: datetime, end_at: datetime) -> list[Issue]:
    try:
        Block(start_at=start_at, end_at=end_at)
    except ValidationError as error:
        return list(issues_of(error))
    if end_at - start_at > LONGEST:
        return [Issue("end_at", f"lies more than {LONGEST.days} days after the start")]
    return []


def known_as(session: Session, network_id: str, outage: OutageReport) -> int | None:
    """The number under which just this was reported."""
    return session.scalar(
        select(Outage.number)
        .where(
            Outage.network_id == network_id,
            Outage.kind == outage.kind,
            Outage.resource_id == outage.resource_id,
            Outage.start_at == outage.start_at,
            Outage.end_at == outage.end_at,
            Outage.withdrawn_at.is_(None),
        )
        .limit(1)
    )


def _next_number(session: Session, network_id: str) -> int:
    last = session.scalar(
        select(func.max(Outage.number)).where(Outage.network_id == network_id)
    )
    return (last or 0) + 1


def _go_on(
    session: Session,
    now: datetime,
    actor: Actor,
    network: Network,
    row: Outage,
    state: str,
    reason: str,
) -> Happening:
    """Write down a step, and whom it costs the visit if a plan is in force."""
    subject = str(row.number)
    told = Told(
        kind=f"outage_{state}",
        subject=subject,
        state=state,
        reason=reason,
        details={
            "kind": row.kind,
            "resource_id": row.resource_id,
            "start_at": row.start_at,
            "end_at": row.end_at,
        },
    )
    if network.plan_revision:
        return settle(session, now, actor, network.id, told)
    touch(session, network.id)
    details = {**told.details, "reason": reason}
    happened(session, now, actor, network.id, told.kind, subject, details)
    return Happening(subject=subject, state=state)
