"""When one more dose fits a site's licences (rule 18)."""

from collections.abc import Iterator

from solver.decay import MAX_HALVINGS_AHEAD, longest_age_min, remaining_kbq
from solver.problem.base import MAX_ACTIVITY_KBQ
from solver.problem.demand import Visit
from solver.problem.equipment import Licence
from solver.problem.products import Presentation
from solver.state.decayed import AMPLE_KBQ, scaled_kbq
from solver.state.held import FOREVER, parcels_of
from solver.state.hours import NEVER_MIN
from solver.state.licences import SiteHoldings, holdings_of, licences_of, sum_kbq
from solver.state.load import dead_kbq, usable_content_kbq
from solver.state.offer import Offer
from solver.state.state import State

Span = tuple[int, int]
"""First and last minute, both included."""

ALWAYS, NOT_AT_ALL = (-FOREVER, FOREVER), (1, 0)
_MOST_VIALS = 20


def fitting_minutes(state: State, visit: Visit, alternative: int, offer: Offer) -> Span:
    """
    First and last injection minute at which a dose fits what the site may hold.

    A later injection needs more activity, and is held longer: what fits, fits earlier
    too.  Only what is left of whole vials is less the later they are given; of the
    ranges that this leaves, the first is named.
    """
    supply = offer.supply
    licences = licences_of(state, visit.site_id, supply.product.nuclide)
    if not licences:
        return ALWAYS
    if supply.id in state.stocks:
        return _from_stock(state, licences, visit, offer)
    gross = state.index.gross_kbq(visit, alternative)
    if supply.product.presentation is Presentation.WHOLE_VIALS:
        return _whole(state, licences, visit, (gross, offer))
    new = _New(state, visit, offer, 0 if _is_filled(state, offer) else 1)
    if new.arrives_min == NEVER_MIN:
        return NOT_AT_ALL
    last = min(_last_drawn(new, licence, gross) for licence in licences)
    return -FOREVER, last


class _New:
    """A batch with so many more portions, and what else the site holds."""

    def __init__(self, state: State, visit: Visit, offer: Offer, more: int) -> None:
        supply = offer.supply
        load = state.loads.get(supply.id)
        portions = more + (load.portions if load else 0)
        self.offer = offer
        self.load = load
        self.is_filled = not more
        self.arrives_min = state.arrives_min(
            supply, offer.reference_min, offer.way, portions
        )
        self._own = parcels_of(state, load, visit.site_id, portions) if load else ()
        self._holdings: SiteHoldings = holdings_of(state, visit.site_id)
        self._before_min = _window_of(state, visit)[1]

    def rooms(self, licence: Licence) -> Iterator[tuple[int, int]]:
        """Minutes at which something arrives, and what may be held besides then."""
        supply_id = self.offer.supply.id
        minutes = {
            self.arrives_min,
            *(each.arrives_min for each in self._own),
            *self._holdings.arrivals(licence, but_for=supply_id),
        }
        until = FOREVER if licence.includes_waste else self._before_min
        for minute in sorted(minutes):
            if self.arrives_min <= minute < until:
                others = self._holdings.held_kbq(licence, minute, but_for=supply_id)
                own = sum_kbq(licence, self._own, minute)
                yield minute, licence.max_kbq - sum(others) - sum(own)


def _window_of(state: State, visit: Visit) -> Span:
    """First minute and end of the visit's window, unless that is set aside."""
    horizon = state.index.problem.horizon_min
    if "visit_windows" in state.lifted:
        return 0, horizon
    return max(visit.window_start_min, 0), min(visit.window_end_min, horizon)


def _is_filled(state: State, offer: Offer) -> bool:
    """Whether the dose comes from a multi-dose vial that others draw from."""
    load = state.loads.get(offer.supply.id)
    return load is not None and (offer.way.id, offer.vial) in load.fills


def _last_drawn(new: _New, licence: Licence, gross_kbq: int) -> int:
    """Last minute for a dose drawn from a vial, new or not."""
    offer, load = new.offer, new.load
    product = offer.supply.product
    dead, half_life = dead_kbq(product), product.half_life_min
    drawn_until = -FOREVER
    if new.is_filled and load is not None:
        drawn_until = max(
            dose.injection_min
            for dose in load.doses
            if (dose.way.id, dose.vial) == (offer.way.id, offer.vial)
        )
    last = FOREVER
    for minute, room in new.rooms(licence):
        left = 0  # of a vial that has been emptied
        if licence.includes_waste and dead:
            back = min(offer.reference_min - minute, 0)
            left = scaled_kbq(dead, back, half_life)
            if left > room and not new.is_filled:
                return -FOREVER
        elif minute >= last:
            break
        more = 0 if minute < drawn_until else dead - left * new.is_filled
        held = room - more
        age = longest_age_min(gross_kbq, held, half_life) if held > 0 else 0
        last = min(last, minute + max(age, 0))
    return last


def _whole(
    state: State, licences: tuple[Licence, ...], visit: Visit, draw: tuple[int, Offer]
) -> Span:
    """The first range of minutes for whole vials, by how many it takes."""
    gross, offer = draw
    product, reference = offer.supply.product, offer.reference_min
    half_life, usable = product.half_life_min, usable_content_kbq(product)
    start, end = _window_of(state, visit)
    earliest, latest = start, end - 1
    if scaled_kbq(gross, earliest - reference, half_life) > MAX_ACTIVITY_KBQ:
        return NOT_AT_ALL
    fewest = -(-scaled_kbq(gross, earliest - reference, half_life) // usable)
    found: Span = NOT_AT_ALL
    for vials in range(fewest, fewest + _MOST_VIALS):
        until = reference + longest_age_min(gross, vials * usable, half_life)
        new = _New(state, visit, offer, vials)
        if new.arrives_min == NEVER_MIN:
            break
        span = (earliest, min(until, latest))
        for licence in licences:
            span = _cut(span, _whole_span(new, licence, gross, vials))
        if found[0] > found[1]:
            found = span
        elif found[1] + 1 == span[0] <= span[1]:
            found = (found[0], span[1])
        else:
            break
        if until >= latest:
            break
        earliest = until + 1
    # What lies outside the window is not for this rule to say.
    first = -FOREVER if found[0] == start else found[0]
    last = FOREVER if found[1] == latest else found[1]
    return (first, last) if found[0] <= found[1] else NOT_AT_ALL


def _whole_span(new: _New, licence: Licence, gross_kbq: int, vials: int) -> Span:
    """
    When so many whole vials fit.

    At a minute for which all of them are too much they have been given, and what is
    left of them is little enough.
    """
    product, reference = new.offer.supply.product, new.offer.reference_min
    half_life = product.half_life_min
    content = product.container.content_kbq or 0
    first, last = -FOREVER, FOREVER
    for minute, room in new.rooms(licence):
        back = reference - minute
        if vials * scaled_kbq(content, back, half_life) <= room:
            continue
        last = min(last, minute)
        if not licence.includes_waste:
            continue
        if room < 0:
            return NOT_AT_ALL
        # The most that has decayed to the room by then, at the reference minute.
        rest = AMPLE_KBQ if room else 0
        if room and -back <= MAX_HALVINGS_AHEAD * half_life:
            rest = remaining_kbq(room, back, half_life)
        taken = vials * content - rest
        if taken > 1:
            age = longest_age_min(gross_kbq, taken - 1, half_life) + 1
            first = max(first, reference + age)
    return first, last


def _from_stock(
    state: State, licences: tuple[Licence, ...], visit: Visit, offer: Offer
) -> Span:
    """
    Minutes up to which a vial that is there already may be kept for a dose.

    Unused it stays for good, so that only a later last draw can be too much.
    """
    load = state.loads[offer.supply.id]
    shipped = state.stocks[offer.supply.id].shipment(offer.way.id)
    drawn = [
        dose.injection_min
        for dose in load.doses
        if (dose.way.id, dose.vial) == (offer.way.id, offer.vial)
    ]
    if not offer.vial or not drawn or shipped is None:
        return ALWAYS
    half_life = offer.supply.product.half_life_min
    content = sum(
        vial.content_kbq for vial in shipped.vials if vial.number == offer.vial
    )
    holdings = holdings_of(state, visit.site_id)
    last = FOREVER
    for licence in licences:
        for minute in set(holdings.arrivals(licence)):
            if minute < max(drawn) or minute < shipped.shipment.arrives_min:
                continue
            planned, standing = holdings.held_kbq(licence, minute)
            kept = scaled_kbq(content, offer.reference_min - minute, half_life)
            if planned and planned + standing + kept > licence.max_kbq:
                last = min(last, minute)
    return -FOREVER, last


def _cut(one: Span, other: Span) -> Span:
    return max(one[0], other[0]), min(one[1], other[1])
