"""What becomes of single vials: measured once more, or spilled."""

from datetime import datetime

from sqlalchemy.orm import Session

from scheduler.actors import Actor
from scheduler.audit.context import audited
from scheduler.errors import WrongState
from scheduler.imports.rows.values import same
from scheduler.production.affected import Happening, Told, settle
from scheduler.production.contents import (
    TOO_LATE,
    Assay,
    content_at,
    forget_contents,
    to_be_kept_as_planned,
    write_contents,
)
from scheduler.production.in_force import (
    InForce,
    in_force,
    instant_issues,
    reason_issues,
    require,
)
from scheduler.production.records import VialRecord
from solver.errors import Issue
from solver.plan.plan import Vial
from solver.problem.base import MAX_ACTIVITY_KBQ


def spill(
    session: Session,
    now: datetime,
    actor: Actor,
    *,
    network_id: str,
    vial_id: str,
    reason: str,
) -> Happening:
    """
    A vial does not exist any more: broken, spilled, contaminated.

    One that somebody had a dose of existed: it held just that, and the rest is lost.

    Raises
    ------
    NotFound
        If the plan in force has no such vial.
    WrongState
        If it is not filled yet.
    Invalid
        Without a reason.

    """
    audited(session, now, actor, "vial spilled", chain=network_id, reason=reason)
    require(reason_issues(reason))
    record = _record(session, network_id, vial_id)
    if record is not None and record.is_lost:
        return Happening(subject=vial_id, state="lost", is_new=False)
    there = in_force(session, network_id, now)
    vial = there.vial(vial_id)
    _require_filled(there, vial, "spilled")
    batch = there.batch(_batch_id(there, vial))
    drawn = _drawn_kbq(there, vial)
    left = content_at(there.built.instants, batch, min(drawn, vial.activity_kbq))
    if record is not None and same(record.details) == same(left):
        return Happening(subject=vial_id, state="lost", is_new=False)
    write_contents(session, now, actor, network_id, {vial_id: left}, reason)
    told = Told(
        kind="vial_lost",
        subject=vial_id,
        state="lost",
        reason=reason,
        details={"given_kbq": drawn},
    )
    return settle(session, now, actor, network_id, told)


def measure(
    session: Session,
    now: datetime,
    actor: Actor,
    *,
    network_id: str,
    vial_id: str,
    assay: Assay,
    reason: str | None = None,
) -> Happening:
    """
    A vial was measured: before anything was drawn from it, or with what was.

    A measurement that replaces another needs a reason; both stay in the audit trail.

    Raises
    ------
    NotFound
        If the plan in force has no such vial.
    WrongState
        If it is not filled yet, or lost.
    Invalid
        If it cannot be so: every issue.

    """
    audited(session, now, actor, "vial measured", chain=network_id, reason=reason)
    record = _record(session, network_id, vial_id)
    if record is not None and record.is_lost:
        raise WrongState("vial", vial_id, "lost", "measured")
    there = in_force(session, network_id, now)
    vial = there.vial(vial_id)
    _require_filled(there, vial, "measured")
    batch = there.batch(_batch_id(there, vial))
    issues = instant_issues("measured_at", assay.measured_at, now)
    if not 0 < assay.activity_kbq <= MAX_ACTIVITY_KBQ:
        issues.append(Issue("activity", "is no activity that can be"))
    instants = there.built.instants
    product = there.product_of(batch.id)
    reference_at = instants.at(batch.reference_min)
    if not issues and not assay.tells_of(reference_at, product):
        issues.append(Issue("measured_at", TOO_LATE))
    require(issues)
    content = assay.at(reference_at, product)
    if content > MAX_ACTIVITY_KBQ:
        require([Issue("activity", "is no activity that can be")])
    details = content_at(instants, batch, content)
    if details is None:
        require([Issue("activity", "nothing of it is left at the reference time")])
    if record is not None:
        if same(record.details) == same(details):
            return Happening(subject=vial_id, state="measured", is_new=False)
        require(reason_issues(reason))
    as_planned = to_be_kept_as_planned(
        there.built.problem, there.plan, batch.id, {vial_id: content}
    )
    if as_planned:
        forget_contents(session, network_id, as_planned)
    else:
        write_contents(session, now, actor, network_id, {vial_id: details}, reason)
    told = Told(
        kind="vial_measured",
        subject=vial_id,
        state="measured",
        reason=reason or f"vial {vial_id} was measured",
        details={
            "content_kbq": content,
            "planned_kbq": vial.activity_kbq,
            "as_planned": bool(as_planned),
        },
    )
    return settle(session, now, actor, network_id, told)


def _record(session: Session, network_id: str, vial_id: str) -> VialRecord | None:
    return session.get(
        VialRecord, (network_id, vial_id), populate_existing=True, with_for_update=True
    )


def _batch_id(there: InForce, vial: Vial) -> str:
    return there.shipment(vial.shipment_id).batch_id


def _require_filled(there: InForce, vial: Vial, action: str) -> None:
    """Nothing is known of vials of batches that may still change."""
    if _batch_id(there, vial) not in there.firm_batches:
        raise WrongState("vial", vial.id, "planned", action)


def _drawn_kbq(there: InForce, vial: Vial) -> int:
    """What has been given from a vial, at its batch's reference minute [kBq]."""
    return sum(
        each.demand_kbq
        for each in there.plan.administrations
        if vial.id in each.vial_ids and each.visit_id in there.facts
    )
