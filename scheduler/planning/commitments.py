"""What holds of the plan in force, in the words of a planning file."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from scheduler.imports.planning_file.schema_commitments import (
    CommitmentsData,
    CommittedBatch,
    CommittedVisit,
    MeasuredVialData,
    PreviousPlan,
)
from scheduler.networks.models import Network
from scheduler.planning.plans_known import plan_in_force_at
from scheduler.planning.promises import Promise
from scheduler.planning.quarantine import quarantined
from scheduler.planning.read_back import plan_at, version_of_revision
from scheduler.production.records import BatchRecord, BatchState, VialRecord
from scheduler.transport.records import ShipmentRecord
from solver.plan.plan import Plan
from solver.problem.commitments import Firmness


@dataclass(frozen=True)
class Held:
    """
    What is known of the plan in force, beside the plan.

    Parameters
    ----------
    plan
        The plan in force.
    promised
        The same with what broken promises had before: what a replan looks back to.
    promises, batches, vials, shipments
        Columns of ``Promise``, ``BatchRecord``, ``VialRecord`` and ``ShipmentRecord``
        by id; values, not rows of a session, so that they may be remembered.
    cutoffs
        When batches close for orders; a batch that is closed is frozen.
    """

    origin_at: datetime
    frozen_hours: int
    plan: Plan
    promised: Plan
    promises: Mapping[str, Row[Any]]
    batches: Mapping[str, Row[Any]]
    vials: Mapping[str, Row[Any]]
    shipments: Mapping[str, Row[Any]]
    cutoffs: Mapping[str, datetime]


def held_by(
    session: Session, network: Network, cutoffs: Mapping[str, datetime]
) -> Held | None:
    """Everything that holds of a network's plan; ``None`` if it never had one."""
    revision = network.plan_revision
    version = version_of_revision(session, network.id, revision)
    if version is None:
        return None
    promises = _known(session, network, Promise, "visit_id")
    plan = promised = plan_in_force_at(session, network.id, revision, version.origin_at)
    for lost_at in sorted(
        {each.revision for each in promises.values() if each.broken_at is not None}
    ):
        wanted = {
            each.visit_id
            for each in promises.values()
            if each.broken_at is not None and each.revision == lost_at
        }
        before = plan_at(session, network.id, lost_at, version.origin_at)
        promised = _with_lost(promised, before, wanted)
    return Held(
        version.origin_at,
        network.frozen_hours,
        plan,
        promised,
        promises,
        _known(session, network, BatchRecord, "batch_id"),
        _known(session, network, VialRecord, "vial_id"),
        _known(session, network, ShipmentRecord, "shipment_id"),
        cutoffs,
    )


def _known(
    session: Session,
    network: Network,
    table: type[Promise | BatchRecord | VialRecord | ShipmentRecord],
    key: str,
) -> dict[str, Row[Any]]:
    """Rows by key, in the order in which they were first written down."""
    columns = table.__table__.columns
    order: list[Any] = [columns[key]]
    if "position" in columns:
        order = [columns.position.is_(None), columns.position, *order]
    rows = session.execute(
        select(*columns).where(columns.network_id == network.id).order_by(*order)
    )
    return {row._mapping[key]: row for row in rows}  # noqa: SLF001 - its public name


def _with_lost(plan: Plan, before: Plan, visit_ids: Collection[str]) -> Plan:
    """A plan with visits of an earlier one, and what they came from, put back in."""
    there = {each.visit_id for each in plan.administrations}
    lost = [
        each
        for each in before.administrations
        if each.visit_id in visit_ids and each.visit_id not in there
    ]
    drawn = {vial_id for each in lost for vial_id in each.vial_ids}
    drawn -= {each.id for each in plan.vials}
    vials = [each for each in before.vials if each.id in drawn]
    sent = {each.shipment_id for each in vials} - {each.id for each in plan.shipments}
    shipments = [each for each in before.shipments if each.id in sent]
    made = {each.batch_id for each in shipments} - {each.id for each in plan.batches}
    batches = [each for each in before.batches if each.id in made]
    return Plan(
        batches=tuple(sorted((*plan.batches, *batches), key=lambda each: each.id)),
        shipments=tuple(
            sorted((*plan.shipments, *shipments), key=lambda each: each.id)
        ),
        vials=tuple(sorted((*plan.vials, *vials), key=lambda each: each.id)),
        administrations=tuple(
            sorted((*plan.administrations, *lost), key=lambda each: each.visit_id)
        ),
    )


def commitments_data(
    held: Held,
    *,
    now: datetime | None = None,
    visits: Collection[str] | None = None,
    freed: Collection[str] = (),
    with_lost: bool = True,
    stopped: Collection[str] = (),
) -> CommitmentsData:
    """
    The commitments of a planning file.

    Parameters
    ----------
    now
        Then what time alone makes firm is firm, and what has lapsed is gone; without
        it, only what somebody has said.
    visits
        Visits that are asked for; others are not in the previous plan any more.
    freed
        Visits that nothing holds, though they are promised.
    with_lost
        Whether broken promises are looked back to; else they are as if never made.
    stopped
        Batches that cannot be made: they are firm only if they are made already.
    """
    plan = held.promised if with_lost else held.plan
    if visits is not None:
        plan = Plan(
            batches=plan.batches,
            shipments=plan.shipments,
            vials=plan.vials,
            administrations=tuple(
                each for each in plan.administrations if each.visit_id in visits
            ),
        )
    firm = {
        batch_id: firmness
        for batch_id, firmness in _firm_batches(held, now).items()
        if firmness is Firmness.FACT or batch_id not in stopped
    }
    injected = {each.visit_id for each in plan.administrations}
    in_quarantine = quarantined(plan, held.origin_at, held.batches, _facts(held))
    vials = {each.id for each in plan.vials}
    measured = {
        vial_id: MeasuredVialData(vial=vial_id, **record.details)
        for vial_id, record in held.vials.items()
        if not record.is_lost
    }
    measured |= {each.vial: each for each in in_quarantine.emptied}
    lost = [vial_id for vial_id, record in held.vials.items() if record.is_lost]
    lost += [each for each in in_quarantine.lost if each not in lost]
    for vial_id in lost:
        measured.pop(vial_id, None)
    return CommitmentsData(
        previous=PreviousPlan(origin_at=held.origin_at, plan=plan),
        visits=tuple(
            CommittedVisit(
                visit=each.visit_id,
                firmness=firmness,
                lapses_at=each.lapses_at if firmness is Firmness.HELD else None,
                bumps=each.bumps,
            )
            for each in held.promises.values()
            if each.visit_id in injected and each.visit_id not in freed
            for firmness in _firmness(held, plan, each, now)
        ),
        batches=tuple(
            CommittedBatch(batch=batch_id, firmness=firmness)
            for batch_id, firmness in firm.items()
        ),
        measured_vials=tuple(
            each for vial_id, each in measured.items() if vial_id in vials
        ),
        lost_vials=tuple(each for each in lost if each in vials),
    )


def _facts(held: Held) -> frozenset[str]:
    return frozenset(
        each.visit_id
        for each in held.promises.values()
        if each.firmness is Firmness.FACT
    )


def _firmness(
    held: Held, plan: Plan, promise: Row[Any], now: datetime | None
) -> list[Firmness]:
    """How firmly a promise holds now: one firmness, or none if it has lapsed."""
    if now is None:
        return [promise.firmness]
    if promise.lapses_at is not None and promise.lapses_at <= now:
        return []
    if promise.firmness is not Firmness.CONFIRMED:
        return [promise.firmness]
    soon = now + timedelta(hours=held.frozen_hours)
    injected_at = next(
        held.origin_at + timedelta(minutes=each.injection_min)
        for each in plan.administrations
        if each.visit_id == promise.visit_id
    )
    return [Firmness.FROZEN if injected_at < soon else Firmness.CONFIRMED]


def lapsed_holds(held: Held | None, now: datetime) -> frozenset[str]:
    """Visits whose hold has lapsed: their slots are free."""
    if held is None:
        return frozenset()
    return frozenset(
        visit_id
        for visit_id, promise in held.promises.items()
        if promise.lapses_at is not None and promise.lapses_at <= now
    )


def _firm_batches(held: Held, now: datetime | None) -> dict[str, Firmness]:
    """
    Batches that keep what they are, by id.

    What somebody has said comes first, in its order; then what is closed by time. A
    batch that failed is not among them; one that was recalled is, with its vials in
    quarantine.
    """
    there = [each.id for each in held.plan.batches]
    said = [batch_id for batch_id in held.batches if batch_id in there]
    firm: dict[str, Firmness] = {}
    for batch_id in (*said, *sorted(set(there) - set(said))):
        firmness = _firmness_of_batch(held.batches.get(batch_id))
        cutoff = held.cutoffs.get(batch_id)
        is_closed = now is not None and cutoff is not None and cutoff < now
        if firmness is None and is_closed and _is_open(held.batches.get(batch_id)):
            firmness = Firmness.FROZEN
        if firmness is not None:
            firm[batch_id] = firmness
    return firm


def _is_open(record: Row[Any] | None) -> bool:
    """Whether nobody has said anything of a batch that makes it firm, or ends it."""
    return record is None or record.state is BatchState.PLANNED


def _firmness_of_batch(record: Row[Any] | None) -> Firmness | None:
    """How firm a batch is by what somebody has said of it."""
    if record is None:
        return None
    if record.state in {BatchState.FAILED, BatchState.DECLINED}:
        return None
    if record.state is BatchState.RECALLED:
        return Firmness.FACT
    if record.firmness is not None:
        firmness: Firmness = record.firmness
        return firmness
    by_state = {
        BatchState.RELEASED: Firmness.FACT,
        BatchState.ACCEPTED: Firmness.FROZEN,
    }
    return by_state.get(record.state)
