"""What becomes of the plan that a replan has found."""

from datetime import datetime

from sqlalchemy.orm import Session

from scheduler import canonical
from scheduler.actors import Actor
from scheduler.jobs.engine import Answer
from scheduler.jobs.kinds import REPLAN
from scheduler.jobs.models import Job, JobState
from scheduler.jobs.requests import job_by_id, open_jobs_of, request_job
from scheduler.notices.telling import Audience, tell
from scheduler.planning.approval import put_into_force
from scheduler.planning.causes import Why, causes_of
from scheduler.planning.deciding import Present, decide
from scheduler.planning.event_replans import EVENTS, because_of
from scheduler.planning.expiry import expires_at, supersede_proposals
from scheduler.planning.fitting import fitted
from scheduler.planning.problem_builder import Built, build, network_of
from scheduler.planning.publishing import may_publish
from scheduler.planning.recording import record_proposal, version_of_job
from scheduler.planning.versions import PlanState, PlanVersion
from solver.plan.result import Result
from solver.plan.shifting import shifted

ATTEMPT = "attempt"
"""In what a replan is asked for with: how many before it came too late."""

MOST_ATTEMPTS = 3
"""How often a replan is asked for because the one before came too late."""

NOTHING_TO_CHANGE = "nothing to change"

_PROGRAMS = (EVENTS.id, "schedule:", "job:")
_LONGEST_REASON = 2000


def propose(
    session: Session,
    now: datetime,
    actor: Actor,
    built: Built,
    result: Result,
    job_id: str,
) -> Answer:
    """
    Record what a replan has found, once; the outcome of its job.

    What a person asked for is proposed. What nobody asked for comes into force if the
    network allows it and nobody has to be asked, with what was booked since; else it is
    proposed for a while. What is not better than the plan in force is not recorded, and
    what does not fit the present any more is planned anew.

    Raises
    ------
    NotFound
        If there is no such job or network.
    Invalid
        If the rows do not make a problem any more.

    """
    job = job_by_id(session, job_id, lock=True)
    network = network_of(session, built.network_id, lock=True)
    known = version_of_job(session, network.id, job_id)
    if known is not None:
        return _told(known)
    if result.plan is None or is_asked_by_somebody(job):
        return _told(record_proposal(session, now, actor, built, result, job_id=job_id))
    present = build(session, network.id, now, with_lost=True)
    by_min = present.instants.minute(result.origin_at)
    found = fitted(present, shifted(result.plan, by_min))
    if found.reasons:
        version = record_proposal(session, now, actor, built, result, job_id=job_id)
        _try_again(session, now, actor, job)
        said = "\n".join(("it does not fit any more:", *found.reasons))
        decide(version, PlanState.OUTDATED, now, actor, said[:_LONGEST_REASON])
        return _told(version)
    verdict = may_publish(
        present,
        found.plan,
        needs_second_person=network.needs_second_person,
        publishes_by_itself=network.publishes_by_itself,
    )
    if not verdict.is_better:
        status = result.status.value
        return {"status": status, "version": None, "reason": NOTHING_TO_CHANGE}
    version = record_proposal(session, now, actor, built, result, job_id=job_id)
    if verdict.doubts:
        version.doubts = list(verdict.doubts)
        version.expires_at = expires_at(session, now, present, network, found.plan)
        _tell_proposed(session, now, version)
    else:
        causes = causes_of(session, job)
        said = because_of(session, job) or "nobody has to be asked"
        told = Why("by itself", causes) if causes else Why(f"by itself: {said}")
        there = Present(session, now, actor, present, found.plan)
        put_into_force(there, version, f"by itself: {said}", found.booked, told=told)
    supersede_proposals(session, now, actor, network.id, version.number)
    return _told(version)


def is_asked_by_somebody(job: Job) -> bool:
    """Whether a person asked for a replan, and not what happened or the clock."""
    return not job.asked_by.startswith(_PROGRAMS)


def _told(version: PlanVersion) -> Answer:
    """What a job says of its version; of one that waits for good, that it is there."""
    told: Answer = {
        "status": (version.outcome or {}).get("status"),
        "version": version.number,
    }
    if version.state is not PlanState.PROPOSED:
        told |= {"state": version.state.value, "reason": version.reason}
    if version.doubts:
        told |= {"doubts": version.doubts, "expires_at": version.expires_at}
    plain: Answer = canonical.plain(told)
    return plain


def _try_again(session: Session, now: datetime, actor: Actor, job: Job) -> None:
    """Ask for another replan, unless one waits already or too many were in vain."""
    network_id, attempt = job.network_id, job.payload.get(ATTEMPT, 0) + 1
    if network_id is None or attempt > MOST_ATTEMPTS:
        return
    is_open = open_jobs_of(session, network_id, REPLAN)
    others = [each for each in is_open if each is not job]
    if not any(each.state is JobState.WAITING for each in others):
        request_job(
            session,
            now,
            actor,
            kind=REPLAN,
            network_id=network_id,
            payload={**job.payload, ATTEMPT: attempt},
        )


def _tell_proposed(session: Session, now: datetime, version: PlanVersion) -> None:
    """Tell those who see the whole network that a person has to decide."""
    tell(
        session,
        now,
        network_id=version.network_id,
        kind="plan_proposed",
        subject=str(version.number),
        audience=Audience(),
        details={"doubts": version.doubts, "expires_at": version.expires_at},
    )
