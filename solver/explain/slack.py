"""Slack of a batch: how late it may be before the first dose is lost."""

from collections import defaultdict
from dataclasses import dataclass

from solver.plan.plan import Administration, Plan, PlannedBatch, Shipment
from solver.problem.problem import Problem
from solver.problem.transport import Departure, Lane


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchSlack:
    """
    How late one batch may be, and who pays for the minute after.

    Parameters
    ----------
    slack_min
        Minutes by which EOS (of a run) or readiness (of an order) may be later
        before the first visit is lost [min]; ``None`` if nobody is served from
        the batch. Negative, a committed batch is too late already.
    lost_first
        Ids of the visits lost one minute after that, by injection minute.
    """

    batch_id: str
    slack_min: int | None
    lost_first: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Chain:
    """When a batch is packed, and when it is released [min]."""

    packed_min: int
    release_min: int
    is_conditional_dispatch: bool

    @property
    def ready_min(self) -> int:
        """First minute at which a carrier may take it."""
        if self.is_conditional_dispatch:
            return self.packed_min
        return max(self.packed_min, self.release_min)


def batch_slacks(problem: Problem, plan: Plan) -> tuple[BatchSlack, ...]:
    """
    Slack of every batch of a plan, in the plan's order.

    Everything but the batch's own chain stays as planned: injections, scans,
    portions and departures. A timetabled carrier does not wait, so the batch must
    be ready by the departure's last hand-over. A courier on demand waits, inside
    its hours; the dose then arrives later by as much. With the batch ready for
    hand-over at ``ready`` and released at ``release``, a dose injected at ``t``
    bears

    * ``t - release`` minutes, and
    * ``last_handover - ready`` with a timetabled departure, or
    * ``handover - ready + min(t - usable, last_minute_of_hours - handover)`` with
      a courier on demand.

    The slack of the batch is the least of these over its doses. The next run of
    the line is not looked at.
    """
    served = minutes_borne(problem, plan)
    injections = {each.visit_id: each.injection_min for each in plan.administrations}
    slacks = []
    for batch in plan.batches:
        bears = served[batch.id]
        least = min(bears.values(), default=None)
        slacks.append(
            BatchSlack(
                batch_id=batch.id,
                slack_min=least,
                lost_first=tuple(
                    sorted(
                        (visit for visit, minutes in bears.items() if minutes == least),
                        key=lambda visit: (injections[visit], visit),
                    )
                ),
            )
        )
    return tuple(slacks)


def minutes_borne(problem: Problem, plan: Plan) -> dict[str, dict[str, int]]:
    """How late each batch may be for each visit it serves [min], by their ids."""
    shipment_of = {shipment.id: shipment for shipment in plan.shipments}
    shipment_of_vial = {vial.id: shipment_of[vial.shipment_id] for vial in plan.vials}
    portions: defaultdict[str, int] = defaultdict(int)
    for shipment in shipment_of_vial.values():
        portions[shipment.batch_id] += 1
    served: defaultdict[str, list[tuple[Shipment, Administration]]] = defaultdict(list)
    for each in plan.administrations:
        for vial_id in each.vial_ids:
            shipment = shipment_of_vial[vial_id]
            served[shipment.batch_id].append((shipment, each))

    lanes = {lane.id: lane for lane in problem.lanes}
    departures = {departure.id: departure for departure in problem.departures}
    found: dict[str, dict[str, int]] = {}
    for batch in plan.batches:
        chain = _chain(problem, batch, portions[batch.id])
        bears: dict[str, int] = {}
        for shipment, each in served[batch.id]:
            minutes = _dose_slack_min(
                chain,
                shipment,
                each.injection_min,
                lanes[shipment.lane_id],
                departures.get(shipment.departure_id or ""),
            )
            bears[each.visit_id] = min(minutes, bears.get(each.visit_id, minutes))
        found[batch.id] = bears
    return found


def _chain(problem: Problem, batch: PlannedBatch, num_portions: int) -> _Chain:
    for order in problem.orders:
        if order.id == batch.id:
            return _Chain(order.ready_min, order.ready_min, False)
    run = next(run for run in problem.runs if run.id == batch.id)
    process = next(each for each in problem.processes if each.id == run.process_id)
    eos_min = batch.reference_min
    return _Chain(
        packed_min=eos_min
        + process.dispensing_fixed_min
        + num_portions * process.dispensing_per_portion_min
        + process.packing_min,
        release_min=eos_min + process.quality_control_min,
        is_conditional_dispatch=process.is_conditional_dispatch,
    )


def _dose_slack_min(
    chain: _Chain,
    shipment: Shipment,
    injection_min: int,
    lane: Lane,
    departure: Departure | None,
) -> int:
    released = injection_min - chain.release_min
    waits = shipment.handover_min - chain.ready_min
    if shipment.departure_id is not None:
        last = departure.handover_min if departure else shipment.handover_min
        return min(released, max(last, shipment.handover_min) - chain.ready_min)
    last_minute = max(
        (
            hours.end_min - 1
            for hours in lane.hours
            if hours.covers(shipment.handover_min, shipment.handover_min + 1)
        ),
        default=shipment.handover_min,
    )
    later = min(
        injection_min - shipment.usable_min, last_minute - shipment.handover_min
    )
    return min(released, waits + later)
