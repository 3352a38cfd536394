"""The quality-control release of a batch, with what was measured."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduler.actors import Actor
from scheduler.audit.context import audited
from scheduler.errors import WrongState
from scheduler.jobs.models import Event
from scheduler.planning.read_back import plan_at
from scheduler.production.affected import Affected, Happening, Told, affected, settle
from scheduler.production.batches import (
    is_in_the_making,
    put,
    record_of,
    state_of,
)
from scheduler.production.contents import (
    content_at,
    forget_contents,
    to_be_kept_as_planned,
    write_contents,
)
from scheduler.production.in_force import (
    InForce,
    in_force,
    reason_issues,
    require,
)
from scheduler.production.records import BatchRecord, BatchState
from scheduler.production.release_said import Release, contents_kbq, release_issues
from solver.booking.first_loss import PLANNED_PERMILLE, YieldSlack, yield_slack
from solver.plan.plan import Plan, Vial

RELEASED = "batch_released"
"""Kind of the event; its details say which plan revision was measured against."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Released:
    """
    Who has a dose of a released batch, and who has not.

    Parameters
    ----------
    kept
        Visits that keep theirs, by time.
    slack
        How low the yield could have been, and who would have been lost first;
        ``None`` for what was known already.
    yield_permille
        What was measured, of what was planned, rounded down [1/1000].
    as_planned
        Vials that keep what was planned for them: see ``to_be_kept_as_planned``.
    """

    happening: Happening
    kept: tuple[Affected, ...]
    slack: YieldSlack | None
    yield_permille: int | None
    as_planned: tuple[str, ...] = ()


def release(
    session: Session,
    now: datetime,
    actor: Actor,
    *,
    network_id: str,
    batch_id: str,
    said: Release,
    reason: str | None = None,
) -> Released:
    """
    Release a batch, or correct what was said of one that is released.

    Low, somebody loses a dose; high, nothing moves. Who was to be injected before a
    late release loses the slot. The same said twice is said once; something else needs
    a reason, and what was said before stays in the audit trail.

    Raises
    ------
    NotFound
        If the plan in force has no such batch.
    WrongState
        If it was declined, has failed, or was recalled.
    Invalid
        If what was measured cannot be: every issue.

    """
    audited(session, now, actor, "release batch", chain=network_id, reason=reason)
    record = record_of(session, network_id, batch_id)
    state = state_of(record)
    is_released = state is BatchState.RELEASED
    if not is_released and not is_in_the_making(state):
        raise WrongState("batch", batch_id, state.value, "released")
    there = in_force(session, network_id, now)
    batch = there.batch(batch_id)
    revision, planned = there.built.plan_revision, there.plan
    if is_released:
        revision, planned = _measured_against(session, network_id, batch_id, there)
    vials = [each for each in planned.vials if _is_of(planned, each, batch_id)]
    require(release_issues(there, batch_id, said, now, vials))
    released_at = said.released_at or (record and record.released_at) or now
    content = contents_kbq(there, batch_id, said, vials)
    said_before = last_release(session, network_id, batch_id)
    if is_released and _is_known(record, said, released_at, said_before, content):
        names = there.drawers_of(batch_id)
        return Released(
            happening=Happening(subject=batch_id, state=state.value, is_new=False),
            kept=affected(there.built, names),
            slack=None,
            yield_permille=None,
        )
    if is_released and said_before is not None:
        require(reason_issues(reason))
    slack = yield_slack(there.built.problem, there.plan, batch_id)
    as_planned = frozenset[str]()
    if not is_released:
        problem = there.built.problem
        as_planned = to_be_kept_as_planned(problem, there.plan, batch_id, content)
    before = _shown(record)
    made = put(session, now, actor, (network_id, batch_id), BatchState.RELEASED, reason)
    made.released_at = released_at
    made.measured_kbq = said.batch.activity_kbq if said.batch else None
    made.measured_at = said.batch.measured_at if said.batch else None
    forget_contents(session, network_id, as_planned)
    instants = there.built.instants
    details = {
        vial_id: content_at(instants, batch, kbq)
        for vial_id, kbq in content.items()
        if vial_id not in as_planned
    }
    write_contents(session, now, actor, network_id, details, reason)
    drawers = there.drawers_of(batch_id)
    told = Told(
        kind=RELEASED,
        subject=batch_id,
        state=BatchState.RELEASED.value,
        reason=reason or f"batch {batch_id} was released",
        details={
            "planned_revision": revision,
            "released_at": released_at,
            "contents_kbq": content,
            "as_planned": sorted(as_planned),
            "before": before,
        },
    )
    happening = settle(session, now, actor, network_id, told)
    gone = {each.visit_id for each in happening.lost}
    return Released(
        happening=happening,
        kept=affected(there.built, drawers - gone),
        slack=slack,
        yield_permille=_permille(vials, content),
        as_planned=tuple(sorted(as_planned)),
    )


def last_release(
    session: Session, network_id: str, batch_id: str, *, is_first: bool = False
) -> dict[str, Any] | None:
    """Details of the last, or first, event that told of a release; ``None``: none."""
    order = Event.number if is_first else Event.number.desc()
    return session.scalar(
        select(Event.details)
        .where(
            Event.network_id == network_id,
            Event.kind == RELEASED,
            Event.subject == batch_id,
        )
        .order_by(order)
        .limit(1)
    )


def _measured_against(
    session: Session, network_id: str, batch_id: str, there: InForce
) -> tuple[int, Plan]:
    """The plan a released batch was measured against: what it should have held."""
    first = last_release(session, network_id, batch_id, is_first=True)
    if first is None:  # it came released, with a planning file
        return there.built.plan_revision, there.plan
    revision = int(first["planned_revision"])
    origin_at = there.built.problem.origin_at
    return revision, plan_at(session, network_id, revision, origin_at)


def _is_of(plan: Plan, vial: Vial, batch_id: str) -> bool:
    return any(
        each.id == vial.shipment_id and each.batch_id == batch_id
        for each in plan.shipments
    )


def _is_known(
    record: BatchRecord | None,
    said: Release,
    released_at: datetime,
    before: Mapping[str, Any] | None,
    content: Mapping[str, int],
) -> bool:
    """Whether just this was said before."""
    if record is None or before is None:
        return False
    batch = said.batch
    return before["contents_kbq"] == content and (
        record.measured_kbq,
        record.measured_at,
        record.released_at,
    ) == (
        batch.activity_kbq if batch else None,
        batch.measured_at if batch else None,
        released_at,
    )


def _permille(vials: Sequence[Vial], content: Mapping[str, int]) -> int | None:
    planned = sum(each.activity_kbq for each in vials)
    if not planned:
        return None
    there = sum(content.get(each.id, each.activity_kbq) for each in vials)
    return there * PLANNED_PERMILLE // planned


def _shown(record: BatchRecord | None) -> dict[str, Any] | None:
    """What was said of the release before, for the event of a correction."""
    if record is None or record.state is not BatchState.RELEASED:
        return None
    return {
        "measured_kbq": record.measured_kbq,
        "measured_at": record.measured_at,
        "released_at": record.released_at,
    }
