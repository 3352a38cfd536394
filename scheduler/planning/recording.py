"""Write plan versions: imported, proposed, in force."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from scheduler import canonical
from scheduler.actors import Actor
from scheduler.networks.revisions import claim, hold
from scheduler.planning.accounts import accounts
from scheduler.planning.digests import digest_of, digest_of_rows
from scheduler.planning.instants import Instants
from scheduler.planning.problem_builder import Built, network_of
from scheduler.planning.put_in_force import put_in_force, settle
from scheduler.planning.read_back import version_of_revision
from scheduler.planning.versions import PlanKind, PlanState, PlanVersion
from scheduler.planning.written import Rows, columns_of
from solver.plan.plan import Plan
from solver.plan.result import Result
from solver.problem.commitments import Firmness


def record_in_force(
    session: Session,
    now: datetime,
    actor: Actor,
    built: Built,
    plan: Plan,
    *,
    kind: PlanKind,
    reason: str,
) -> PlanVersion | None:
    """
    Put a checked plan into force as a version of its own; ``None`` if it is in force.

    Raises
    ------
    PlanMoved
        If plan or data have changed since ``built`` was.

    """
    rows = _rows_of(built, plan)
    digest = digest_of_rows(rows)
    before = version_of_revision(session, built.network_id, built.plan_revision)
    if before is not None and before.digest == digest:
        hold(session, built.network_id, **_revisions(built))
        settle(session, built.network_id, accounts(built.problem, plan))
        return None
    revision = _come_into_force(session, built, plan, rows, before)
    version = PlanVersion(
        network_id=built.network_id,
        number=next_number(session, built.network_id),
        kind=kind,
        state=PlanState.APPROVED,
        base_revision=built.plan_revision,
        revision=revision,
        origin_at=built.problem.origin_at,
        problem_digest=built.problem.digest(),
        digest=digest,
        proposed_at=now,
        proposed_by=actor.id,
        decided_at=now,
        decided_by=actor.id,
        reason=reason,
    )
    session.add(version)
    session.flush()
    return version


def bring_into_force(
    session: Session,
    now: datetime,
    actor: Actor,
    version: PlanVersion,
    built: Built,
    plan: Plan,
    *,
    reason: str,
) -> None:
    """
    Put a proposed version into force: its very plan, checked as of now.

    A version never changes. What is not this plan any more, because bookings were made
    since, comes into force as a version of its own.

    Parameters
    ----------
    plan
        The version's plan, its minutes as ``built`` counts them.

    Raises
    ------
    PlanMoved
        If plan or data have changed since ``built`` was.
    ValueError
        If it is another plan.

    """
    rows = _rows_of(built, plan)
    if digest_of_rows(rows) != version.digest:
        raise ValueError(f"this is not the plan of version {version.number}")
    before = version_of_revision(session, built.network_id, built.plan_revision)
    version.revision = _come_into_force(session, built, plan, rows, before)
    version.state = PlanState.APPROVED
    version.document = None
    version.decided_at = now
    version.decided_by = actor.id
    version.reason = reason
    session.flush()


def record_proposal(
    session: Session,
    now: datetime,
    actor: Actor,
    built: Built,
    result: Result,
    *,
    kind: PlanKind = PlanKind.REPLAN,
    job_id: str | None = None,
) -> PlanVersion:
    """
    Write the plan of a solve as a proposed version; a job proposes once.

    Raises
    ------
    ValueError
        If the result has no plan.

    """
    if result.plan is None:
        raise ValueError(f"a result without a plan ({result.status}) proposes nothing")
    network_of(session, built.network_id, lock=True)
    known = (
        None if job_id is None else version_of_job(session, built.network_id, job_id)
    )
    if known is not None:
        return known
    version = PlanVersion(
        network_id=built.network_id,
        number=next_number(session, built.network_id),
        kind=kind,
        state=PlanState.PROPOSED,
        base_revision=built.plan_revision,
        origin_at=result.origin_at,
        problem_digest=result.problem_digest,
        digest=digest_of(result.plan, Instants(result.origin_at)),
        document=document_of(result.plan),
        outcome=outcome_of(result),
        job_id=job_id,
        proposed_at=now,
        proposed_by=actor.id,
    )
    session.add(version)
    session.flush()
    return version


def version_of_job(
    session: Session, network_id: str, job_id: str
) -> PlanVersion | None:
    """What a job has proposed; ``None`` if it has not."""
    return session.scalars(
        select(PlanVersion).where(
            PlanVersion.network_id == network_id, PlanVersion.job_id == job_id
        )
    ).one_or_none()


def next_number(session: Session, network_id: str) -> int:
    """The number of the next version; the caller has the network locked."""
    last = session.scalar(
        select(func.max(PlanVersion.number)).where(PlanVersion.network_id == network_id)
    )
    return (last or 0) + 1


def document_of(plan: Plan) -> dict[str, Any]:
    """A plan as a JSON object, as in a result."""
    document: dict[str, Any] = canonical.loads(plan.model_dump_json())
    return document


def outcome_of(result: Result) -> dict[str, Any]:
    """A result as a JSON object, without its plan."""
    outcome: Mapping[str, Any] = canonical.loads(
        result.model_dump_json(exclude={"plan"})
    )
    return dict(outcome)


def _rows_of(built: Built, plan: Plan) -> Rows:
    """The rows of a plan, with what has happened."""
    facts = frozenset(
        each.visit_id
        for each in built.problem.commitments.visits
        if each.firmness is Firmness.FACT
    )
    return columns_of(plan, built.instants, facts)


def _come_into_force(
    session: Session, built: Built, plan: Plan, rows: Rows, before: PlanVersion | None
) -> int:
    revision = claim(session, built.network_id, **_revisions(built))
    if before is not None:
        before.state = PlanState.SUPERSEDED
    put_in_force(session, built, revision, rows, accounts(built.problem, plan))
    return revision


def _revisions(built: Built) -> dict[str, int]:
    return {
        "data_revision": built.data_revision,
        "plan_revision": built.plan_revision,
    }
