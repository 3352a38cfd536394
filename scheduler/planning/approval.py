"""Approve a proposed plan version, or reject it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduler.actors import Actor
from scheduler.audit.context import audited
from scheduler.errors import NeedsAnother, PlanOutdated
from scheduler.jobs.happenings import happened
from scheduler.jobs.kinds import TIMETABLES
from scheduler.jobs.models import Job
from scheduler.jobs.requests import request_job
from scheduler.notices.telling import Audience, tell
from scheduler.planning.causes import Why, causes_of
from scheduler.planning.deciding import (
    Present,
    decide,
    reason_said,
    require,
    version_named,
)
from scheduler.planning.expiry import require_lasting
from scheduler.planning.fitting import fitted
from scheduler.planning.problem_builder import build, network_of
from scheduler.planning.read_back import plan_of_version
from scheduler.planning.versions import PlanState, PlanVersion


def approve(
    session: Session,
    now: datetime,
    actor: Actor,
    *,
    network_id: str,
    number: int,
    reason: str,
) -> PlanVersion:
    """
    Put a proposed version into force, as it is or with what was booked since.

    Returns
    -------
    PlanVersion
        The version in force now: the one that was proposed, or, where bookings had to
        be taken over, a new one; the one that was proposed is outdated then.

    Raises
    ------
    NotFound
        If there is no such network or version.
    Invalid
        If no reason is given.
    WrongState
        If it is not proposed.
    NeedsAnother
        If the network asks for a second person, and this one has proposed it.
    PlanExpired
        If it was to be approved before.
    PlanOutdated
        If it does not fit the present; it stays proposed.
    PlanMoved
        If plan or data change meanwhile: ``Database.run`` tries again.

    """
    audited(session, now, actor, "approve plan", chain=network_id, reason=reason)
    said = reason_said(reason)
    version = version_named(session, network_id, number)
    require_lasting(version, now)
    require(version, PlanState.PROPOSED, "approved")
    _require_another(session, version, actor)
    built = build(session, network_id, now, with_lost=True)
    origin_at = built.problem.origin_at
    found = fitted(built, plan_of_version(session, network_id, number, origin_at))
    if found.reasons:
        raise PlanOutdated(number, found.reasons)
    present = Present(session, now, actor, built, found.plan)
    told = _told(session, version)
    return put_into_force(present, version, said, found.booked, told=told)


def put_into_force(
    present: Present,
    version: PlanVersion,
    reason: str,
    booked: Sequence[str] = (),
    *,
    told: Why,
) -> PlanVersion:
    """
    Put a proposed version, as it fits the present, into force; tell what changes.

    Timetables for the day on which one of its batches is low or late are asked for.

    Parameters
    ----------
    present
        With the plan that was checked.
    booked
        Visits that were taken over from the plan in force.
    told
        Why, for everybody whom it concerns, of whatever sponsor.

    Returns
    -------
    PlanVersion
        The version in force now, as of ``approve``.

    """
    in_force = present.put(version, reason)
    present.tell(in_force, "plan_approved", told, _rules_of(version), booked)
    request_job(
        present.session,
        present.now,
        present.actor,
        kind=TIMETABLES,
        network_id=version.network_id,
        payload={},
    )
    return in_force


def reject(
    session: Session,
    now: datetime,
    actor: Actor,
    *,
    network_id: str,
    number: int,
    reason: str,
) -> PlanVersion:
    """
    Decide that a proposed version never comes into force.

    Raises
    ------
    NotFound
        If there is no such network or version.
    Invalid
        If no reason is given.
    WrongState
        If it is not proposed.

    """
    audited(session, now, actor, "reject plan", chain=network_id, reason=reason)
    said = reason_said(reason)
    version = version_named(session, network_id, number)
    require(version, PlanState.PROPOSED, "rejected")
    decide(version, PlanState.REJECTED, now, actor, said)
    happened(session, now, actor, network_id, "plan_rejected", str(number))
    tell(
        session,
        now,
        network_id=network_id,
        kind="plan_rejected",
        subject=str(number),
        audience=Audience(),
        details={"reason": said},
    )
    session.flush()
    return version


def _require_another(session: Session, version: PlanVersion, actor: Actor) -> None:
    """Refuse who has proposed it, or asked for the job that did."""
    if not network_of(session, version.network_id).needs_second_person:
        return
    proposers = {version.proposed_by}
    if version.job_id is not None:
        proposers |= set(
            session.scalars(select(Job.asked_by).where(Job.id == version.job_id))
        )
    if actor.id in proposers:
        raise NeedsAnother(
            f"plan version {version.number} was proposed by {actor.id}: "
            "somebody else has to approve it"
        )


def _told(session: Session, version: PlanVersion) -> Why:
    """Why, without what the approver has written: they may name somebody's trial."""
    job = None if version.job_id is None else session.get(Job, version.job_id)
    causes = frozenset() if job is None else causes_of(session, job)
    return Why("a person approved it", causes)


def _rules_of(version: PlanVersion) -> Mapping[str, tuple[str, ...]]:
    """Rules that broke commitments, as the solve has told."""
    broken = (version.outcome or {}).get("broken", [])
    return {each["visit_id"]: tuple(each["rules"]) for each in broken}
