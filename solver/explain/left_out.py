"""
Why is a visit left out? The rules without which it could be seated.

Each rule is lifted alone, the others kept; the rules whose lifting opens a seat are
the ones that bind.  Where no single rule does, the first pair that does is named.
Protocol windows are named only if nothing else explains the refusal: they are what
everything else has to fit into.
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

from solver.constraints import (
    OFFER_RULES,
    RULES,
    SOURCE_RULES,
    STEPS_RULES,
    VISIT_RULES,
)
from solver.constraints.narrowing import RESOURCE_RULES
from solver.plan.plan import Purpose
from solver.problem.base import Interval
from solver.problem.demand import Visit
from solver.problem.production import Run
from solver.problem.transport import Lane
from solver.search.insertion import Opening, earliest, frame_of, uptakes
from solver.search.offers import (
    eos_to_try,
    from_stock,
    new_offer,
    offer_of_load,
    vials,
)
from solver.state.frame import Frame
from solver.state.hours import NEVER_MIN
from solver.state.offer import Offer
from solver.state.state import State
from solver.state.steps import Steps
from solver.state.supply import Supply, Way

_WINDOWS = "visit_windows"
_OCCUPANCY = "occupancy"
_TRANSPORT = "transport"
_CHAIN = "production_chain"
_SHELF_LIFE = "shelf_life"

Lifted = frozenset[str]


def binding_rules(
    state: State, visit: Visit, *, is_brief: bool = False
) -> tuple[str, ...]:
    """
    Names of the rules that keep a visit out of a plan, by number.

    Each of several names is enough to lift alone; a pair that has to be lifted
    together is given only where no single rule is enough.

    Parameters
    ----------
    is_brief
        Name the first rule that is enough, and look for no pairs.
    """
    names = [rule.name for rule in RULES if rule.name != "commitments"]
    if is_brief:
        for name in names:
            if has_seat(state, visit, frozenset({name})):
                return (name,)
        return tuple(names)
    single = [name for name in names if has_seat(state, visit, frozenset({name}))]
    if len(single) > 1 and _WINDOWS in single:
        single.remove(_WINDOWS)
    if single:
        return tuple(single)
    others = [name for name in names if name != _WINDOWS]
    for pair in (*combinations(others, 2), *((name, _WINDOWS) for name in others)):
        if has_seat(state, visit, frozenset(pair)):
            return tuple(name for name in names if name in pair)
    return tuple(names)


def has_seat(state: State, visit: Visit, lifted: Lifted = frozenset()) -> bool:
    """Whether a seat is open once the lifted rules are set aside."""
    state.lifted = lifted
    try:
        return _has_seat(state, visit, lifted)
    finally:
        state.lifted = frozenset()


def _has_seat(state: State, visit: Visit, lifted: Lifted) -> bool:
    frame = frame_of(state, visit)
    if _WINDOWS in lifted:
        frame = Frame(0, state.index.problem.horizon_min)
    minutes = frame.full
    for visit_rule in VISIT_RULES:
        if visit_rule.name not in lifted:
            minutes &= visit_rule.allows(state, visit, frame)
    for alternative in range(len(visit.alternatives)):
        opened = 0
        for uptake in uptakes(state, visit):
            steps = state.steps(visit.id, alternative, uptake)
            bits = minutes
            for steps_rule in STEPS_RULES:
                if bits and steps_rule.name not in lifted:
                    bits &= steps_rule.allows(state, visit, steps, frame)
            if bits and _OCCUPANCY in lifted:
                bits &= _on_scanners(state, visit, steps, frame)
            opened |= bits
        opening = Opening(frame, opened)
        if opened and _has_dose(state, visit, alternative, opening, lifted):
            return True
    return False


def _on_scanners(state: State, visit: Visit, steps: Steps, frame: Frame) -> int:
    """Minutes at which a scanner that need not be free is otherwise the right one."""
    minutes = frame.full
    for task in steps.tasks:
        rules = [
            rule
            for rule in RESOURCE_RULES
            if rule.name not in state.lifted and rule.concerns(state, visit, task)
        ]
        if task.purpose is not Purpose.SCANNER or not rules:
            continue
        begins = frame.moved(task.start_min)
        opened = 0
        for resource_id in state.index.eligible(visit, task):
            bits = begins.full
            for rule in rules:
                bits &= rule.opens(state, visit, task, resource_id, begins)
            opened |= bits
        minutes &= opened
    return minutes


def _has_dose(
    state: State, visit: Visit, alternative: int, opening: Opening, lifted: Lifted
) -> bool:
    """Whether some offer gives a dose at one of the minutes."""
    # Where transport is lifted, departures are at any minute, but take their time.
    skipped = lifted - {_TRANSPORT}
    rules = tuple(rule for rule in OFFER_RULES if rule.name not in skipped)
    frame = opening.frame
    for offer in _offers(state, visit, frame, lifted):
        allowed = opening.minutes
        for rule in SOURCE_RULES:
            if rule.name not in lifted:
                allowed &= rule.allows(state, visit, offer.supply.unit_id, frame)
        opened = Opening(frame, allowed)
        if allowed and earliest(state, visit, alternative, offer, opened, rules) >= 0:
            return True
    return False


def _offers(
    state: State, visit: Visit, frame: Frame, lifted: Lifted
) -> Iterator[Offer]:
    """Every offer, with a run at any time or a way at once where those are lifted."""
    for supply in _supplies(state, visit, frame, lifted):
        if supply.id in state.stocks:
            yield from from_stock(state, supply, visit.site_id)
            continue
        load = state.loads.get(supply.id)
        for way in _ways(state, supply, visit, frame, lifted):
            if load is not None and _CHAIN not in lifted:
                for vial in vials(state, supply, way):
                    yield offer_of_load(load, way, vial)
                continue
            for minute in _references(state, supply, way, visit, lifted):
                yield new_offer(state, supply, minute, way)


def _supplies(
    state: State, visit: Visit, frame: Frame, lifted: Lifted
) -> tuple[Supply, ...]:
    index, product_id = state.index, visit.product_id
    supplies = (
        index.supplies_of(product_id)
        if lifted & {_SHELF_LIFE, _CHAIN}
        else index.supplies_near(product_id, frame.start_min, frame.end_min)
    )
    if _CHAIN not in lifted:
        return supplies
    # One run of each line and process stands for all: it may now be at any time.
    alike: dict[tuple[str, str], Supply] = {}
    for supply in supplies:
        if supply.run is not None:
            key = (supply.run.line_id, supply.run.process_id)
            alike.setdefault(key, _unbound(state, supply, supply.run))
    return (*alike.values(), *(each for each in supplies if each.run is None))


def _unbound(state: State, supply: Supply, run: Run) -> Supply:
    """A run of no line, at any time, with the order cut-off of a week ahead."""
    horizon = state.index.problem.horizon_min
    lead = run.earliest_eos_min - run.cutoff_min
    return replace(
        supply,
        id=f"{supply.id}/unbound",
        earliest_min=0,
        latest_min=horizon,
        cutoff_min=horizon - lead,
        line=None,
    )


def _ways(
    state: State, supply: Supply, visit: Visit, frame: Frame, lifted: Lifted
) -> tuple[Way, ...]:
    if _TRANSPORT not in lifted:
        first_min = supply.ready_min(supply.earliest_min, 1)
        ready = NEVER_MIN if _CHAIN in lifted else first_min
        return tuple(
            state.index.ways_within(supply.unit_id, visit.site_id, ready, frame.end_min)
        )
    # The journey still takes as long as the fastest there is, but starts any minute.
    journeys = [
        way.departure.arrives_min - way.departure.departs_min
        if way.departure
        else way.lane.door_to_door_min or 0
        for way in state.index.ways_between(supply.unit_id, visit.site_id)
    ]
    any_time = Lane(
        id="any time",
        name="any time",
        unit_id=supply.unit_id,
        site_id=visit.site_id,
        door_to_door_min=min(journeys, default=0),
        hours=(Interval(start_min=0, end_min=state.index.problem.horizon_min),),
    )
    return (Way(any_time, None),)


def _references(
    state: State, supply: Supply, way: Way, visit: Visit, lifted: Lifted
) -> list[int]:
    if _CHAIN in lifted and supply.run is not None:
        horizon = state.index.problem.horizon_min
        first = max(0, visit.window_start_min)
        last = min(horizon, visit.window_end_min)
        return list(range(first, last, 10))
    return eos_to_try(state, supply, way)
