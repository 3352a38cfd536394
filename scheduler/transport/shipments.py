"""What becomes of shipments: dispatched, late, arrived, received, rejected."""

from datetime import datetime

from sqlalchemy.orm import Session

from scheduler.actors import Actor
from scheduler.audit.context import audited
from scheduler.errors import WrongState
from scheduler.production.affected import Happening, Told, settle
from scheduler.production.batches import put, record_of, state_of
from scheduler.production.contents import content_at, write_contents
from scheduler.production.in_force import (
    InForce,
    in_force,
    instant_issues,
    reason_issues,
    require,
)
from scheduler.production.records import BatchState
from scheduler.transport.records import ShipmentRecord, ShipmentState
from solver.errors import Issue
from solver.plan.plan import Shipment
from solver.problem.commitments import Firmness

_ON_ITS_WAY = frozenset({ShipmentState.DISPATCHED, ShipmentState.PLANNED})


def dispatch(
    session: Session,
    now: datetime,
    actor: Actor,
    *,
    network_id: str,
    shipment_id: str,
    at: datetime | None = None,
) -> Happening:
    """
    The carrier has the package: its batch keeps its vials and shipments from now on.

    Raises
    ------
    NotFound
        If the plan in force has no such shipment.
    WrongState
        If it has arrived, or if its batch is not released and may not travel so.

    """
    audited(session, now, actor, "dispatch shipment", chain=network_id)
    require(instant_issues("at", at or now, now))
    there, shipment, record = _found(session, now, network_id, shipment_id)
    if record.state is ShipmentState.DISPATCHED and at in (None, record.dispatched_at):
        return _known(record)
    _require(record, {ShipmentState.PLANNED}, "dispatched")
    batch_record = record_of(session, network_id, shipment.batch_id)
    state = state_of(batch_record)
    if state is not BatchState.RELEASED and not _may_travel(there, shipment.batch_id):
        raise WrongState("batch", shipment.batch_id, state.value, "dispatched")
    if state is BatchState.PLANNED:
        key = (network_id, shipment.batch_id)
        reason = f"dispatched with {shipment_id}"
        put(session, now, actor, key, state, reason).firmness = Firmness.FROZEN
    record.dispatched_at = at or now
    return _go_on(session, now, actor, record, ShipmentState.DISPATCHED)


def expect(
    session: Session,
    now: datetime,
    actor: Actor,
    *,
    network_id: str,
    shipment_id: str,
    arrives_at: datetime,
    reason: str,
) -> Happening:
    """
    A shipment is said to arrive at another time: who cannot wait so long?

    Raises
    ------
    NotFound
        If the plan in force has no such shipment.
    WrongState
        If it has arrived already.
    Invalid
        If the time has no zone, or without a reason.

    """
    audited(session, now, actor, "shipment is late", chain=network_id, reason=reason)
    issues = reason_issues(reason)
    if arrives_at.utcoffset() is None:
        issues.append(Issue("arrives_at", "has no zone"))
    require(issues)
    _, _, record = _found(session, now, network_id, shipment_id)
    _require(record, _ON_ITS_WAY, "expected")
    if record.expected_at == arrives_at:
        return _known(record)
    record.expected_at = arrives_at
    return _go_on(session, now, actor, record, record.state, "expected", reason)


def arrive(
    session: Session,
    now: datetime,
    actor: Actor,
    *,
    network_id: str,
    shipment_id: str,
    at: datetime | None = None,
) -> Happening:
    """
    The package is at the site; late, those who could not wait lose their slots.

    Raises
    ------
    NotFound
        If the plan in force has no such shipment.
    WrongState
        If it is not on its way.

    """
    audited(session, now, actor, "shipment arrived", chain=network_id)
    require(instant_issues("at", at or now, now))
    _, _, record = _found(session, now, network_id, shipment_id)
    if record.state is ShipmentState.ARRIVED and at in (None, record.arrived_at):
        return _known(record)
    _require(record, {ShipmentState.DISPATCHED}, "arrived")
    record.arrived_at = at or now
    return _go_on(session, now, actor, record, ShipmentState.ARRIVED)


def receive(
    session: Session,
    now: datetime,
    actor: Actor,
    *,
    network_id: str,
    shipment_id: str,
    at: datetime | None = None,
) -> Happening:
    """
    The site has checked the package, and takes it.

    Raises
    ------
    NotFound
        If the plan in force has no such shipment.
    WrongState
        If it has not arrived, or was rejected.

    """
    audited(session, now, actor, "receive shipment", chain=network_id)
    require(instant_issues("at", at or now, now))
    _, _, record = _found(session, now, network_id, shipment_id)
    if record.state is ShipmentState.RECEIVED and at in (None, record.received_at):
        return _known(record)
    _require(record, {ShipmentState.ARRIVED}, "received")
    record.received_at = at or now
    return _go_on(session, now, actor, record, ShipmentState.RECEIVED)


def reject(
    session: Session,
    now: datetime,
    actor: Actor,
    *,
    network_id: str,
    shipment_id: str,
    reason: str,
) -> Happening:
    """
    The site does not take the package: all its vials are lost.

    Raises
    ------
    NotFound
        If the plan in force has no such shipment.
    WrongState
        If it has not arrived, was received already, or somebody had a dose of it.
    Invalid
        Without a reason.

    """
    audited(session, now, actor, "reject shipment", chain=network_id, reason=reason)
    require(reason_issues(reason))
    known = session.get(ShipmentRecord, (network_id, shipment_id))
    if known is not None and known.state is ShipmentState.REJECTED:
        return _known(known)
    there, shipment, record = _found(session, now, network_id, shipment_id)
    _require(record, {ShipmentState.DISPATCHED, ShipmentState.ARRIVED}, "rejected")
    names = {each.id for each in there.plan.vials if each.shipment_id == shipment.id}
    for each in there.plan.administrations:
        if names.intersection(each.vial_ids) and each.visit_id in there.facts:
            raise WrongState("shipment", shipment_id, "drawn from", "rejected")
    nothing = content_at(there.built.instants, there.batch(shipment.batch_id), 0)
    lost = dict.fromkeys(sorted(names), nothing)
    write_contents(session, now, actor, network_id, lost, reason)
    record.rejected_at = now
    return _go_on(session, now, actor, record, ShipmentState.REJECTED, None, reason)


def _found(
    session: Session, now: datetime, network_id: str, shipment_id: str
) -> tuple[InForce, Shipment, ShipmentRecord]:
    """A shipment of the plan in force, and its record: a new one if need be."""
    there = in_force(session, network_id, now)
    record = session.get(
        ShipmentRecord,
        (network_id, shipment_id),
        populate_existing=True,
        with_for_update=True,
    )
    shipment = there.shipment(shipment_id)
    if record is None:
        record = ShipmentRecord(
            network_id=network_id,
            shipment_id=shipment_id,
            state=ShipmentState.PLANNED,
        )
    return there, shipment, record


def _require(
    record: ShipmentRecord,
    states: set[ShipmentState] | frozenset[ShipmentState],
    to: str,
) -> None:
    if record.state not in states:
        raise WrongState("shipment", record.shipment_id, record.state.value, to)


def _may_travel(there: InForce, batch_id: str) -> bool:
    """Whether a batch may travel before its release; what is bought is released."""
    problem = there.built.problem
    processes = {each.id: each for each in problem.processes}
    return all(
        processes[run.process_id].is_conditional_dispatch
        for run in problem.runs
        if run.id == batch_id
    )


def _go_on(
    session: Session,
    now: datetime,
    actor: Actor,
    record: ShipmentRecord,
    state: ShipmentState,
    word: str | None = None,
    reason: str | None = None,
) -> Happening:
    """Write down a step, and whom it costs the visit."""
    record.state = state
    record.changed_at = now
    record.changed_by = actor.id
    record.reason = reason
    session.add(record)
    word = word or state.value
    told = Told(
        kind=f"shipment_{word}",
        subject=record.shipment_id,
        state=state.value,
        reason=reason or f"shipment {record.shipment_id} is {word}",
        details={
            "expected_at": record.expected_at,
            "dispatched_at": record.dispatched_at,
            "arrived_at": record.arrived_at,
        },
    )
    return settle(session, now, actor, record.network_id, told)


def _known(record: ShipmentRecord) -> Happening:
    return Happening(subject=record.shipment_id, state=record.state.value, is_new=False)
