"""Seat what an earlier plan holds, firmest first; report what cannot be kept."""

from dataclasses import replace

from solver.constraints import OFFER_RULES, SOURCE_RULES, STEPS_RULES, VISIT_RULES
from solver.constraints.cohorts import Cohorts
from solver.constraints.follow_up_imaging import FollowUpImaging
from solver.constraints.narrowing import RESOURCE_RULES
from solver.constraints.needed_visits import unsupported
from solver.constraints.staff import Staff
from solver.constraints.staff_limits import leaves_breaks
from solver.constraints.visit_steps import VisitSteps
from solver.constraints.visit_windows import VisitWindows
from solver.plan.result import Broken
from solver.problem.base import MAX_MINUTES
from solver.problem.commitments import Firmness
from solver.problem.demand import PriorityClass, Visit
from solver.search.as_planned import as_placement
from solver.search.booked import misbooked
from solver.search.construct import predecessors_first
from solver.search.doses_kept import is_in_date, is_in_time
from solver.search.insertion import Opening, earliest
from solver.search.limits_kept import keeps_limits
from solver.search.named import misnamed
from solver.search.offers import offers
from solver.search.reach import links
from solver.search.together import with_dependents
from solver.state.frame import Frame
from solver.state.index import Index
from solver.state.offer import Offer
from solver.state.placement import Placement
from solver.state.state import State

_FIRMEST_FIRST = list(Firmness)
_CLASSES = list(PriorityClass)

_TIMING = frozenset({"shelf_life", "transport"})
"""Rules that judge a dose by its arrival, which the rest of its batch delays."""

_AFTER_OTHERS = frozenset({"batch_balance", "generators", "activity_on_site"})
"""
Rules that judge by what may not be seated yet: the elution before, and who takes from
a vial that otherwise stays at the site.
"""


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
    bumped = {each.visit_id for each in index.problem.commitments.visits if each.bumps}
    firmest_first = sorted(
        (visit_id for visit_id in committed if visit_id in index.previous),
        key=lambda visit_id: (
            _FIRMEST_FIRST.index(committed[visit_id]),
            _CLASSES.index(index.visits[visit_id].priority),
            visit_id not in bumped,  # nobody is moved twice if it can be helped
            index.previous[visit_id].injection_min,
            visit_id,
        ),
    )
    broken: list[tuple[Placement, tuple[str, ...]]] = []
    state.begin_min = -MAX_MINUTES
    for visit_id in predecessors_first(index, firmest_first):
        before = index.previous[visit_id]
        placement = as_placement(index, previous, before)
        rules = violated(state, placement)
        is_fact = committed[before.visit_id] is Firmness.FACT
        if rules and not (is_fact and _can_be_written(index, placement)):
            broken.append((placement, rules))
            continue
        _lock(state, placement)
    _seat_together(state, [seat for seat, rules in broken if _TIMING.issuperset(rules)])
    _seat_after_others(
        state, [seat for seat, rules in broken if _AFTER_OTHERS.issuperset(rules)]
    )
    broken = [each for each in broken if each[0].visit_id not in state.placements]
    lost = [
        Broken(visit_id=placement.visit_id, rules=rules)
        for placement, rules in broken
        if not _kept_from_elsewhere(state, placement)
    ]
    lost += _unlock_unsupported(state)
    state.begin_min = index.problem.as_of_min
    state.forget()
    return tuple(sorted(lost, key=lambda each: each.visit_id))


def _unlock_unsupported(state: State) -> list[Broken]:
    """Give up what needs a visit that is not kept, and what depends on it."""
    lost = []
    while found := unsupported(state):
        for visit_id in with_dependents(state, found):
            placement = state.remove(visit_id)
            state.locked.discard(visit_id)
            rules: tuple[str, ...] = (FollowUpImaging.name,)
            if visit_id not in found:
                rules = violated(state, placement)
            lost.append(Broken(visit_id=visit_id, rules=rules))
    return lost


def may_be_kept(index: Index, visit_id: str) -> bool:
    """
    Whether a broken visit could sit where it was, if it had another source.

    Asked of an empty plan, so that ``False`` holds whatever else is planned.
    """
    previous = index.problem.commitments.previous
    before = index.previous[visit_id]
    empty = State(index)
    empty.begin_min = -MAX_MINUTES
    placement = as_placement(index, previous, before)
    visit = index.visits[visit_id]
    alone = {VisitWindows.number, Cohorts.number}  # what it waits for is not there
    if _at_the_site(empty, visit, placement).keys() - alone:
        return False
    if links(empty, visit, Frame.of_minute(placement.injection_min), 1):
        return True
    return any(
        offer.supply.id in empty.stocks and _gives(empty, visit, placement, offer)
        for offer in offers(empty, visit)
    )


def _gives(state: State, visit: Visit, placement: Placement, offer: Offer) -> bool:
    """Whether an offer gives a dose at just the minute of a placement."""
    frame = Frame.of_minute(placement.injection_min)
    minutes = frame.full
    for rule in SOURCE_RULES:
        minutes &= rule.allows(state, visit, offer.supply.unit_id, frame)
    opening = Opening(frame, minutes)
    return bool(minutes) and (
        earliest(state, visit, placement.alternative, offer, opening)
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
        is_sound = is_in_time(state, supply_id) and is_in_date(state, supply_id)
        if is_sound and keeps_limits(state, supply_id):
            seated = [each for each in group if each.visit_id in state.placements]
            state.locked.update(each.visit_id for each in seated)
        else:
            state.undo(mark)


def _seat_after_others(state: State, placements: list[Placement]) -> None:
    """Seat visits that only others were missing for, now that they are there."""
    for placement in placements:
        if not violated(state, placement):
            _lock(state, placement)


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
    steps = state.steps_at(placement)
    frame = Frame.of_minute(minute)
    found = misbooked(state, visit, steps, placement)
    if steps.scan_start_min != (None if start is None else start - minute):
        found[VisitSteps.number] = VisitSteps.name
    for visit_rule in VISIT_RULES:
        if not visit_rule.allows(state, visit, frame):
            found[visit_rule.number] = visit_rule.name
    # What is booked and who is named is judged by itself, and not sought anew.
    lifted, state.lifted = state.lifted, frozenset(each.name for each in RESOURCE_RULES)
    for steps_rule in STEPS_RULES:
        if not steps_rule.allows(state, visit, replace(steps, later=()), frame):
            found[steps_rule.number] = steps_rule.name
    state.lifted = lifted
    if not leaves_breaks(state, placement):
        found[Staff.number] = Staff.name
    return found | misnamed(state, visit, steps, placement)


def _at_the_source(state: State, visit: Visit, placement: Placement) -> dict[int, str]:
    """Rules about batch, way and vial; a batch or way that is gone breaks its own."""
    channel, minute = placement.channel, placement.injection_min
    supply = state.index.supplies.get(channel.supply_id)
    way = state.index.ways.get(channel.way_id)
    if supply is None:
        return {5: "production_chain"}
    if way is None:
        return {10: "transport"}
    frame = Frame.of_minute(minute)
    found: dict[int, str] = {}
    for source_rule in SOURCE_RULES:
        if not source_rule.allows(state, visit, supply.unit_id, frame):
            found[source_rule.number] = source_rule.name
    load = state.loads.get(supply.id)
    if load is not None and (load.reference_min, load.equipment) != (
        channel.reference_min,
        channel.equipment,
    ):
        found[5] = "production_chain"
    offer = Offer(supply, channel.reference_min, way, channel.vial, channel.equipment)
    for offer_rule in OFFER_RULES:
        low, high = offer_rule.allows(state, visit, placement.alternative, offer)
        if not low <= minute <= high:
            found[offer_rule.number] = offer_rule.name
    return found


def _can_be_written(index: Index, placement: Placement) -> bool:
    """Whether a fact's batch, way and alternative are still known."""
    channel = placement.channel
    visit = index.visits[placement.visit_id]
    return (
        channel.supply_id in index.supplies
        and channel.way_id in index.ways
        and 0 <= placement.alternative < len(visit.alternatives)
    )
