"""
Move a run's EOS: as late as its doses allow, or earlier, where that makes room.

Later is cheaper: less time to decay, less to produce.  What a participant agreed to
is a time, not a batch's: visits that are locked keep theirs, whatever their run does
that is not committed itself.
"""

from random import Random

from solver.search.doses_kept import is_enough, is_in_date, is_in_time, is_in_yield
from solver.search.limits_kept import keeps_limits
from solver.search.offers import eos_minutes
from solver.state.hours import last_inside
from solver.state.state import State
from solver.state.supply import Supply


def slide_later(state: State, supply_id: str) -> bool:
    """
    Move a run's EOS to the latest minute at which every dose keeps its seat.

    Returns whether it moved.  Activity can only fall: all ages get shorter.
    """
    load = state.loads.get(supply_id)
    if load is None or load.supply.run is None or supply_id in state.stocks:
        return False
    supply = load.supply
    after = supply.ready_after_min(load.portions)
    latest = load.earliest_injection_min - supply.release_min(0)
    for dose in load.doses:
        way = dose.way
        if way.departure is not None:
            latest = min(latest, way.departure.handover_min - after)
            continue
        lane = way.lane
        leave = dose.injection_min - lane.receiving_min - (lane.door_to_door_min or 0)
        leave = last_inside(state.lane_hours(way), leave)
        latest = min(latest, leave - after)
    moved = supply.eos_frame.last_at_or_before(eos_minutes(state, supply), latest)
    if moved <= load.reference_min:
        return False
    return _shifted(state, supply, moved)


def slide_earlier(state: State, supply_id: str, random: Random) -> bool:
    """
    Move a run's EOS to some earlier minute at which every dose keeps its seat.

    Returns whether it moved.  More has to be made then: only what the run can make
    and its vials hold is accepted.  A later slide takes back what nobody used.
    """
    load = state.loads.get(supply_id)
    if load is None or load.supply.run is None or supply_id in state.stocks:
        return False
    supply = load.supply
    frame, minutes = supply.eos_frame, eos_minutes(state, supply)
    first = frame.first_at_or_after(minutes, frame.start_min)
    if not 0 <= first < load.reference_min:
        return False
    wanted = random.randrange(first, load.reference_min)
    moved = frame.last_at_or_before(minutes, wanted)
    return _shifted(state, supply, moved)


def _shifted(state: State, supply: Supply, reference_min: int) -> bool:
    """Shift a run if everything drawn from it stays as it is; whether it did."""
    mark = state.mark()
    state.shift(supply.id, reference_min)
    is_sound = (
        is_enough(state, supply.id)
        and is_in_time(state, supply.id)
        and is_in_date(state, supply.id)
        and is_in_yield(state, supply)
        and keeps_limits(state, supply.id)
    )
    if not is_sound:
        state.undo(mark)
    return is_sound
