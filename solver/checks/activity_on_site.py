"""
Rule 18: the activity held at a site stays within its licences.

It only grows when a shipment arrives, and so is judged in those minutes. Every part of
it is rounded up. What committed batches hold is a fact: where they alone are too much,
nothing else may be there with them.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from solver.checks import exact
from solver.checks.contents import doses_in, gross_kbq, is_drawn
from solver.checks.fill import dead_kbq
from solver.checks.lookup import PlanView, ProblemView
from solver.checks.made import MadeBatch
from solver.checks.violation import Violation
from solver.plan.plan import Shipment, Vial
from solver.problem.clinic import Site
from solver.problem.equipment import Licence
from solver.problem.products import Presentation

RULE = "activity_on_site"


@dataclass(frozen=True, slots=True)
class Holding:
    """
    Activity held during ``[from_min, until_min)``, known at one minute.

    ``half_life_min`` is ``None`` where it is counted undecayed; ``shipment_id`` is
    that of the shipment to blame for it, if that is no fact.
    """

    kbq: int
    at_min: int
    half_life_min: float | None
    from_min: float
    until_min: float
    shipment_id: str | None

    def at(self, minute: int) -> int:
        """Activity at a minute at which it is held, rounded up [kBq]."""
        if self.half_life_min is None:
            return self.kbq
        return exact.need_kbq(self.kbq, self.at_min - minute, self.half_life_min)

    def at_most(self, minute: int) -> float:
        """A quick bound from above: floats are right to far less than 1e-9 here."""
        if self.half_life_min is None:
            return self.kbq
        halves = (self.at_min - minute) / self.half_life_min
        capped = max(-exact.MAX_HALF_LIVES, min(exact.MAX_HALF_LIVES, halves))
        return self.kbq * math.exp2(capped) * (1 + 1e-9) + 1


@dataclass(frozen=True, slots=True)
class Delivery:
    """A shipment that reaches a site, with what it carries."""

    shipment: Shipment
    made: MadeBatch


def check(known: ProblemView, plan: PlanView) -> Iterator[Violation]:
    """Activity held per licence, whenever something arrives (rule 18)."""
    at_site: dict[str, list[Delivery]] = {}
    for shipment in plan.plan.shipments:
        lane = known.lanes.get(shipment.lane_id)
        made = plan.made.get(shipment.batch_id)
        if lane is not None and made is not None:
            delivery = Delivery(shipment, made)
            at_site.setdefault(lane.site_id, []).append(delivery)
    for site_id, deliveries in at_site.items():
        site = known.sites[site_id]
        for licence in site.licences:
            counted = [
                each
                for each in deliveries
                if each.made.product.nuclide in licence.nuclides
            ]
            yield from _licence(plan, site, licence, counted)


def _licence(
    plan: PlanView, site: Site, licence: Licence, deliveries: list[Delivery]
) -> Iterator[Violation]:
    """Everything held is within the licence in each minute of an arrival."""
    coming = [
        Holding(
            each.activity_kbq,
            each.at_min,
            each.half_life_min,
            -math.inf,
            math.inf,
            None,
        )
        for each in site.inventory
        if each.nuclide in licence.nuclides
    ]
    for delivery in deliveries:
        coming += _holdings(plan, licence, delivery)
    coming.sort(key=lambda each: each.from_min, reverse=True)
    held: list[Holding] = []
    for minute in sorted({each.shipment.arrives_min for each in deliveries}):
        while coming and coming[-1].from_min <= minute:
            held.append(coming.pop())
        held = [each for each in held if minute < each.until_min]
        if sum(each.at_most(minute) for each in held) <= licence.max_kbq:
            continue
        parts = [(each.at(minute), each.shipment_id) for each in held]
        total = sum(kbq for kbq, _ in parts)
        if total <= licence.max_kbq:
            continue
        message = (
            f"{total} kBq are at {site.id} at minute {minute}, licence {licence.id} "
            f"allows {licence.max_kbq} kBq"
        )
        for shipment_id in sorted({of for kbq, of in parts if kbq and of is not None}):
            yield Violation(RULE, shipment_id, message)


def _holdings(
    plan: PlanView, licence: Licence, delivery: Delivery
) -> Iterator[Holding]:
    """What one shipment brings, and until when it is held."""
    shipment, made = delivery.shipment, delivery.made
    vials = plan.vials_in.get(shipment.id, [])
    if is_drawn(made):
        for dose in doses_in(plan, made, shipment):
            injection = dose.administration.injection_min
            yield _held(delivery, gross_kbq(plan, dose), injection, until=injection)
        for vial in vials:
            yield from _dead_volume(plan, licence, delivery, vial)
        return
    reference = made.batch.reference_min
    for vial in vials:
        last = _last_injection(plan, vial)
        yield _held(delivery, vial.activity_kbq, reference, until=last)
    if licence.includes_waste:
        for rest, since in _rests(plan, made, vials):
            yield _held(delivery, rest, reference, since=since)


def _held(
    delivery: Delivery,
    kbq: int,
    at_min: int,
    since: float = -math.inf,
    until: float = math.inf,
    *,
    decays: bool = True,
) -> Holding:
    """A holding of a delivery, from its arrival on; no one is blamed for a fact."""
    made, shipment = delivery.made, delivery.shipment
    return Holding(
        kbq=kbq,
        at_min=at_min,
        half_life_min=made.product.half_life_min if decays else None,
        from_min=max(shipment.arrives_min, since),
        until_min=until,
        shipment_id=None if made.is_committed else shipment.id,
    )


def _last_injection(plan: PlanView, vial: Vial) -> float:
    """The last injection out of a vial; without any, it stays for good."""
    return max(
        (dose.administration.injection_min for dose in plan.doses_from(vial.id)),
        default=math.inf,
    )


def _dead_volume(
    plan: PlanView, licence: Licence, delivery: Delivery, vial: Vial
) -> Iterator[Holding]:
    """Counted undecayed up to the last injection, and after it as waste, decayed."""
    dead, reference = dead_kbq(delivery.made), delivery.made.batch.reference_min
    last = _last_injection(plan, vial)
    if not licence.includes_waste:
        yield _held(delivery, dead, reference, until=last, decays=False)
        return
    decays_from = max(last, reference)  # before the reference it is counted as then
    yield _held(delivery, dead, reference, until=decays_from, decays=False)
    yield _held(delivery, dead, reference, since=decays_from)


def _rests(
    plan: PlanView, made: MadeBatch, vials: list[Vial]
) -> Iterator[tuple[int, float]]:
    """What is left of vials after their last injection, and since when."""
    if made.product.presentation is not Presentation.WHOLE_VIALS:
        for vial in vials:
            doses = plan.doses_from(vial.id)
            drawn = sum(plan.demand_kbq(dose) for dose in doses)
            if doses:
                rest = vial.activity_kbq - drawn
                yield max(0, rest), _last_injection(plan, vial)
        return
    of_visit = {
        dose.visit.id: dose for vial in vials for dose in plan.doses_from(vial.id)
    }
    for dose in of_visit.values():
        content = sum(vial.activity_kbq for vial in dose.vials)
        rest = max(0, content - plan.demand_kbq(dose))
        yield rest, dose.administration.injection_min
