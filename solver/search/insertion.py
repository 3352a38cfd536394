"""
The best seat for one more visit, given everything that is seated already.

First all injection minutes that visit, calendars, places, scanners and people leave
open, for a handful of uptake times at once as bitsets; then, per batch, way and vial,
the range in which a dose can be had; the first common minute is the seat, because
activity decays.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random

from solver.constraints import (
    OFFER_RULES,
    SOURCE_RULES,
    STEPS_RULES,
    VISIT_RULES,
)
from solver.constraints.base import OfferRule
from solver.constraints.preferred_hours import is_preferred
from solver.constraints.visit_steps import uptakes_of
from solver.constraints.visit_windows import window_of
from solver.problem.demand import Visit
from solver.search.offers import offers
from solver.search.prices import fixed_nok, seat_key, wanted_minute
from solver.state.cancellations import saved_nok
from solver.state.frame import Frame
from solver.state.offer import Offer
from solver.state.state import State
from solver.state.steps import Steps, waits_of

UPTAKE_STEP_MIN = 5
"""Grid on which uptake times are tried; the injection is placed to the minute."""

STAY_STEP_MIN = 30
"""Finest grid on which minutes of observation are tried."""

MOST_STEP_MIN = 240
"""Coarsest such grid: opening hours are longer, so that a discharge falls into them."""

MOST_STAYS = 24
"""Minutes of observation to try, as long as the grid is not the coarsest."""

LATE_SHARE = 0.25
"""How often a random search takes the last minute of a gap instead of the first."""


MOST_SAVED = 20
"""Placed portions that one seat could take, at most."""


@dataclass(frozen=True, slots=True)
class Seat:
    """
    A seat that all rules leave open.

    Parameters
    ----------
    key
        What it costs, level by level: minutes moved, NOK, activity, whether it is
        outside preferred hours, minute.
    """

    key: tuple[float, ...]
    offer: Offer
    injection_min: int
    steps: Steps


@dataclass(frozen=True, slots=True)
class OpenMinutes:
    """Injection minutes per way of laying out the steps of one alternative."""

    alternative: int
    frame: Frame
    layouts: tuple[tuple[Steps, int], ...]
    union: int

    @property
    def first_min(self) -> int:
        """The first open minute."""
        return self.frame.first_at_or_after(self.union, self.frame.start_min)

    @property
    def last_min(self) -> int:
        """The last open minute."""
        return self.frame.last_at_or_before(self.union, self.frame.end_min)

    def steps_at(self, minute: int) -> Steps:
        """The layout with the shortest uptake that is open at the minute."""
        return next(
            steps for steps, bits in self.layouts if self.frame.holds(bits, minute)
        )


@dataclass(frozen=True, slots=True)
class Opening:
    """Open minutes of a frame, and the minute that is wanted if there is a choice."""

    frame: Frame
    minutes: int
    wanted_min: int | None = None


def best_seat(
    state: State,
    visit: Visit,
    random: Random | None = None,
    noise: float = 0.0,
    closed: Iterable[tuple[int, int]] = (),
) -> Seat | None:
    """
    The cheapest seat for a visit; ``None`` if there is none.

    Parameters
    ----------
    random, noise
        With noise, costs are multiplied by random factors up to ``1 + noise``.
    closed
        Half-open spans in which no seat is wanted.
    """
    best: Seat | None = None
    kept = wanted = wanted_minute(state, visit)
    if wanted is None and random is not None and random.random() < LATE_SHARE:
        wanted = state.index.problem.horizon_min
    layouts = open_minutes(state, visit)
    if not layouts:
        return None
    span = (
        min(each.first_min for each in layouts),
        max(each.last_min for each in layouts),
    )
    priced_offers = sorted(
        (
            (nok - saved_nok(state, offer.supply, MOST_SAVED), number, nok, offer)
            for number, offer in enumerate(offers(state, visit, random, span))
            for nok in (fixed_nok(state, offer),)
        ),
    )
    for opened in layouts:
        authorised: dict[str, int] = {}
        for least, _, nok, offer in priced_offers:
            if best is not None and kept is None and least > best.key[1]:
                break  # dearer ones follow, and noise makes nothing cheaper
            unit_id = offer.supply.unit_id
            if unit_id not in authorised:
                authorised[unit_id] = _authorised(state, visit, unit_id, opened, closed)
            opening = Opening(opened.frame, authorised[unit_id], wanted)
            for minute in _minutes(state, visit, opened.alternative, offer, opening):
                key = seat_key(state, visit, opened.alternative, (offer, nok), minute)
                factor = 1.0 + noise * random.random() if random and noise else 1.0
                priced = (key[0], max(key[1], key[1] * factor), key[2] * factor)
                if best is None or (*priced, *key[3:]) < best.key:
                    steps = opened.steps_at(minute)
                    best = Seat((*priced, *key[3:]), offer, minute, steps)
    return best


def _authorised(
    state: State,
    visit: Visit,
    unit_id: str,
    opened: OpenMinutes,
    closed: Iterable[tuple[int, int]],
) -> int:
    """Open minutes at which a unit may supply the visit, less what is closed."""
    bits = opened.union
    for start, end in closed:
        bits &= ~opened.frame.span(start, end)
    for source_rule in SOURCE_RULES:
        bits &= source_rule.allows(state, visit, unit_id, opened.frame)
    return bits


def _minutes(
    state: State, visit: Visit, alternative: int, offer: Offer, opening: Opening
) -> Iterator[int]:
    """The first minute of an offer, and the first preferred one if it is not."""
    minute = earliest(state, visit, alternative, offer, opening)
    if minute < 0:
        return
    yield minute
    if not is_preferred(visit, minute):
        preferred = opening.minutes & opening.frame.union(visit.preferred_hours)
        opening = replace(opening, minutes=preferred)
        minute = earliest(state, visit, alternative, offer, opening)
        if preferred and minute >= 0:
            yield minute


def open_minutes(state: State, visit: Visit) -> list[OpenMinutes]:
    """Injection minutes that everything but the supply leaves open; kept per site."""
    key = ("open", visit.id)
    # The participant may have been seated at another site meanwhile.
    stamp = (
        state.stamps.get(visit.site_id),
        state.stamps.get(("participant", visit.participant_id))
        if visit.participant_id
        else None,
        state.stamps.get(("trial", visit.trial_id)) if visit.cohort_id else None,
    )
    known = state.memo.get(key)
    if known is None or known[0] != stamp:
        known = (stamp, _open_minutes(state, visit))
        state.memo[key] = known
    found: list[OpenMinutes] = known[1]
    return found


def _open_minutes(state: State, visit: Visit) -> list[OpenMinutes]:
    frame = frame_of(state, visit)
    minutes = frame.full
    for visit_rule in VISIT_RULES:
        minutes &= visit_rule.allows(state, visit, frame)
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
                bits &= steps_rule.allows(state, visit, steps, frame)
                if not bits:
                    break
            if bits:
                layouts.append((steps, bits))
                union |= bits
        if union:
            found.append(OpenMinutes(alternative, frame, tuple(layouts), union))
    return found


def frame_of(state: State, visit: Visit) -> Frame:
    """The minutes in question for a visit, as the plan stands."""
    return Frame(*window_of(state, visit))


def uptakes(state: State, visit: Visit) -> tuple[int | None, ...]:
    """Uptake times, or minutes of observation, worth trying, shortest first."""
    procedure = state.index.procedures[visit.procedure_id]
    least, longest = waits_of(procedure)
    if procedure.scan is None:
        step = min(max((longest - least) // MOST_STAYS, STAY_STEP_MIN), MOST_STEP_MIN)
    else:
        step = UPTAKE_STEP_MIN
        near = uptakes_of(state, visit)
        if near[0] <= near[1]:  # else the rule itself refuses them all
            least, longest = near
    return (*range(least, longest, step), longest)


def earliest(
    state: State,
    visit: Visit,
    alternative: int,
    offer: Offer,
    opening: Opening,
    rules: Sequence[OfferRule] = OFFER_RULES,
) -> int:
    """
    First open minute at which an offer can be taken; -1 if there is none.

    With a wanted minute, the open minute nearest to it.
    """
    frame, minutes, wanted = opening.frame, opening.minutes, opening.wanted_min
    first, last = frame.start_min, frame.end_min - 1
    for rule in rules:
        low, high = rule.allows(state, visit, alternative, offer)
        first, last = max(first, low), min(last, high)
        if first > last:
            return -1
    minute = frame.first_at_or_after(minutes, first)
    if minute < 0 or minute > last:
        return -1
    if wanted is None or wanted <= minute:
        return minute
    after = frame.first_at_or_after(minutes, wanted)
    before = frame.last_at_or_before(minutes, min(wanted, last))
    if after < 0 or after > last or wanted - before <= after - wanted:
        return before
    return after
