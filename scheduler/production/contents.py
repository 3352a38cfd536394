"""What vials of a released batch hold: each as it was measured, or as the batch was."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from scheduler.actors import Actor
from scheduler.imports.planning_file.base import MIN_ACTIVITY_MBQ
from scheduler.imports.rows.values import same
from scheduler.planning.imported import measured
from scheduler.planning.instants import Instants
from scheduler.production.records import VialRecord
from solver.activity import Activity, ActivityKind
from solver.booking.first_loss import Shortfall
from solver.decay import MAX_HALVINGS_AHEAD
from solver.plan.plan import Plan, PlannedBatch, Vial
from solver.problem.problem import Problem
from solver.problem.products import Presentation, Product
from solver.units import KBQ_PER_GBQ, KBQ_PER_MBQ, available_kbq

_LEAST_KBQ = int(MIN_ACTIVITY_MBQ * KBQ_PER_MBQ)

TOO_LATE = "lies too long after the reference time to tell of it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Assay:
    """An activity that was measured: of a batch, or of one vial."""

    activity_gbq: Decimal
    measured_at: datetime

    @property
    def activity_kbq(self) -> int:
        """What was surely there [kBq]."""
        return available_kbq(self.activity_gbq, KBQ_PER_GBQ)

    def tells_of(self, instant: datetime, product: Product) -> bool:
        """Whether what was there at an instant can still be reckoned back to."""
        age_min = (self.measured_at - instant) / timedelta(minutes=1)
        return age_min <= MAX_HALVINGS_AHEAD * product.half_life_min

    def at(self, instant: datetime, product: Product) -> int:
        """
        What of it is surely there at an instant [kBq], rounded down.

        Raises
        ------
        ValueError
            If it does not tell of that instant any more.

        """
        activity = Activity(
            value_kbq=self.activity_kbq,
            at=self.measured_at,
            kind=ActivityKind.ASSAY,
            is_measured=True,
        )
        return activity.available_kbq(instant, product.half_life_min)


def shared_out(
    batch: PlannedBatch, product: Product, batch_kbq: int, vials: Sequence[Vial]
) -> dict[str, int]:
    """
    What vials hold if only their batch was measured [kBq], by their ids.

    Each holds the same share of what was planned for it as the batch does, rounded
    down; both at the batch's reference minute. A unit dose is drawn to what was
    planned, and holds no more.
    """
    found = {
        each.id: each.activity_kbq * batch_kbq // batch.activity_kbq for each in vials
    }
    if product.presentation is Presentation.UNIT_DOSE:
        return {each.id: min(found[each.id], each.activity_kbq) for each in vials}
    return found


def to_be_kept_as_planned(
    problem: Problem, plan: Plan, batch_id: str, content_kbq: Mapping[str, int]
) -> frozenset[str]:
    """
    Vials that hold no less than planned, and yet lose a dose to their last microliter.

    A measured vial has a concentration of its own, and each draw from it is rounded up
    to whole microliters: what was planned to the last drop need not fit by a drop.
    Such a vial keeps its planned content, which is surely there.
    """
    short = Shortfall(problem, plan, batch_id)
    high = {
        each.id: content_kbq[each.id]
        for each in short.vials
        if content_kbq.get(each.id, 0) >= each.activity_kbq
    }
    if not high or not short.lost_with(high):
        return frozenset()
    return frozenset(
        vial_id
        for vial_id, content in high.items()
        if short.lost_with({vial_id: content})
    )


def write_contents(
    session: Session,
    now: datetime,
    actor: Actor,
    network_id: str,
    details: Mapping[str, dict[str, Any] | None],
    reason: str | None,
) -> None:
    """
    Write down what vials hold, by their ids; ``None`` for one that does not exist.

    Nothing is written of a vial of which the same is known.
    """
    for vial_id, content in details.items():
        record = session.get(VialRecord, (network_id, vial_id))
        is_lost, told = content is None, content or {}
        if record is None:
            record = VialRecord(network_id=network_id, vial_id=vial_id)
            session.add(record)
        elif (record.is_lost, same(record.details)) == (is_lost, same(told)):
            continue
        record.is_lost, record.details = is_lost, told
        record.changed_at = now
        record.changed_by = actor.id
        record.reason = reason


def forget_contents(
    session: Session, network_id: str, vial_ids: frozenset[str]
) -> None:
    """Vials hold what was planned, as far as anybody knows."""
    for vial_id in sorted(vial_ids):
        record = session.get(VialRecord, (network_id, vial_id))
        if record is not None and not record.is_lost:
            session.delete(record)


def content_at(
    instants: Instants, batch: PlannedBatch, content_kbq: int
) -> dict[str, Any] | None:
    """
    A content at the reference time of its batch, as it is kept; ``None``: empty.

    Less than a planning file may speak of serves nobody, and counts as nothing.
    """
    if content_kbq < _LEAST_KBQ:
        return None
    gbq = Decimal(content_kbq) / KBQ_PER_GBQ
    return measured(gbq, instants.at(batch.reference_min))
