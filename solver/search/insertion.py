"""
The best seat for one more visit, given everything that is seated already.

First all injection minutes that visit, calendars, places, scanners and people leave
open, for a handful of uptake times at once as bitsets; then, per batch, way and vial,
the range in which a dose can be had; the first common minute is the seat, because
activity decays.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from solver.constraints import (
    OFFER_RULES,
    SOURCE_RULES,
    STEPS_RULES,
    VISIT_RULES,
)
from solver.constraints.base import OfferRule
from solver.constraints.resources import free_starts
from solver.decay import need_kbq
from solver.plan.plan import Occupation
from solver.problem.demand import Visit
from solver.search.offers import offers
from solver.state.bitset import first_at_or_after, last_at_or_before
from solver.state.load import dead_kbq, usable_content_kbq
from solver.state.offer import Offer
from solver.state.placement import Placement
from solver.state.state import State
from solver.state.steps import Steps

UPTAKE_STEP_MIN = 5
"""Grid on which uptake times are tried; the injection is placed to the minute."""

LATE_SHARE = 0.25
"""How often a random search takes the last minute of a gap instead of the first."""


@dataclass(frozen=True, slots=True)
class Seat:
    """
    A seat that all rules leave open.

    Parameters
    ----------
    key
        What it costs, level by level: minutes moved, NOK, activity, minute.
    """

    key: tuple[float, ...]
    offer: Offer
    injection_min: int
    steps: Steps


@dataclass(frozen=True, slots=True)
class OpenMinutes:
    """Injection minutes per way of laying out the steps of one alternative."""

    alternative: int
    layouts: tuple[tuple[Steps, int], ...]
    union: int

    def steps_at(self, minute: int) -> Steps:
        """The layout with the shortest uptake that is open at the minute."""
        return next(steps for steps, bits in self.layouts if bits >> minute & 1)


def best_seat(
    state: State, visit: Visit, random: Random | None = None, noise: float = 0.0
) -> Seat | None:
    """
    The cheapest seat for a visit; ``None`` if there is none.

    Parameters
    ----------
    random, noise
        With noise, costs are multiplied by random factors up to ``1 + noise``.
    """
    best: Seat | None = None
    kept = wanted = wanted_minute(state, visit)
    if wanted is None and random is not None and random.random() < LATE_SHARE:
        wanted = state.index.problem.horizon_min
    layouts = open_minutes(state, visit)
    if not layouts:
        return None
    priced_offers = sorted(
        (
            (_nok(state, offer), number, offer)
            for number, offer in enumerate(offers(state, visit, random))
        ),
    )
    for opened in layouts:
        authorised: dict[str, int] = {}
        for nok, _, offer in priced_offers:
            if best is not None and kept is None and nok > best.key[1]:
                break  # dearer ones follow, and noise makes nothing cheaper
            unit_id = offer.supply.unit_id
            if unit_id not in authorised:
                bits = opened.union
                for source_rule in SOURCE_RULES:
                    bits &= source_rule.allows(state, visit, unit_id)
                authorised[unit_id] = bits
            minute = earliest(
                state, visit, opened.alternative, offer, (authorised[unit_id], wanted)
            )
            if minute < 0:
                continue
            factor = 1.0 + noise * random.random() if random and noise else 1.0
            vials, activity = _draw(state, visit, opened.alternative, offer, minute)
            moved = abs(minute - kept) if kept is not None else 0
            cost = nok + vials * offer.supply.portion_cost_nok
            priced = (moved, cost * factor, activity * factor, minute)
            if best is None or priced < best.key:
                best = Seat(priced, offer, minute, opened.steps_at(minute))
    return best


def open_minutes(state: State, visit: Visit) -> list[OpenMinutes]:
    """Injection minutes that everything but the supply leaves open; kept per site."""
    key = ("open", visit.id)
    # The participant may have been seated at another site meanwhile.
    busy = state.busy.get(visit.participant_id, 0) if visit.participant_id else 0
    stamp = (state.stamps.get(visit.site_id), busy)
    known = state.memo.get(key)
    if known is None or known[0] != stamp:
        known = (stamp, _open_minutes(state, visit))
        state.memo[key] = known
    found: list[OpenMinutes] = known[1]
    return found


def _open_minutes(state: State, visit: Visit) -> list[OpenMinutes]:
    minutes = -1
    for visit_rule in VISIT_RULES:
        minutes &= visit_rule.allows(state, visit)
        if not minutes:
            return []
    found = []
    for alternative in range(len(visit.alternatives)):
        layouts = []
        union = 0
        for uptake in uptakes(state, visit):
            steps = state.steps(visit.id, alternative, uptake)
            bits = minutes
            for steps_rule in STEPS_RULES:
                bits &= steps_rule.allows(state, visit, steps)
                if not bits:
                    break
            if bits:
                layouts.append((steps, bits))
                union |= bits
        if union:
            found.append(OpenMinutes(alternative, tuple(layouts), union))
    return found


def uptakes(state: State, visit: Visit) -> tuple[int | None, ...]:
    """Uptake times to try, shortest first; ``(None,)`` for visits without a scan."""
    scan = state.index.procedures[visit.procedure_id].scan
    if scan is None:
        return (None,)
    grid = range(scan.uptake_min, scan.uptake_max_min, UPTAKE_STEP_MIN)
    return (*grid, scan.uptake_max_min)


def earliest(
    state: State,
    visit: Visit,
    alternative: int,
    offer: Offer,
    open_and_wanted: tuple[int, int | None],
    rules: Sequence[OfferRule] = OFFER_RULES,
) -> int:
    """
    First open minute at which an offer can be taken; -1 if there is none.

    With a wanted minute, the open minute nearest to it.
    """
    minutes, wanted = open_and_wanted
    first, last = 0, minutes.bit_length() - 1
    for rule in rules:
        low, high = rule.allows(state, visit, alternative, offer)
        first, last = max(first, low), min(last, high)
        if first > last:
            return -1
    minute = first_at_or_after(minutes, first)
    if minute < 0 or minute > last:
        return -1
    if wanted is None or wanted <= minute:
        return minute
    after = first_at_or_after(minutes, wanted)
    before = last_at_or_before(minutes, min(wanted, last))
    if after < 0 or after > last or wanted - before <= after - wanted:
        return before
    return after


def wanted_minute(state: State, visit: Visit) -> int | None:
    """The minute a broken commitment had: the replacement stays close to it."""
    wanted: dict[str, int] | None = state.memo.get("wanted")
    if wanted is None:
        committed = state.index.committed_visits()
        wanted = {
            each.visit_id: each.injection_min
            for each in state.index.problem.commitments.previous.administrations
            if each.visit_id in committed
        }
        state.memo["wanted"] = wanted
    return wanted.get(visit.id)


def seated(state: State, visit: Visit, seat: Seat) -> Placement:
    """The seat with its resources named: of those free, the tightest fit."""
    occupations: list[Occupation] = []
    for task in seat.steps.tasks:
        begin = seat.injection_min + task.start_min
        length = task.end_min - task.start_min
        candidates = [
            resource_id
            for resource_id in state.index.eligible(visit, task)
            if free_starts(state, resource_id, length) >> begin & 1
        ]
        chosen = min(candidates, key=lambda each: _idle_before(state.free[each], begin))
        occupations.append(task.occupation(chosen, seat.injection_min))
    start = seat.steps.scan_start_min
    return Placement(
        visit_id=visit.id,
        alternative=seat.steps.alternative,
        injection_min=seat.injection_min,
        scan_start_min=None if start is None else seat.injection_min + start,
        channel=seat.offer.channel,
        occupations=tuple(occupations),
    )


def _idle_before(free: int, begin: int) -> int:
    """Free minutes right before ``begin``: the gap a seat would leave behind."""
    return begin - last_at_or_before(~free, begin - 1) if begin > 0 else 0


def _nok(state: State, offer: Offer) -> int:
    """What taking an offer costs at least: run or order, way, without its portions."""
    supply = offer.supply
    if supply.id in state.stocks:
        return 0
    load = state.loads.get(supply.id)
    nok = supply.fixed_cost_nok if load is None else 0
    if offer.way.departure is not None:
        used = state.departures.get(offer.way.id, 0)
        if not used and offer.way.id not in state.paid:
            nok += offer.way.lane.cost_nok
    elif load is None or offer.way.id not in load.ways:
        nok += offer.way.lane.cost_nok
    return nok


def _draw(
    state: State, visit: Visit, alternative: int, offer: Offer, minute: int
) -> tuple[int, int]:
    """New vials and activity that the seat adds to its batch."""
    supply = offer.supply
    if supply.id in state.stocks:
        return 0, 0
    product = supply.product
    load = state.loads.get(supply.id)
    gross = state.index.gross_kbq(visit, alternative)
    age = minute - offer.reference_min
    demand = need_kbq(gross, age, product.half_life_min)
    sample = supply.sample_kbq if load is None else 0
    if product.container.content_kbq is not None:
        vials = -(-demand // usable_content_kbq(product))
        return vials, product.container.content_kbq * vials + sample
    if load is None or not offer.vial or (offer.way.id, offer.vial) not in load.fills:
        return 1, demand + dead_kbq(product) + sample
    return 0, demand
