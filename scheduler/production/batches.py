"""What becomes of batches: accepted, declined, failed, recalled."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from scheduler.actors import Actor
from scheduler.audit.context import audited
from scheduler.errors import NotFound, WrongState
from scheduler.production.affected import (
    Affected,
    Happening,
    Told,
    affected,
    settle,
)
from scheduler.production.in_force import InForce, in_force, reason_issues, require
from scheduler.production.records import BatchRecord, BatchState

_MADE = frozenset({BatchState.PLANNED, BatchState.ACCEPTED})
"""States from which a batch may still be accepted, declined, released or fail."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recalled:
    """
    A batch that was called back.

    Parameters
    ----------
    injected
        Who has had a dose of it, by time.
    happening
        Who was still to have one; nobody is given another place by this.
    """

    happening: Happening
    injected: tuple[Affected, ...]


def accept(
    session: Session,
    now: datetime,
    actor: Actor,
    *,
    network_id: str,
    batch_id: str,
    reason: str | None = None,
) -> Happening:
    """
    The unit is going to make the batch: from now on it is as it is planned.

    Raises
    ------
    NotFound
        If the plan in force has no such batch.
    WrongState
        If it was declined, has failed, or is made already.

    """
    audited(session, now, actor, "accept batch", chain=network_id, reason=reason)
    record = record_of(session, network_id, batch_id)
    state = state_of(record)
    if state is BatchState.ACCEPTED:
        return _known(batch_id, state)
    if state is not BatchState.PLANNED:
        raise WrongState("batch", batch_id, state.value, "accepted")
    in_force(session, network_id, now).batch(batch_id)
    put(session, now, actor, (network_id, batch_id), BatchState.ACCEPTED, reason)
    return settle(
        session, now, actor, network_id, _told(batch_id, BatchState.ACCEPTED, reason)
    )


def decline(
    session: Session,
    now: datetime,
    actor: Actor,
    *,
    network_id: str,
    batch_id: str,
    reason: str,
) -> Happening:
    """
    The unit is not going to make a run, planned or not: it is not offered again.

    Raises
    ------
    NotFound
        If there is no such run or order.
    WrongState
        If it is made already, or somebody had a dose of it.
    Invalid
        Without a reason.

    """
    return _lose(session, now, actor, (network_id, batch_id), "declined", reason)


def fail(
    session: Session,
    now: datetime,
    actor: Actor,
    *,
    network_id: str,
    batch_id: str,
    reason: str,
) -> Happening:
    """
    The batch makes no doses.

    Raises
    ------
    NotFound
        If there is no such run or order.
    WrongState
        If it is released already (it may be recalled), or somebody had a dose of it.
    Invalid
        Without a reason.

    """
    return _lose(session, now, actor, (network_id, batch_id), "failed", reason)


def recall(
    session: Session,
    now: datetime,
    actor: Actor,
    *,
    network_id: str,
    batch_id: str,
    reason: str,
) -> Recalled:
    """
    Call a released batch back: nobody draws from it any more.

    What was not given is in quarantine. Who had a dose and who was to have one is
    listed; nobody is rebooked.

    Raises
    ------
    NotFound
        If the plan in force has no such batch.
    WrongState
        If it is not released.
    Invalid
        Without a reason.

    """
    audited(session, now, actor, "recall batch", chain=network_id, reason=reason)
    require(reason_issues(reason))
    state = state_of(record_of(session, network_id, batch_id))
    there = in_force(session, network_id, now)
    if state is BatchState.RECALLED:
        return Recalled(
            happening=_known(batch_id, state), injected=_injected(there, batch_id)
        )
    if state in {BatchState.PLANNED, BatchState.RELEASED}:
        there.batch(batch_id)
    if state is not BatchState.RELEASED:
        raise WrongState("batch", batch_id, state.value, "recalled")
    injected = _injected(there, batch_id)
    put(session, now, actor, (network_id, batch_id), BatchState.RECALLED, reason)
    told = _told(
        batch_id,
        BatchState.RECALLED,
        reason,
        injected=[each.visit_id for each in injected],
    )
    happening = settle(session, now, actor, network_id, told)
    return Recalled(happening=happening, injected=injected)


def record_of(session: Session, network_id: str, batch_id: str) -> BatchRecord | None:
    """What is known of a batch, and nobody else changes it meanwhile."""
    return session.get(
        BatchRecord,
        (network_id, batch_id),
        populate_existing=True,
        with_for_update=True,
    )


def state_of(record: BatchRecord | None) -> BatchState:
    """What has become of a batch; one that nobody has spoken of is planned."""
    return BatchState.PLANNED if record is None else record.state


def is_in_the_making(state: BatchState) -> bool:
    """Whether it may still be released, or fail."""
    return state in _MADE


def put(
    session: Session,
    now: datetime,
    actor: Actor,
    key: tuple[str, str],
    state: BatchState,
    reason: str | None,
) -> BatchRecord:
    """Write down what has become of a batch, by ids of network and batch."""
    record = session.get(BatchRecord, key)
    if record is None:
        record = BatchRecord(network_id=key[0], batch_id=key[1])
        session.add(record)
    record.state = state
    if state is not BatchState.PLANNED:
        record.firmness = None  # it follows from the state
    record.changed_at = now
    record.changed_by = actor.id
    record.reason = reason
    return record


def _lose(
    session: Session,
    now: datetime,
    actor: Actor,
    key: tuple[str, str],
    word: str,
    reason: str,
) -> Happening:
    network_id, batch_id = key
    lost = BatchState(word)
    audited(session, now, actor, f"batch {word}", chain=network_id, reason=reason)
    require(reason_issues(reason))
    state = state_of(record_of(session, network_id, batch_id))
    if state is lost:
        return _known(batch_id, state)
    if not is_in_the_making(state):
        raise WrongState("batch", batch_id, state.value, word)
    there = in_force(session, network_id, now)
    problem = there.built.problem
    known = {each.id for each in problem.runs} | {each.id for each in problem.orders}
    if batch_id not in known:
        raise NotFound("run or order", batch_id)
    if there.drawers_of(batch_id) & there.facts:
        raise WrongState("batch", batch_id, "given to participants", word)
    put(session, now, actor, key, lost, reason)
    return settle(session, now, actor, network_id, _told(batch_id, lost, reason))


def _injected(there: InForce, batch_id: str) -> tuple[Affected, ...]:
    return affected(there.built, there.drawers_of(batch_id) & there.facts)


def _known(batch_id: str, state: BatchState) -> Happening:
    return Happening(subject=batch_id, state=state.value, is_new=False)


def _told(
    batch_id: str, state: BatchState, reason: str | None, **details: object
) -> Told:
    return Told(
        kind=f"batch_{state.value}",
        subject=batch_id,
        state=state.value,
        reason=reason or f"batch {batch_id} was {state.value}",
        details=details,
    )
