"""Rule 7: an injection ends before the earliest expiry of its dose."""

from typing import TYPE_CHECKING, ClassVar

from solver.constraints.base import EVER, NEVER
from solver.problem.commitments import Firmness
from solver.problem.demand import Visit
from solver.state.hours import NEVER_MIN
from solver.state.index import Index
from solver.state.load import Dose
from solver.state.offer import Offer
from solver.state.state import State
from solver.state.supply import Way

if TYPE_CHECKING:
    from solver.model.book import Truth
    from solver.model.seating import Seating
    from solver.model.shared_vials import SharedVial
    from solver.model.supply_vars import SupplyVars
    from solver.model.variables import PlanVars  # loads OR-Tools
    from solver.model.visit_vars import VisitVars


class ShelfLife:
    r"""
    The injection has ended by the earliest of all limits the label gives.

    .. math:: t_v + i_v \le \min\{e_b + L_{EOS},\ r_b + L_{ref},\
        f_b + L_{disp},\ a_w + L_{rec}\}

    counted from EOS, reference time, the beginning of portioning, and arrival; and
    all draws on one multi-dose vial end within its life in use:

    .. math:: t_v + i_v \le \min_{u \in k} t_u + L_{use}
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
        for vial in x.shared_vials:
            if vial.product.shelf_life.in_use_min is not None:
                self._post_in_use(x, vial, vial.product.shelf_life.in_use_min)

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
        ends = [
            done
            for dose in (batch.fixed.doses if batch.fixed else ())
            if dose.way.id == way.id and (done := _done_min(x.index, dose)) is not None
        ]
        life = batch.supply.product.shelf_life.from_receipt_min
        if ends and life is not None:
            x.model.add(batch.arrives(way) + life >= max(ends))

    def _post_in_use(self, x: "PlanVars", vial: "SharedVial", life_min: int) -> None:
        """
        All draws on a vial end within its life from the first of them.

        The first is any minute that none of them is before: the latest is the best.
        """
        fixed = [dose.injection_min for dose in vial.drawn]
        reaches = [own.option_reach(option) for own, option in vial.pickers]
        firsts = [*fixed, *(reach.first_min for reach in reaches)]
        lasts = [*fixed, *(reach.last_min for reach in reaches)]
        first = x.book.integer(
            min(firsts),
            max(lasts),
            f"first of {vial.name}",
            _first_of(vial, max(lasts)),
        )
        for minute in fixed:
            x.model.add(first <= minute)
        for dose in vial.drawn:
            if (ends_min := _done_min(x.index, dose)) is not None:
                x.model.add(first >= ends_min - life_min)
        for own, option in vial.pickers:
            done = own.injection + own.procedure.injection_min
            picked = own.picks(option)
            x.model.add(first <= own.injection).only_enforce_if(picked)
            x.model.add(done <= first + life_min).only_enforce_if(picked)

    def allows(
        self, state: State, visit: Visit, alternative: int, offer: Offer
    ) -> tuple[int, int]:
        """Minutes until which the injection still ends before expiry."""
        supply = offer.supply
        # With no portions to pack: no later than the arrival there will be.
        arrives = state.arrives_min(supply, offer.reference_min, offer.way, 0)
        if arrives == NEVER_MIN:
            return NEVER
        expiry = supply.expiry_min(offer.reference_min, arrives)
        injection = state.index.procedures[visit.procedure_id].injection_min
        first, last = _in_use(state, offer, injection)
        if expiry is not None:
            last = min(last, expiry - injection)
        return first, last


def is_in_use(state: State, supply_id: str) -> bool:
    """Whether all draws on each vial of a batch keep to its life in use."""
    load = state.loads.get(supply_id)
    life_min = load.supply.product.shelf_life.in_use_min if load else None
    if load is None or life_min is None:
        return True
    opened: dict[tuple[str, int], int] = {}
    ended: dict[tuple[str, int], int] = {}
    for dose in load.doses:
        key, done = (dose.way.id, dose.vial), _done_min(state.index, dose)
        first = opened.get(key, dose.injection_min)
        opened[key] = min(first, dose.injection_min)
        if dose.vial and done is not None:
            ended[key] = max(ended.get(key, done), done)
    return all(ends <= opened[key] + life_min for key, ends in ended.items())


def _in_use(state: State, offer: Offer, injection_min: int) -> tuple[int, int]:
    """First and last injection that keeps all draws on a vial in its life in use."""
    life_min = offer.supply.product.shelf_life.in_use_min
    if life_min is None or not offer.vial:
        return EVER
    if injection_min > life_min:
        return NEVER
    load = state.loads.get(offer.supply.id)
    drawn = [
        dose
        for dose in (load.doses if load else ())
        if (dose.way.id, dose.vial) == (offer.way.id, offer.vial)
    ]
    if not drawn:
        return EVER
    ends = [_done_min(state.index, dose) for dose in drawn]
    first = max([done - life_min for done in ends if done is not None], default=EVER[0])
    opened = min(dose.injection_min for dose in drawn)
    return first, opened + life_min - injection_min


def _done_min(index: Index, dose: Dose) -> int | None:
    """End of an injection that is seated; ``None`` for facts, which stand."""
    if index.committed_visits().get(dose.visit_id) is Firmness.FACT:
        return None
    visit = index.visits[dose.visit_id]
    return dose.injection_min + index.procedures[visit.procedure_id].injection_min


def _first_of(vial: "SharedVial", otherwise: int) -> "Truth":
    """First injection out of a vial; another minute if there is none."""

    def truth(seating: "Seating") -> int:
        return min(
            [
                *(dose.injection_min for dose in vial.drawn),
                *(
                    seating.value(own.injection)
                    for own, option in vial.pickers
                    if seating.value(own.picks(option))
                ),
            ],
            default=otherwise,
        )

    return truth
