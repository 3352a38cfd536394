"""The run table: what is made or ordered, by when, and how late it may be."""

from dataclasses import dataclass
from datetime import datetime

from scheduler.exports.index import Index
from solver.explain.slack import BatchSlack, batch_slacks
from solver.plan.plan import PlannedBatch


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRow:
    """
    One batch, in the local time of the unit that makes or sells it.

    Parameters
    ----------
    line
        Name of the line; ``None`` for an order of a bought product.
    reference_at
        EOS of a run, reference time of an order.
    activity_kbq
        Activity to have at that time [kBq].
    first_dispatch_at
        Earliest hand-over to a carrier.
    release_at
        Release by quality control; for an order, when it is ready.
    order_deadline_at
        Cut-off after which nothing can be added.
    slack_min
        How late EOS or readiness may be before the first loss [min]; ``None``
        where nobody is served or the batch is a fact.
    lost_first
        Ids of the visits lost first.
    firmness
        How firmly an earlier plan holds it, if at all.
    at_risk
        Ids of the visits for which orders close before a pending result is due.
    """

    batch_id: str
    product: str
    unit: str
    line: str | None
    reference_at: datetime
    activity_kbq: int
    num_doses: int
    num_vials: int
    sites: tuple[str, ...]
    first_dispatch_at: datetime | None
    release_at: datetime
    order_deadline_at: datetime
    slack_min: int | None
    lost_first: tuple[str, ...]
    firmness: str | None
    at_risk: tuple[str, ...]


def run_table(index: Index) -> tuple[RunRow, ...]:
    """Every batch of the plan, by EOS or reference time."""
    slacks = {
        slack.batch_id: slack for slack in batch_slacks(index.problem, index.plan)
    }
    batches = sorted(index.plan.batches, key=lambda each: (each.reference_min, each.id))
    return tuple(_row(index, batch, slacks[batch.id]) for batch in batches)


def _row(index: Index, batch: PlannedBatch, slack: BatchSlack) -> RunRow:
    unit = index.unit_of(batch.id)
    line = index.line_of(batch.id)
    clock = index.clock(unit.zone)
    shipments = index.shipments_of_batch.get(batch.id, [])
    doses = index.administrations_of_batch.get(batch.id, [])
    handovers = [shipment.handover_min for shipment in shipments]
    cutoff_min = index.cutoff_min(batch.id)
    firmness = index.firmness_of_batch.get(batch.id)
    is_fact = firmness == "fact"
    return RunRow(
        batch_id=batch.id,
        product=index.product_of(batch.id).name,
        unit=unit.name,
        line=line.name if line else None,
        reference_at=clock.at(batch.reference_min),
        activity_kbq=batch.activity_kbq,
        num_doses=len(doses),
        num_vials=sum(
            len(index.vials_of_shipment.get(shipment.id, [])) for shipment in shipments
        ),
        sites=tuple(
            dict.fromkeys(
                index.sites[index.lanes[shipment.lane_id].site_id].name
                for shipment in shipments
            )
        ),
        first_dispatch_at=clock.at(min(handovers)) if handovers else None,
        release_at=clock.at(index.release_min(batch)),
        order_deadline_at=clock.at(cutoff_min),
        slack_min=None if is_fact else slack.slack_min,
        lost_first=() if is_fact else slack.lost_first,
        firmness=firmness,
        at_risk=tuple(
            each.visit_id
            for each in doses
            if any(
                gate.due_min is not None and cutoff_min < gate.due_min
                for gate in index.visits[each.visit_id].gates
            )
        ),
    )
