"""Slots for one visit over its whole window, as the plan in force leaves them."""

from collections import defaultdict
from collections.abc import Collection

from solver.booking.candidates import candidates
from solver.booking.choosing import chosen
from solver.booking.fitting import unfit
from solver.booking.seats import slot_of
from solver.constraints.fairness import waiting_days
from solver.constraints.preferred_hours import is_preferred
from solver.constraints.staff_limits import leaves_breaks
from solver.plan.slot import PricedSlot, SlotPrice
from solver.problem.demand import Visit
from solver.search.booking import seated
from solver.search.insertion import Seat
from solver.search.prices import wanted_minute
from solver.search.score import activity_kbq, cost_nok
from solver.search.slide import slide_later
from solver.state.placement import Placement
from solver.state.state import State


def open_slots(
    state: State, visit_id: str, limit: int, beside: Collection[str] = ()
) -> tuple[PricedSlot, ...]:
    """
    Slots for a visit that is not seated, the cheapest first.

    Of a broken commitment those come first that are near its minute.

    Parameters
    ----------
    limit
        How many at most, on as many days as there are.
    beside
        Visits that are going to be seated with it: it may need them.
    """
    visit = state.index.visits[visit_id]
    needed = state.index.precedence.needed_by(visit_id)
    if needed not in {None, *state.placements, *beside}:
        return ()
    days: dict[int, list[Seat]] = defaultdict(list)
    for seat in candidates(state, visit):
        days[state.index.day_of(visit, seat.injection_min)].append(seat)
    attempt = _Attempt(state, visit, beside)
    found = chosen(days.values(), limit, attempt.of)
    return tuple(sorted(found, key=attempt.rank))


class _Attempt:
    """Seats of one visit turned into slots, each as it would really be."""

    def __init__(self, state: State, visit: Visit, beside: Collection[str]) -> None:
        self._state = state
        self._visit = visit
        self._beside = beside
        self._wanted = wanted_minute(state, visit)
        self._before = (cost_nok(state), activity_kbq(state))

    def of(self, seat: Seat) -> PricedSlot | None:
        """The slot and its price; ``None`` if a rule on all of it together says no."""
        placement = seated(self._state, self._visit, seat)
        if not leaves_breaks(self._state, placement):
            return None
        is_new = seat.offer.supply.id not in self._state.loads
        for slides in (True, False) if is_new else (False,):
            placement, price = self._tried(placement, slides=slides)
            if not unfit(self._state, placement, self._beside):
                slot = slot_of(self._state.index, placement)
                return PricedSlot(slot=slot, price=price)
        return None

    def rank(self, priced: PricedSlot) -> tuple[int, ...]:
        """The smaller, the better: as insertion has it, with the price as it is."""
        minute, price = priced.slot.injection_min, priced.price
        return (
            0 if self._wanted is None else abs(minute - self._wanted),
            price.cost_nok,
            price.activity_kbq,
            int(not price.is_preferred),
            minute,
        )

    def _tried(
        self, placement: Placement, *, slides: bool
    ) -> tuple[Placement, SlotPrice]:
        """A placement and its price; a run of its own may end as late as it can."""
        state, supply_id = self._state, placement.channel.supply_id
        starts_batch = supply_id not in state.loads
        mark = state.mark()
        state.insert(placement)
        if slides:
            slide_later(state, supply_id)
        found = state.placements[placement.visit_id]
        nok, kbq = cost_nok(state), activity_kbq(state)
        state.undo(mark)
        cutoff = state.index.supplies[supply_id].cutoff_min
        is_open = cutoff >= state.index.problem.as_of_min
        return found, SlotPrice(
            cost_nok=nok - self._before[0],
            activity_kbq=kbq - self._before[1],
            waiting_days=waiting_days(self._visit, found.injection_min),
            is_preferred=is_preferred(self._visit, found.injection_min),
            starts_batch=starts_batch,
            decide_by_min=cutoff if is_open and supply_id not in state.stocks else None,
        )
