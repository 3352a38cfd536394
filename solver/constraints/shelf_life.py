"""Rule 7: an injection ends before the earliest expiry of its dose."""

from typing import TYPE_CHECKING, ClassVar

from solver.constraints.base import EVER, NEVER
from solver.problem.commitments import Firmness
from solver.problem.demand import Visit
from solver.state.offer import Offer
from solver.state.state import State
from solver.state.supply import Way

if TYPE_CHECKING:
    from solver.model.supply_vars import SupplyVars
    from solver.model.variables import PlanVars  # loads OR-Tools
    from solver.model.visit_vars import VisitVars


class ShelfLife:
    r"""
    The injection has ended by the earliest of all limits the label gives.

    .. math:: t_v + i_v \le \min\{e_b + L_{EOS},\ r_b + L_{ref},\
        f_b + L_{disp},\ a_w + L_{rec}\}

    counted from EOS, reference time, the beginning of portioning, and arrival.
    """

    number: ClassVar[int] = 7
    name: ClassVar[str] = "shelf_life"

    def post(self, x: "PlanVars") -> None:
        """Each limit of the label, for each way to get the dose."""
        for own in x.visits:
            for supply_id in own.supply_ids:
                self._post_made(x, own, supply_id)
            life = x.index.products[own.visit.product_id].shelf_life
            if life.from_receipt_min is not None:
                self._post_received(x, own)
        for batch in x.supplies:
            if batch.supply.product.shelf_life.from_receipt_min is None:
                continue
            for way in batch.ways:
                if way.departure is None:
                    batch.require_prompt_dispatch(way)
                    self._post_fixed(x, batch, way)

    def _post_made(self, x: "PlanVars", own: "VisitVars", supply_id: str) -> None:
        """Limits from EOS, from reference, and from dispensing."""
        supply = x.index.supplies[supply_id]
        life, reference = supply.product.shelf_life, x.reference(supply_id)
        done = own.injection + own.procedure.injection_min
        limits = []
        if life.from_eos_min is not None and supply.process is not None:
            limits.append(reference + life.from_eos_min)
        if life.from_reference_min is not None:
            limits.append(reference + life.from_reference_min)
        if life.from_dispensing_min is not None:
            begins = (
                reference + supply.process.dispensing_fixed_min
                if supply.process is not None
                else supply.ready_min(0, 0)
            )
            limits.append(begins + life.from_dispensing_min)
        for limit in limits:
            x.model.add(done <= limit).only_enforce_if(own.draws_from(supply_id))

    def _post_received(self, x: "PlanVars", own: "VisitVars") -> None:
        """The limit from arrival at the site."""
        done = own.injection + own.procedure.injection_min
        for option in own.options:
            product = x.index.supplies[option.supply_id].product
            limit = x.arrives(option) + (product.shelf_life.from_receipt_min or 0)
            x.model.add(done <= limit).only_enforce_if(own.picks(option))

    def _post_fixed(self, x: "PlanVars", batch: "SupplyVars", way: Way) -> None:
        """What is fixed stays in date, however much sooner the batch arrives."""
        committed = x.index.committed_visits()
        ends = [
            dose.injection_min
            + x.index.procedures[
                x.index.visits[dose.visit_id].procedure_id
            ].injection_min
            for dose in (batch.fixed.doses if batch.fixed else ())
            if dose.way.id == way.id
            and committed.get(dose.visit_id) is not Firmness.FACT
        ]
        life = batch.supply.product.shelf_life.from_receipt_min
        if ends and life is not None:
            x.model.add(batch.arrives(way) + life >= max(ends))

    def allows(
        self, state: State, visit: Visit, alternative: int, offer: Offer
    ) -> tuple[int, int]:
        """Minutes until which the injection still ends before expiry."""
        supply = offer.supply
        # With no portions to pack: no later than the arrival there will be.
        arrives = state.arrives_min(supply, offer.reference_min, offer.way, 0)
        if arrives < 0:
            return NEVER
        expiry = supply.expiry_min(offer.reference_min, arrives)
        if expiry is None:
            return EVER
        procedure = state.index.procedures[visit.procedure_id]
        return EVER[0], expiry - procedure.injection_min
