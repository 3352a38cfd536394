"""Seat what an earlier plan holds, firmest first; report what cannot be kept."""

from dataclasses import replace

from solver.constraints import OFFER_RULES, SOURCE_RULES, STEPS_RULES, VISIT_RULES
from solver.constraints.resources import free_starts
from solver.constraints.visit_windows import VisitWindows
from solver.plan.plan import Administration, Plan, Purpose
from solver.plan.result import Broken
from solver.problem.base import MAX_MINUTES
from solver.problem.commitments import Firmness
from solver.problem.demand import PriorityClass, Visit
from solver.problem.production import Presentation
from solver.search.construct import predecessors_first
from solver.search.insertion import earliest
from solver.search.offers import offers
from solver.search.reach import links
from solver.search.slide import is_in_date, is_in_time
from solver.state.index import Index
from solver.state.offer import Offer
from solver.state.placement import Channel, Placement
from solver.state.state import State
from solver.state.steps import Steps, Task

_FIRMEST_FIRST = list(Firmness)
_CLASSES = list(PriorityClass)

_TIMING = frozenset({"shelf_life", "transport"})
"""Rules that judge a dose by its arrival, which the rest of its batch delays."""


def seat_commitments(state: State) -> tuple[Broken, ...]:
    """
    Seat and lock every committed visit that can be honored.

    Facts stand whatever the rules say. What depends on a batch, departure or place
    that is no longer there is broken: reported with the rules that break it, and free
    to be planned anew.
    """
    index = state.index
    previous = index.problem.commitments.previous
    committed = index.committed_visits()
    firmest_first = sorted(
        (visit_id for visit_id in committed if visit_id in index.previous),
        key=lambda visit_id: (
            _FIRMEST_FIRST.index(committed[visit_id]),
            _CLASSES.index(index.visits[visit_id].priority),
            index.previous[visit_id].injection_min,
            visit_id,
        ),
    )
    broken: list[tuple[Placement, tuple[str, ...]]] = []
    state.begin_min = -MAX_MINUTES
    for visit_id in predecessors_first(index, firmest_first):
        before = index.previous[visit_id]
        placement = _as_placement(index, previous, before)
        rules = violated(state, placement)
        is_fact = committed[before.visit_id] is Firmness.FACT
        if rules and not (is_fact and _can_be_written(index, placement)):
            broken.append((placement, rules))
            continue
        _lock(state, placement)
    _seat_together(state, [seat for seat, rules in broken if _TIMING.issuperset(rules)])
    broken = [each for each in broken if each[0].visit_id not in state.placements]
    lost = [
        Broken(visit_id=placement.visit_id, rules=rules)
        for placement, rules in broken
        if not _kept_from_elsewhere(state, placement)
    ]
    state.begin_min = index.problem.as_of_min
    state.forget()
    return tuple(sorted(lost, key=lambda each: each.visit_id))


def may_be_kept(index: Index, visit_id: str) -> bool:
    """
    Whether a broken visit could sit where it was, if it had another source.

    Asked of an empty plan, so that ``False`` holds whatever else is planned.
    """
    previous = index.problem.commitments.previous
    before = index.previous[visit_id]
    empty = State(index)
    empty.begin_min = -MAX_MINUTES
    placement = _as_placement(index, previous, before)
    visit = index.visits[visit_id]
    if _at_the_site(empty, visit, placement).keys() - {VisitWindows.number}:
        return False
    if links(empty, visit, 1 << placement.injection_min):
        return True
    return any(
        offer.supply.id in empty.stocks and _gives(empty, visit, placement, offer)
        for offer in offers(empty, visit)
    )


def _gives(state: State, visit: Visit, placement: Placement, offer: Offer) -> bool:
    """Whether an offer gives a dose at just the minute of a placement."""
    minutes = 1 << placement.injection_min
    for rule in SOURCE_RULES:
        minutes &= rule.allows(state, visit, offer.supply.unit_id)
    opened = (minutes, None)
    return bool(minutes) and (
        earliest(state, visit, placement.alternative, offer, opened)
        == placement.injection_min
    )


def _lock(state: State, placement: Placement) -> None:
    state.insert(placement)
    state.locked.add(placement.visit_id)


def _seat_together(state: State, placements: list[Placement]) -> None:
    """
    Seat visits of one batch that are out of time only one by one.

    On demand, a batch leaves when all its portions are packed: alone, a visit may take
    fewer vials than it had, and may have its dose too early to last.
    """
    batches: dict[str, list[Placement]] = {}
    for each in placements:
        supply_id = each.channel.supply_id
        if _can_be_written(state.index, each) and supply_id not in state.stocks:
            batches.setdefault(supply_id, []).append(each)
    for supply_id, group in batches.items():
        mark = state.mark()
        for placement in group:
            if _TIMING.issuperset(violated(state, placement)):
                state.insert(placement)
        if is_in_time(state, supply_id) and is_in_date(state, supply_id):
            seated = [each for each in group if each.visit_id in state.placements]
            state.locked.update(each.visit_id for each in seated)
        else:
            state.undo(mark)


def _kept_from_elsewhere(state: State, placement: Placement) -> bool:
    """
    Keep a visit where it was with a dose of another batch, if there is one.

    What a participant agreed to is the time; where the dose comes from is ours.
    """
    visit = state.index.visits[placement.visit_id]
    if not 0 <= placement.alternative < len(visit.alternatives):
        return False
    if _at_the_site(state, visit, placement):
        return False
    for offer in offers(state, visit):
        if _gives(state, visit, placement, offer):
            _lock(state, replace(placement, channel=offer.channel))
            return True
    return False


def violated(state: State, placement: Placement) -> tuple[str, ...]:
    """Names of the rules that keep a visit from sitting just there, by number."""
    visit = state.index.visits[placement.visit_id]
    if not 0 <= placement.alternative < len(visit.alternatives):
        return ("administered_activity",)
    found = _at_the_site(state, visit, placement) | _at_the_source(
        state, visit, placement
    )
    return tuple(found[number] for number in sorted(found))


def _at_the_site(state: State, visit: Visit, placement: Placement) -> dict[int, str]:
    """Rules about visit, calendars, places, scanners and people."""
    minute, start = placement.injection_min, placement.scan_start_min
    steps = state.steps(
        visit.id, placement.alternative, None if start is None else start - minute
    )
    found: dict[int, str] = {}
    for visit_rule in VISIT_RULES:
        if not _holds(visit_rule.allows(state, visit), minute):
            found[visit_rule.number] = visit_rule.name
    for steps_rule in STEPS_RULES:
        if not _holds(steps_rule.allows(state, visit, steps), minute):
            found[steps_rule.number] = steps_rule.name
    return found | _taken(state, placement, steps, visit)


def _at_the_source(state: State, visit: Visit, placement: Placement) -> dict[int, str]:
    """Rules about batch, way and vial; a batch or way that is gone breaks its own."""
    channel, minute = placement.channel, placement.injection_min
    supply = state.index.supplies.get(channel.supply_id)
    way = state.index.ways.get(channel.way_id)
    if supply is None:
        return {5: "production_chain"}
    if way is None:
        return {10: "transport"}
    found: dict[int, str] = {}
    for source_rule in SOURCE_RULES:
        if not _holds(source_rule.allows(state, visit, supply.unit_id), minute):
            found[source_rule.number] = source_rule.name
    load = state.loads.get(supply.id)
    if load is not None and load.reference_min != channel.reference_min:
        found[5] = "production_chain"
    offer = Offer(supply, channel.reference_min, way, channel.vial)
    for offer_rule in OFFER_RULES:
        low, high = offer_rule.allows(state, visit, placement.alternative, offer)
        if not low <= minute <= high:
            found[offer_rule.number] = offer_rule.name
    return found


def _taken(
    state: State, placement: Placement, steps: Steps, visit: Visit
) -> dict[int, str]:
    """Rules 4 and 13 for the very resources that are named."""
    found = {}
    for task, each in zip(steps.tasks, placement.occupations, strict=False):
        is_right = (
            task.occupation(each.resource_id, placement.injection_min) == each
            and each.resource_id in state.index.eligible(visit, task)
            and _is_free(state, task, each.resource_id, placement.injection_min)
        )
        if not is_right:
            if task.purpose in {Purpose.PLACE, Purpose.SCANNER}:
                found[4] = "occupancy"
            else:
                found[13] = "staff"
    if len(steps.tasks) != len(placement.occupations):
        found[3] = "visit_steps"
    return found


def _is_free(state: State, task: Task, resource_id: str, injection_min: int) -> bool:
    length = task.end_min - task.start_min
    begins = free_starts(state, resource_id, length)
    return _holds(begins, injection_min + task.start_min)


def _holds(minutes: int, minute: int) -> bool:
    return minute >= 0 and bool(minutes >> minute & 1)


def _can_be_written(index: Index, placement: Placement) -> bool:
    """Whether a fact's batch, way and alternative are still known."""
    channel = placement.channel
    visit = index.visits[placement.visit_id]
    return (
        channel.supply_id in index.supplies
        and channel.way_id in index.ways
        and 0 <= placement.alternative < len(visit.alternatives)
    )


def _as_placement(index: Index, plan: Plan, before: Administration) -> Placement:
    """An administration of the previous plan as a placement."""
    shipments = {shipment.id: shipment for shipment in plan.shipments}
    batches = {batch.id: batch for batch in plan.batches}
    vial = next(each for each in plan.vials if each.id == before.vial_ids[0])
    shipment = shipments[vial.shipment_id]
    product = index.products[index.visits[before.visit_id].product_id]
    is_shared = product.presentation is Presentation.MULTI_DOSE_VIAL
    number = vial.id.removeprefix(f"{shipment.id}/v") if is_shared else ""
    return Placement(
        visit_id=before.visit_id,
        alternative=before.alternative,
        injection_min=before.injection_min,
        scan_start_min=before.scan_start_min,
        channel=Channel(
            supply_id=shipment.batch_id,
            reference_min=batches[shipment.batch_id].reference_min,
            way_id=shipment.departure_id or shipment.lane_id,
            vial=int(number) if number.isdecimal() else 0,
        ),
        occupations=before.occupations,
    )
