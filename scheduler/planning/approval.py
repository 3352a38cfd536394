"""Approve a proposed plan version, or reject it."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduler.actors import Actor
from scheduler.audit.context import audited
from scheduler.errors import NeedsAnother, PlanOutdated
from scheduler.jobs.happenings import happened
from scheduler.jobs.models import Job
from scheduler.planning.deciding import (
    Present,
    decide,
    reason_said,
    require,
    version_named,
)
from scheduler.planning.merging import merged
from scheduler.planning.problem_builder import build, network_of
from scheduler.planning.read_back import plan_of_version
from scheduler.planning.versions import PlanState, PlanVersion
from solver.checks import check


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
    PlanOutdated
        If it does not fit the present; it stays proposed.
    PlanMoved
        If plan or data change meanwhile: ``Database.run`` tries again.

    """
    audited(session, now, actor, "approve plan", chain=network_id, reason=reason)
    said = reason_said(reason)
    version = version_named(session, network_id, number)
    require(version, PlanState.PROPOSED, "approved")
    _require_another(session, version, actor)
    built = build(session, network_id, now, with_lost=True)
    origin_at = built.problem.origin_at
    proposal = plan_of_version(session, network_id, number, origin_at)
    plan = proposal
    booked: tuple[str, ...] = ()
    if check(built.problem, proposal):
        found = merged(built, proposal)
        plan, booked = found.plan, found.booked
        violations = list(map(str, check(built.problem, plan)))
        if found.reasons or violations:
            raise PlanOutdated(number, [*found.reasons, *violations])
    present = Present(session, now, actor, built, plan)
    in_force = present.put(version, said)
    present.tell(in_force, "plan_approved", _rules_of(version), booked)
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


def _rules_of(version: PlanVersion) -> Mapping[str, tuple[str, ...]]:
    """Rules that broke commitments, as the solve has told."""
    broken = (version.outcome or {}).get("broken", [])
    return {each["visit_id"]: tuple(each["rules"]) for each in broken}
