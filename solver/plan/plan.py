"""A plan: batches, shipments, vials and the visits served from them."""

from collections import Counter
from enum import StrEnum
from typing import Self

from pydantic import model_validator

from solver.problem.base import (
    Id,
    Kbq,
    Microliters,
    Minute,
    Name,
    PositiveKbq,
    Record,
)


class EquipmentHold(Record):
    """One piece of equipment, held for a run during ``[start_min, end_min)``."""

    equipment_id: Id
    start_min: Minute
    end_min: Minute


class PlannedBatch(Record):
    """
    A run that is made, or an order that is placed.

    Parameters
    ----------
    id
        Id of the run or order of the problem.
    reference_min
        EOS of a run; reference time of an order. Activities of the batch, its
        vials and its demands refer to this minute.
    activity_kbq
        Activity to have at that minute: demands, dead volumes and sample (run),
        or the content of all vials (order) [kBq].
    equipment
        What the run holds, in the order of its process's ``uses``.
    discard_min
        When its generator is eluted for the waste before, if it is.
    """

    id: Id
    reference_min: Minute
    activity_kbq: PositiveKbq
    equipment: tuple[EquipmentHold, ...] = ()
    discard_min: Minute | None = None


class Shipment(Record):
    """
    What of one batch goes to one site with one departure.

    ``departure_id`` is ``None`` on a lane on demand. ``handover_min`` is when the
    carrier takes the package, ``arrives_min`` when it reaches the site, and
    ``usable_min`` the end of the receiving check.
    """

    id: Id
    batch_id: Id
    lane_id: Id
    departure_id: Id | None
    handover_min: Minute
    departs_min: Minute
    arrives_min: Minute
    usable_min: Minute


class Vial(Record):
    """
    A multi-dose vial, a whole vial or a unit dose (a syringe).

    ``activity_kbq`` is its content at the batch's reference minute, dead volume
    included; ``volume_ul`` its fill, ``None`` where the product has no stated
    concentration.
    """

    id: Id
    shipment_id: Id
    activity_kbq: PositiveKbq
    volume_ul: Microliters | None


class Purpose(StrEnum):
    """What a resource is occupied for."""

    PLACE = "place"
    PREPARATION = "preparation"
    INJECTION = "injection"
    SCANNER = "scanner"
    SCAN = "scan"


class Occupation(Record):
    """
    One resource, held for a visit during ``[start_min, end_min)``.

    ``place`` and ``scanner`` hold a place or scanner, cleaning and set-up
    included; ``preparation``, ``injection`` and ``scan`` hold a person.
    """

    resource_id: Id
    purpose: Purpose
    start_min: Minute
    end_min: Minute


class BookedScan(Record):
    """
    A later scan of a visit, booked.

    ``occupations`` are those of scanner and person, with the purposes ``scanner`` and
    ``scan``, in this order.
    """

    name: Name
    scan_start_min: Minute
    occupations: tuple[Occupation, ...]


class Administration(Record):
    """
    A visit that is served.

    Parameters
    ----------
    alternative
        Index into the visit's alternatives.
    vial_ids
        Where the dose is drawn from: one multi-dose vial, one unit dose, or one
        or more whole vials.
    demand_kbq
        Activity the dose takes from its batch, at the batch's reference minute:
        ``ceil(gross * 2^((injection - reference) / half-life))`` [kBq]. For a
        dose already dispensed, its content.
    draw_kbq
        Activity to draw, at the injection minute (the assay): the target plus
        residuals, rounded up [kBq]. For a dose already dispensed, what is left
        of it then, rounded down.
    draw_ul
        Volume to draw, rounded up [µL]; ``None`` without a concentration.
    usable_from_min, usable_until_min
        First and last minute at which injecting this very draw keeps to activity
        limits, shelf life, release, arrival, and the booked scan's uptake time.
    occupations
        In the order of ``Purpose``. The place's end, less its cleaning, is the
        discharge of a visit without a scan.
    later_scans
        In the order of the procedure's later scans.
    """

    visit_id: Id
    alternative: int
    vial_ids: tuple[Id, ...]
    demand_kbq: PositiveKbq
    draw_kbq: PositiveKbq
    draw_ul: Microliters | None
    injection_min: Minute
    scan_start_min: Minute | None
    usable_from_min: Minute
    usable_until_min: Minute
    occupations: tuple[Occupation, ...]
    later_scans: tuple[BookedScan, ...] = ()


class Plan(Record):
    """Everything that is decided, each list ordered by id."""

    batches: tuple[PlannedBatch, ...] = ()
    shipments: tuple[Shipment, ...] = ()
    vials: tuple[Vial, ...] = ()
    administrations: tuple[Administration, ...] = ()

    @model_validator(mode="after")
    def _ids_are_unique(self) -> Self:
        for name, ids in (
            ("batches", [batch.id for batch in self.batches]),
            ("shipments", [shipment.id for shipment in self.shipments]),
            ("vials", [vial.id for vial in self.vials]),
            ("administrations", [each.visit_id for each in self.administrations]),
        ):
            if repeated := sorted(id_ for id_, n in Counter(ids).items() if n > 1):
                raise ValueError(f"{name}: repeated {', '.join(repeated)}")
        return self


def total_activity_kbq(plan: Plan) -> Kbq:
    """Activity of all batches at their reference minutes [kBq]."""
    return sum(batch.activity_kbq for batch in plan.batches)
