"""Where a dose for a visit could come from, as the plan stands."""

from collections.abc import Iterator
from itertools import islice
from random import Random

from solver.constraints.base import EVER
from solver.constraints.generators import Generators
from solver.constraints.production_chain import ProductionChain
from solver.problem.demand import Visit
from solver.problem.products import Presentation
from solver.search.reachable import reachable
from solver.state.equipment import named_equipment
from solver.state.load import Load
from solver.state.offer import Offer
from solver.state.state import State
from solver.state.supply import Supply, Way

_CHAIN = ProductionChain()
_GENERATORS = Generators()

EOS_STEP_MIN = 30
"""Grid on which the EOS of a new run is tried; later it slides to the minute."""

USUAL_PORTIONS = (1, 4, 10)
"""Portions a new run may be expected to get, when timing it for a departure."""


def offers(
    state: State,
    visit: Visit,
    random: Random | None = None,
    span: tuple[int, int] = EVER,
) -> Iterator[Offer]:
    """
    Every batch, way and vial that could be asked, whatever the rules say of it.

    Batches that exist come as they are; a run not yet made comes at several EOS
    minutes, shifted at random if ``random`` is given.  Of alike runs of one day, only
    the first that is not made is offered.

    Parameters
    ----------
    span
        First and last minute at which the visit could be injected.
    """
    seen: set[tuple[str, str, int, str | None]] = set()
    for source in reachable(state, visit):
        supply, ways = source.supply, source.within(*span)
        if not ways:
            continue
        if supply.id in state.stocks:
            yield from from_stock(state, supply, visit.site_id)
        elif (load := state.loads.get(supply.id)) is not None:
            for way in ways:
                for vial in vials(state, supply, way):
                    yield offer_of_load(load, way, vial)
        elif _is_first(supply, seen):
            for way in ways:
                for minute in eos_to_try(state, supply, way, random):
                    yield new_offer(state, supply, minute, way)


def _is_first(supply: Supply, seen: set[tuple[str, str, int, str | None]]) -> bool:
    """Whether no run like this one has been seen; orders are never alike."""
    run = supply.run
    if run is None:
        return True
    alike = (run.line_id, run.process_id, run.day, run.generator_id)
    is_first = alike not in seen
    seen.add(alike)
    return is_first


def offer_of_load(load: Load, way: Way, vial: int) -> Offer:
    """A dose of a batch that is made or ordered already."""
    return Offer(load.supply, load.reference_min, way, vial, load.equipment)


def new_offer(state: State, supply: Supply, reference_min: int, way: Way) -> Offer:
    """The first dose of a batch, on equipment that is free; rule 5 judges it."""
    equipment = named_equipment(state, supply, reference_min) or ()
    return Offer(supply, reference_min, way, first_vial(supply), equipment)


def first_vial(supply: Supply) -> int:
    """Number of the first vial of a shipment; 0 where doses have their own."""
    shared = supply.product.presentation is Presentation.MULTI_DOSE_VIAL
    return 1 if shared else 0


def vials(state: State, supply: Supply, way: Way) -> list[int]:
    """Vials of a shipment that exist, and one that does not if it may be added."""
    if not first_vial(supply):
        return [0]
    fills = state.loads[supply.id].fills
    used = {number for way_id, number in fills if way_id == way.id}
    most = supply.product.container.max_vials_per_shipment
    spare = (number for number in range(1, most + 1) if number not in used)
    return sorted({*used, *islice(spare, 1)})


def eos_to_try(
    state: State, supply: Supply, way: Way, random: Random | None = None
) -> list[int]:
    """Reference minutes at which a batch not yet made is worth trying."""
    if supply.run is None:
        return [supply.earliest_min]
    open_minutes = eos_minutes(state, supply)
    if not open_minutes:
        return []
    frame = supply.eos_frame
    offset = random.randrange(EOS_STEP_MIN) if random else 0
    wanted = list(
        range(supply.earliest_min + offset, supply.latest_min + 1, EOS_STEP_MIN)
    )
    if way.departure is not None:
        latest = [
            way.departure.handover_min - supply.ready_after_min(portions)
            for portions in USUAL_PORTIONS
        ]
        if latest[0] < supply.earliest_min:
            return []
        wanted = [minute for minute in wanted if minute <= latest[0]][-2:] + latest
    tried = set()
    for minute in wanted:
        nearest = frame.last_at_or_before(open_minutes, minute)
        if nearest < 0:
            nearest = frame.first_at_or_after(open_minutes, minute)
        tried.add(nearest)
    tried.add(frame.first_at_or_after(open_minutes, frame.start_min))
    return sorted(tried)


def eos_minutes(state: State, supply: Supply) -> int:
    """Bits of a run's EOS frame that line, equipment and generator leave open."""
    minutes = _CHAIN.eos_minutes(state, supply)
    if minutes and _GENERATORS.name not in state.lifted:
        minutes &= _GENERATORS.eos_minutes(state, supply)
    return minutes


def from_stock(state: State, supply: Supply, site_id: str) -> Iterator[Offer]:
    """Vials of a committed batch that are at the site or on their way to it."""
    stock = state.stocks[supply.id]
    for shipped in stock.shipments:
        if shipped.way.lane.site_id == site_id:
            for number in sorted({vial.number for vial in shipped.vials}):
                yield Offer(supply, stock.batch.reference_min, shipped.way, number)
