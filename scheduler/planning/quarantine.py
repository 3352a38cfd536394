"""What a recall takes away: every vial, but for what was injected from it."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Row

from scheduler.imports.planning_file.schema_commitments import MeasuredVialData
from scheduler.production.records import BatchState
from solver.plan.plan import Plan
from solver.units import KBQ_PER_GBQ


@dataclass(frozen=True)
class Quarantine:
    """Vials nobody may draw from: those that are lost, and those that are empty."""

    lost: tuple[str, ...]
    emptied: tuple[MeasuredVialData, ...]


def quarantined(
    plan: Plan,
    origin_at: datetime,
    batches: Mapping[str, Row[Any]],
    facts: frozenset[str],
) -> Quarantine:
    """
    The vials of recalled batches.

    One that somebody was injected from existed, and so is a fact; it counts as
    holding just what was drawn.
    """
    recalled = {
        each.id: each.reference_min
        for each in plan.batches
        if each.id in batches and batches[each.id].state is BatchState.RECALLED
    }
    batch_of = {each.id: each.batch_id for each in plan.shipments}
    drawn_kbq: dict[str, int] = defaultdict(int)
    for each in plan.administrations:
        if each.visit_id in facts:
            for vial_id in each.vial_ids:
                drawn_kbq[vial_id] += each.demand_kbq
    lost, emptied = [], []
    for vial in plan.vials:
        batch_id = batch_of[vial.shipment_id]
        if batch_id not in recalled:
            continue
        if vial.id not in drawn_kbq:
            lost.append(vial.id)
            continue
        measured_at = origin_at + timedelta(minutes=recalled[batch_id])
        content = min(drawn_kbq[vial.id], vial.activity_kbq)
        emptied.append(
            MeasuredVialData(
                vial=vial.id,
                activity_gbq=Decimal(content) / KBQ_PER_GBQ,
                measured_at=measured_at,
            )
        )
    return Quarantine(tuple(lost), tuple(emptied))
