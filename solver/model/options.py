"""
Ways to get a dose that survive a first look, found before any number is made.

A dose that cannot be reached in time is dropped here, so that no coefficient is ever
computed for it: a short-lived dose a day after its synthesis would ask for more
activity than whole numbers can hold.  What is dropped, no rule would allow; what is
left, the rules judge to the minute.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil

from solver.constraints.eligibility_gate import gated_span
from solver.decay import MAX_HALVINGS_AHEAD, longest_age_min
from solver.model.piece import Piece
from solver.problem.base import MAX_ACTIVITY_KBQ, MAX_MINUTES
from solver.problem.demand import Visit
from solver.problem.products import Presentation
from solver.state.hours import NEVER_MIN
from solver.state.index import Index
from solver.state.load import dead_kbq, usable_content_kbq
from solver.state.steps import steps_of
from solver.state.supply import Supply, Way


@dataclass(frozen=True, slots=True)
class Option:
    """
    A batch, a way and a vial.

    Parameters
    ----------
    vial
        Number of the multi-dose vial in its shipment, from 1; 0 for own vials.
    """

    supply_id: str
    way_id: str
    vial: int


@dataclass(frozen=True, slots=True)
class Reach:
    """First and last injection minute, both included; empty if they cross."""

    first_min: int
    last_min: int

    @property
    def is_empty(self) -> bool:
        """Whether no minute is left."""
        return self.last_min < self.first_min

    def cut(self, first_min: int, last_min: int) -> "Reach":
        """What of it lies between two minutes."""
        return Reach(max(self.first_min, first_min), min(self.last_min, last_min))


def reach_of(index: Index, visit: Visit) -> Reach:
    """Minutes between which the visit can at best be injected."""
    problem = index.problem
    procedure = index.procedures[visit.procedure_id]
    choices = range(len(visit.alternatives))
    shortest = min(choices, key=lambda each: visit.alternatives[each].scan_min)
    steps = steps_of(visit, procedure, shortest)
    tail = max(
        [steps.end_min, *(each.earliest_min + each.clear_min for each in steps.later)]
    )
    if not visit.injection_hours:
        return Reach(1, 0)
    now = max(problem.as_of_min, 0)
    reach = Reach(visit.window_start_min, visit.window_end_min - 1)
    reach = reach.cut(now + procedure.lead_min, problem.horizon_min - tail)
    reach = reach.cut(*gated_span(visit))
    return reach.cut(
        min(each.start_min for each in visit.injection_hours),
        max(each.end_min for each in visit.injection_hours) - 1,
    )


def options_of(piece: Piece, visit: Visit) -> Iterator[tuple[Option, Reach]]:
    """All ways to get a dose for a visit, and when each could be injected."""
    index = piece.index
    reach = reach_of(index, visit)
    reach = _beside_fixed(piece, visit, reach)
    if reach.is_empty or not _may_be_dosed(index, visit):
        return
    shared = (
        index.products[visit.product_id].presentation is Presentation.MULTI_DOSE_VIAL
    )
    near = index.supplies_near(visit.product_id, reach.first_min, reach.last_min)
    for supply in near:
        authorised = _authorised(piece, visit, supply, reach)
        if supply.id in piece.stocks:
            yield from _stock_options(piece, visit, supply, authorised)
            continue
        if authorised.is_empty or supply.portion_limit(index.problem.as_of_min) == 0:
            continue
        in_date = _in_date(piece, visit, supply, authorised)
        if in_date.is_empty:
            continue
        ready = supply.ready_min(supply.earliest_min, 1)
        last = in_date.last_min
        for way in index.ways_within(supply.unit_id, visit.site_id, ready, last):
            found = _reach_by(piece, visit, supply, way, in_date)
            if found.is_empty:
                continue
            count = supply.product.container.max_vials_per_shipment if shared else 0
            for vial in range(1, count + 1) if shared else (0,):
                yield Option(supply.id, way.id, vial), found


def most_kbq(supply: Supply) -> int:
    """The greatest demand of one dose that a batch could meet at all."""
    product = supply.product
    capacity = MAX_ACTIVITY_KBQ
    if supply.capacity_kbq is not None:
        capacity = min(capacity, supply.capacity_kbq - supply.sample_kbq)
    container = product.container
    if product.presentation is Presentation.WHOLE_VIALS:
        return _most_in_whole_vials(supply, capacity)
    rooms = [capacity]
    if container.max_activity_kbq is not None:
        rooms.append(container.max_activity_kbq)
    concentration = container.concentration_kbq_per_ml
    room = min(rooms) - dead_kbq(product)
    if container.max_volume_ul is not None and concentration is not None:
        left_ul = container.max_volume_ul - container.dead_volume_ul
        room = min(room, left_ul * concentration // 1000)
    return room


def _most_in_whole_vials(supply: Supply, capacity_kbq: int) -> int:
    product = supply.product
    content = product.container.content_kbq or 0
    if content <= dead_kbq(product):
        return 0
    count = capacity_kbq // content
    if supply.max_portions is not None:
        count = min(count, supply.max_portions)
    return min(count * usable_content_kbq(product), MAX_ACTIVITY_KBQ)


def _may_be_dosed(index: Index, visit: Visit) -> bool:
    """Whether site and participant are ready for the trial (rule 23)."""
    if visit.trial_id is None:
        return True
    active = index.trials[visit.trial_id].active_site_ids
    return visit.is_consented and visit.site_id in active


def _authorised(piece: Piece, visit: Visit, supply: Supply, reach: Reach) -> Reach:
    """From the first to the last minute of the authorisations."""
    spans = piece.authorised_spans(visit, supply.unit_id)
    if not spans:
        return Reach(1, 0)
    return reach.cut(spans[0][0], spans[-1][1] - 1)


def _beside_fixed(piece: Piece, visit: Visit, reach: Reach) -> Reach:
    """Minutes in step with the visits before and after that stay as they are."""
    index, link = piece.index, visit.follows
    if link is not None and link.visit_id in piece.fixed:
        day = index.day_of(visit, piece.fixed[link.visit_id].injection_min)
        start, end = index.day_span(visit, day + link.min_days, day + link.max_days)
        reach = reach.cut(start, end - 1)
    for later in index.followers(visit.id):
        if later.id in piece.fixed and later.follows is not None:
            link = later.follows
            day = index.day_of(later, piece.fixed[later.id].injection_min)
            start, end = index.day_span(later, day - link.max_days, day - link.min_days)
            reach = reach.cut(start, end - 1)
    return reach


def _in_date(piece: Piece, visit: Visit, supply: Supply, reach: Reach) -> Reach:
    """Minutes at which a dose is released, alive and strong enough, by any way."""
    first_ref, last_ref = piece.reference_span(supply)
    if last_ref < first_ref:
        return Reach(1, 0)
    injection = piece.index.procedures[visit.procedure_id].injection_min
    reach = reach.cut(supply.release_min(first_ref), reach.last_min)
    expiry = supply.expiry_min(last_ref, MAX_MINUTES)
    if expiry is not None:
        reach = reach.cut(reach.first_min, expiry - injection)
    return _affordable(piece, visit, supply, reach, most_kbq(supply))


def _reach_by(
    piece: Piece, visit: Visit, supply: Supply, way: Way, reach: Reach
) -> Reach:
    """Minutes at which a dose of the batch could at best arrive and be injected."""
    first_ref, last_ref = piece.reference_span(supply)
    usable = _first_usable_min(piece, supply, way, first_ref)
    if usable is None:
        return Reach(1, 0)
    reach = reach.cut(usable, reach.last_min)
    if supply.product.shelf_life.from_receipt_min is None:
        return reach
    injection = piece.index.procedures[visit.procedure_id].injection_min
    expiry = supply.expiry_min(last_ref, _last_arrival_min(piece, way))
    return reach if expiry is None else reach.cut(reach.first_min, expiry - injection)


def _affordable(
    piece: Piece, visit: Visit, supply: Supply, reach: Reach, most: int
) -> Reach:
    """Minutes at which the least draw does not ask for more than there can be."""
    first_ref, last_ref = piece.reference_span(supply)
    if most <= 0:
        return Reach(1, 0)
    choices = range(len(visit.alternatives))
    gross = min(piece.index.gross_kbq(visit, choice) for choice in choices)
    half_life = supply.product.half_life_min
    youngest = ceil(-MAX_HALVINGS_AHEAD * half_life)
    oldest = longest_age_min(gross, most, half_life)
    return reach.cut(first_ref + youngest, last_ref + oldest)


def _first_usable_min(
    piece: Piece, supply: Supply, way: Way, first_ref: int
) -> int | None:
    """First minute at which a dose could be there; ``None`` if it never leaves."""
    arrives = piece.state.arrives_min(supply, first_ref, way, 1)
    return None if arrives == NEVER_MIN else arrives + way.lane.receiving_min


def _last_arrival_min(piece: Piece, way: Way) -> int:
    """The latest arrival a way offers."""
    if way.departure is not None:
        return way.departure.arrives_min
    hours = piece.state.lane_hours(way)
    last = hours[-1][1] - 1 if hours else NEVER_MIN
    return last + (way.lane.door_to_door_min or 0)


def _stock_options(
    piece: Piece, visit: Visit, supply: Supply, reach: Reach
) -> Iterator[tuple[Option, Reach]]:
    """Vials that exist: shared ones for anybody there, own ones for their owner."""
    stock = piece.stocks[supply.id]
    reference = stock.batch.reference_min
    injection = piece.index.procedures[visit.procedure_id].injection_min
    for shipped in stock.shipments:
        if shipped.way.lane.site_id != visit.site_id:
            continue
        expiry = supply.expiry_min(reference, shipped.shipment.arrives_min)
        last = reach.last_min if expiry is None else expiry - injection
        release = supply.release_min(reference)
        found = reach.cut(max(release, shipped.shipment.usable_min), last)
        numbers: dict[int, int] = {}
        for vial in shipped.vials:
            if vial.owner_id == visit.id:
                numbers[0] = MAX_ACTIVITY_KBQ
            elif vial.number:
                numbers[vial.number] = vial.usable_kbq
        for number, most in numbers.items():
            left = _affordable(piece, visit, supply, found, most)
            if not left.is_empty:
                yield Option(supply.id, shipped.way.id, number), left
