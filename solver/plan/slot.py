"""A slot: a time, a place and a dose that somebody may book, and what it costs."""

from solver.plan.plan import BookedScan, Occupation
from solver.problem.base import Id, Minute, Record


class Slot(Record):
    """
    A bookable offer for one visit.

    Parameters
    ----------
    alternative
        Index into the visit's alternatives.
    injection_min, scan_start_min, reference_min
        Minutes from the problem's origin.
    batch_id, reference_min
        Run or order the dose comes from, and its EOS or reference minute.
    lane_id, departure_id
        How it reaches the site; ``departure_id`` is ``None`` on a lane on demand.
    vial
        Number of the multi-dose vial in its shipment, from 1; 0 for a dose that has
        vials of its own.
    equipment
        What the run holds, one id per use of its process; none of what is committed.
    occupations
        Those around the injection; each later scan has its own.
    """

    visit_id: Id
    alternative: int
    injection_min: Minute
    scan_start_min: Minute | None
    batch_id: Id
    reference_min: Minute
    lane_id: Id
    departure_id: Id | None
    vial: int
    equipment: tuple[Id, ...] = ()
    occupations: tuple[Occupation, ...]
    later_scans: tuple[BookedScan, ...] = ()


class SlotPrice(Record):
    """
    What seating a slot changes, given the plan in force.

    Parameters
    ----------
    cost_nok
        Runs, orders, portions and couriers that are new, less cancellations that are
        spared: negative if it saves more than it costs [NOK].
    activity_kbq
        Activity that batches need more, each at its reference minute [kBq].
    waiting_days
        Whole days from request to injection.
    is_preferred
        Whether the injection lies in the visit's preferred hours.
    starts_batch
        Whether nobody else has a dose of its batch.
    decide_by_min
        Order cut-off of its batch: the last minute at which it can be booked as it is;
        ``None`` for a dose of what is made or ordered for good.
    """

    cost_nok: int
    activity_kbq: int
    waiting_days: int
    is_preferred: bool
    starts_batch: bool
    decide_by_min: Minute | None


class PricedSlot(Record):
    """A slot and its price."""

    slot: Slot
    price: SlotPrice
