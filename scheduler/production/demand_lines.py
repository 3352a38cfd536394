"""The lines of a batch demand: how each figure of it is read off problem and plan."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from scheduler.exports.index import Index
from scheduler.planning.problem_builder import Built
from scheduler.production.affected import held_of
from scheduler.production.demand_records import (
    BatchDemand,
    Certainty,
    Deadlines,
    DoseDemand,
    ShipmentDemand,
    Slack,
    VialDemand,
)
from scheduler.production.records import BatchState
from scheduler.transport.records import ShipmentState
from solver.booking.first_loss import first_loss, yield_slack
from solver.checks.capacity import usable_kbq
from solver.checks.elutions import Elutions
from solver.checks.fill import dead_kbq
from solver.checks.lookup import PlanView, ProblemView
from solver.checks.made import MadeBatch
from solver.explain.slack import minutes_borne
from solver.plan.plan import Administration, Plan, PlannedBatch, Shipment, Vial
from solver.problem.commitments import Firmness
from solver.problem.products import Presentation

_PERMILLE = 1000


class DemandLines:
    """
    One plan, read for those who make it.

    Parameters
    ----------
    plan
        A plan whose references resolve in what was built, on its minutes.
    """

    def __init__(self, built: Built, plan: Plan) -> None:
        self.built = built
        self.plan = plan
        self.batches = plan.batches
        self._index = Index(built.problem, plan)
        self._known = ProblemView(built.problem)
        self._view = PlanView(self._known, plan)
        self._firm = {
            each.visit_id: each.firmness for each in built.problem.commitments.visits
        }
        self._firm_batches = {
            each.batch_id for each in built.problem.commitments.batches
        }
        self._departures = {each.id: each for each in built.problem.departures}

    def unit_id(self, batch: PlannedBatch) -> str:
        """The unit that makes or sells a batch."""
        return self._index.unit_of(batch.id).id

    def day(self, batch: PlannedBatch) -> date:
        """Local date of the unit at EOS or reference time."""
        return self._at_unit(batch.id, batch.reference_min).date()

    def batch(self, batch: PlannedBatch, *, with_slack: bool) -> BatchDemand:
        """Everything a unit is to know of one batch."""
        made = self._view.made[batch.id]
        unit, line = self._index.unit_of(batch.id), self._index.line_of(batch.id)
        held = held_of(self.built)
        record = held.batches.get(batch.id)
        state = BatchState.PLANNED if record is None else record.state
        capacity = self._capacity_kbq(made)
        doses = self._doses(batch.id)
        certain: Counter[Certainty] = Counter()
        for dose in doses.values():
            certain[dose.certainty] += dose.demand_kbq
        is_open = with_slack and state in {BatchState.PLANNED, BatchState.ACCEPTED}
        return BatchDemand(
            batch_id=batch.id,
            product_id=made.product.id,
            product=made.product.name,
            unit_id=unit.id,
            unit=unit.name,
            line=None if line is None else line.name,
            generator_id=made.source.run.generator_id if made.source else None,
            is_run=made.source is not None,
            state=state,
            is_firm=batch.id in self._firm_batches,
            reference_at=self._at_unit(batch.id, batch.reference_min),
            reference_utc=self.built.instants.at(batch.reference_min).astimezone(UTC),
            activity_kbq=batch.activity_kbq,
            measured_kbq=None if record is None else record.measured_kbq,
            capacity_kbq=capacity,
            share_permille=None
            if not capacity
            else -(-batch.activity_kbq * _PERMILLE // capacity),
            portions=self._view.num_portions(batch.id),
            max_portions=made.order.max_portions if made.order else None,
            sample_kbq=made.source.process.sample_kbq if made.source else 0,
            certain_kbq={each: certain[each] for each in Certainty},
            deadlines=self._deadlines(made),
            shipments=tuple(
                self._shipment(made, each, doses)
                for each in sorted(
                    self._view.shipments_of[batch.id],
                    key=lambda each: (each.handover_min, each.id),
                )
            ),
            slack=self._slack(batch.id, doses) if is_open else None,
        )

    def _capacity_kbq(self, made: MadeBatch) -> int | None:
        if made.source is None:
            return None
        return usable_kbq(self._known, self._elutions, made)

    @cached_property
    def _elutions(self) -> Elutions:
        return Elutions(self._view)

    @cached_property
    def _borne(self) -> dict[str, dict[str, int]]:
        return minutes_borne(self.built.problem, self.plan)

    def _deadlines(self, made: MadeBatch) -> Deadlines:
        batch, process = made.batch, made.source.process if made.source else None
        shipments = self._view.shipments_of[batch.id]
        begins = made.synthesis_start_min if process else None
        irradiated = None
        if process is not None and process.irradiation is not None:
            irradiated = made.synthesis_start_min - process.irradiation.minutes
        ends = [
            end
            for each in shipments
            if (end := self._expiry_min(made, each)) is not None
        ]
        first = min((each.handover_min for each in shipments), default=None)
        return Deadlines(
            order_cutoff_at=self._at_unit(batch.id, self._index.cutoff_min(batch.id)),
            irradiation_at=self._at_unit_if(batch.id, irradiated),
            synthesis_at=self._at_unit_if(batch.id, begins),
            dispatch_at=self._at_unit_if(batch.id, first),
            release_at=self._at_unit(batch.id, made.release_min),
            expires_at=self._at_unit_if(batch.id, min(ends, default=None)),
        )

    def _expiry_min(self, made: MadeBatch, shipment: Shipment) -> int | None:
        """By when the last injection from a shipment ends, in-use time apart."""
        life, reference = made.product.shelf_life, made.batch.reference_min
        counted = (
            (life.from_eos_min if made.source else None, reference),
            (life.from_reference_min, reference),
            (life.from_dispensing_min, made.dispensing_min),
            (life.from_receipt_min, shipment.arrives_min),
        )
        return min(
            (start + minutes for minutes, start in counted if minutes is not None),
            default=None,
        )

    def _shipment(
        self, made: MadeBatch, shipment: Shipment, doses: Mapping[str, DoseDemand]
    ) -> ShipmentDemand:
        lane = self._index.lanes[shipment.lane_id]
        site = self._index.sites[lane.site_id]
        departure = self._departures.get(shipment.departure_id or "")
        last = departure.handover_min if departure else shipment.handover_min
        record = held_of(self.built).shipments.get(shipment.id)
        vials = self._view.vials_in[shipment.id]
        expiry = self._expiry_min(made, shipment)
        return ShipmentDemand(
            shipment_id=shipment.id,
            site_id=site.id,
            site=site.name,
            carrier=lane.name,
            departure_id=shipment.departure_id,
            handover_at=self._at_unit(made.batch.id, shipment.handover_min),
            last_handover_at=self._at_unit(made.batch.id, last),
            departs_at=self._at_unit(made.batch.id, shipment.departs_min),
            arrives_at=self._at(site.zone, shipment.arrives_min),
            usable_at=self._at(site.zone, shipment.usable_min),
            expires_at=None if expiry is None else self._at(site.zone, expiry),
            state=ShipmentState.PLANNED if record is None else record.state,
            content_kbq=sum(each.activity_kbq for each in vials),
            vials=tuple(self._vials(made, vials, doses)),
        )

    def _vials(
        self,
        made: MadeBatch,
        vials: Iterable[Vial],
        doses: Mapping[str, DoseDemand],
    ) -> Iterable[VialDemand]:
        """Vials with their doses; a dose of several whole vials empties one by one."""
        left = {visit_id: dose.demand_kbq for visit_id, dose in doses.items()}
        for vial in vials:
            users = self._view.users_of.get(vial.id, [])
            residual = min(dead_kbq(made, vial), vial.activity_kbq)
            usable = vial.activity_kbq - residual
            drawn = 0
            for visit_id in users:
                taken = min(left[visit_id], usable - drawn)
                left[visit_id] -= taken
                drawn += taken
            yield VialDemand(
                vial_id=vial.id,
                content_kbq=vial.activity_kbq,
                volume_ul=vial.volume_ul,
                is_measured=vial.id in made.measured,
                drawn_kbq=drawn,
                residual_kbq=residual,
                rest_kbq=usable - drawn,
                doses=tuple(
                    sorted(
                        (doses[visit_id] for visit_id in users),
                        key=lambda dose: dose.position,
                    )
                ),
            )

    def _doses(self, batch_id: str) -> dict[str, DoseDemand]:
        """Doses of a batch by visit, numbered by time."""
        product = self._index.product_of(batch_id)
        is_named = product.presentation is not Presentation.MULTI_DOSE_VIAL
        drawn = self._index.administrations_of_batch.get(batch_id, [])
        ordered = sorted(drawn, key=lambda each: (each.injection_min, each.visit_id))
        return {
            each.visit_id: self._dose(each, position, is_named=is_named)
            for position, each in enumerate(ordered, start=1)
        }

    def _dose(
        self, each: Administration, position: int, *, is_named: bool
    ) -> DoseDemand:
        visit = self._index.visits[each.visit_id]
        zone = self._index.sites[visit.site_id].zone
        return DoseDemand(
            position=position,
            visit_id=each.visit_id if is_named else None,
            site_id=visit.site_id,
            injection_at=self._at(zone, each.injection_min),
            draw_kbq=each.draw_kbq,
            draw_ul=each.draw_ul,
            demand_kbq=each.demand_kbq,
            usable_from_at=self._at(zone, each.usable_from_min),
            usable_until_at=self._at(zone, each.usable_until_min),
            certainty=_certainty(self._firm.get(each.visit_id)),
        )

    def _slack(self, batch_id: str, doses: Mapping[str, DoseDemand]) -> Slack:
        """How late and how weak it may be, and which of its doses are lost first."""
        problem = self.built.problem
        delay = min(self._borne[batch_id].values(), default=None)
        late: tuple[str, ...] = ()
        if delay is not None:
            late = first_loss(problem, self.plan, batch_id, delay_min=max(delay, 0) + 1)
        low = yield_slack(problem, self.plan, batch_id)
        return Slack(
            delay_min=delay,
            lost_if_later=_positions(late, doses),
            least_permille=low.least_permille,
            lost_if_less=_positions(low.lost_first, doses),
        )

    def _at(self, zone: str, minute: int) -> datetime:
        return self.built.instants.at(minute).astimezone(ZoneInfo(zone))

    def _at_unit(self, batch_id: str, minute: int) -> datetime:
        return self._at(self._index.unit_of(batch_id).zone, minute)

    def _at_unit_if(self, batch_id: str, minute: int | None) -> datetime | None:
        return None if minute is None else self._at_unit(batch_id, minute)


def _certainty(firmness: Firmness | None) -> Certainty:
    if firmness is None:
        return Certainty.FORECAST
    return Certainty.HELD if firmness is Firmness.HELD else Certainty.CONFIRMED


def _positions(
    visit_ids: Iterable[str], doses: Mapping[str, DoseDemand]
) -> tuple[int, ...]:
    """Doses of the batch among visits; others go with them, and are not its own."""
    return tuple(
        sorted(doses[visit_id].position for visit_id in visit_ids if visit_id in doses)
    )
