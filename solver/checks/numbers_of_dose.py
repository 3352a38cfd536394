"""The numbers of one dose, recomputed from the problem alone."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from solver.checks import exact
from solver.checks.fill import dead_kbq, volume_ul
from solver.problem.base import MAX_ACTIVITY_KBQ

if TYPE_CHECKING:
    from solver.checks.lookup import Dose


@dataclass(frozen=True, slots=True)
class Limit:
    """One end of a usable interval, and what sets it."""

    minute: int
    reason: str


@dataclass(frozen=True, slots=True)
class Numbers:
    """
    What an administration must say about its dose.

    ``earliest`` and ``latest`` hold every limit of the usable interval; the
    greatest of the former and the least of the latter are its ends.
    """

    demand_kbq: int
    draw_kbq: int
    draw_ul: int | None
    earliest: tuple[Limit, ...]
    latest: tuple[Limit, ...]

    @property
    def usable_from_min(self) -> int:
        """First minute at which this draw may be injected."""
        return max(limit.minute for limit in self.earliest)

    @property
    def usable_until_min(self) -> int | None:
        """Last minute at which this draw may be injected."""
        return min((limit.minute for limit in self.latest), default=None)


def expiry_limits(dose: "Dose") -> list[Limit]:
    """Last minute by which the injection ends, per shelf life (rule 7)."""
    if dose.made is None or dose.shipment is None:
        return []
    life = dose.product.shelf_life
    reference = dose.made.batch.reference_min
    limits = []
    if life.from_eos_min is not None and dose.made.source is not None:
        limits.append(Limit(reference + life.from_eos_min, "shelf life from EOS"))
    if life.from_reference_min is not None:
        limits.append(
            Limit(reference + life.from_reference_min, "shelf life from reference")
        )
    if life.from_dispensing_min is not None:
        limits.append(
            Limit(
                dose.made.dispensing_min + life.from_dispensing_min,
                "shelf life from dispensing",
            )
        )
    if life.from_receipt_min is not None:
        limits.append(
            Limit(
                dose.shipment.arrives_min + life.from_receipt_min,
                "shelf life from receipt",
            )
        )
    return limits


def numbers_of(dose: "Dose") -> Numbers | None:
    """Demand, draw, volume and usable interval; ``None`` if a link is missing."""
    made, shipment, alternative = dose.made, dose.shipment, dose.alternative
    if made is None or shipment is None or alternative is None:
        return None
    product, administration = dose.product, dose.administration
    half_life = product.half_life_min
    age = administration.injection_min - made.batch.reference_min
    if dose.is_dispensed:
        content = sum(vial.activity_kbq for vial in dose.vials)
        dead = sum(dead_kbq(made, vial) for vial in dose.vials)
        demand = max(0, content - dead)
        draw = exact.left_kbq(demand, age, half_life)
    else:
        draw = exact.gross_kbq(alternative.target_kbq, product.residual_permille)
        demand = exact.need_kbq(draw, age, half_life)
    volume = volume_ul(made, dose.vials[0], demand)
    if dose.is_dispensed and dose.vials[0].volume_ul is not None:
        volume = max(0, dose.vials[0].volume_ul - product.container.dead_volume_ul)
    earliest = [
        Limit(shipment.usable_min, "arrival and receiving check"),
        Limit(made.release_min, "release"),
    ]
    latest = [
        Limit(limit.minute - dose.procedure.injection_min, limit.reason)
        for limit in expiry_limits(dose)
    ]
    scan, scan_start = dose.procedure.scan, administration.scan_start_min
    if scan is not None and scan_start is not None:
        earliest.append(Limit(scan_start - scan.uptake_max_min, "longest uptake"))
        latest.append(Limit(scan_start - scan.uptake_min, "shortest uptake"))
    if 0 < draw <= 2 * MAX_ACTIVITY_KBQ:  # beyond, no minute is of any use
        target, tolerance = alternative.target_kbq, dose.visit.tolerance_permille
        residual, injection = product.residual_permille, administration.injection_min
        upper = exact.upper_limit_kbq(target, tolerance)
        lower = exact.lower_limit_kbq(target, tolerance)
        first = exact.first_minute_at_most(draw, residual, upper, half_life)
        last = exact.last_minute_at_least(draw, residual, lower, half_life)
        earliest.append(Limit(injection + first, "upper activity limit"))
        latest.append(Limit(injection + last, "lower activity limit"))
    return Numbers(demand, draw, volume, tuple(earliest), tuple(latest))
