"""A batch that is made, and will be released at another time than was planned."""

from datetime import datetime

from sqlalchemy.orm import Session

from scheduler.actors import Actor
from scheduler.audit.context import audited
from scheduler.errors import WrongState
from scheduler.production.affected import Happening, Told, settle
from scheduler.production.batches import is_in_the_making, put, record_of, state_of
from scheduler.production.in_force import in_force, reason_issues, require
from scheduler.production.records import BatchState
from solver.errors import Issue
from solver.problem.commitments import Firmness

DELAYED = "batch_delayed"
"""Kind of the event, and of the notice to the unit."""


def delay(
    session: Session,
    now: datetime,
    actor: Actor,
    *,
    network_id: str,
    batch_id: str,
    release_at: datetime,
    reason: str,
) -> Happening:
    """
    A batch is said to be released at another time: who cannot wait so long?

    It is made otherwise as it is planned, from now on. What is sooner than planned
    changes nothing; so what was said is taken back by saying the planned time.

    Raises
    ------
    NotFound
        If the plan in force has no such batch.
    WrongState
        If it is released, was declined, or has failed.
    Invalid
        If the time has no zone or is over, or without a reason: every issue.

    """
    audited(session, now, actor, "delay batch", chain=network_id, reason=reason)
    issues = reason_issues(reason)
    if release_at.utcoffset() is None:
        issues.append(Issue("release_at", "has no zone"))
    elif release_at <= now:
        issues.append(Issue("release_at", "lies in the past"))
    require(issues)
    record = record_of(session, network_id, batch_id)
    state = state_of(record)
    if not is_in_the_making(state):
        raise WrongState("batch", batch_id, state.value, "delayed")
    in_force(session, network_id, now).batch(batch_id)
    if record is not None and record.expected_at == release_at:
        return Happening(subject=batch_id, state=state.value, is_new=False)
    made = put(session, now, actor, (network_id, batch_id), state, reason)
    made.expected_at = release_at
    if state is BatchState.PLANNED:
        # Else the run could be left out, and be offered again as if it were in time.
        made.firmness = Firmness.FROZEN
    told = Told(
        kind=DELAYED,
        subject=batch_id,
        state=state.value,
        reason=reason,
        details={"release_at": release_at},
    )
    return settle(session, now, actor, network_id, told)
