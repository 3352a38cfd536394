"""The least age at which a dose of a batch could be injected, other plans aside."""

from solver.state.frame import Frame
from solver.state.supply import Supply, Way


def youngest_min(supply: Supply, way: Way, frame: Frame, minutes: int) -> int | None:
    """
    Least age of a dose at any of these injection minutes; ``None`` if never.

    The dose ages at least from EOS to release, or to the end of the receiving check;
    past the latest EOS every minute of waiting adds to it.
    """
    latest = supply.latest_min
    lead = supply.release_min(0) if supply.process else 0
    earliest_usable = supply.release_min(supply.earliest_min)
    if way.departure is None:
        ready = supply.ready_min(0, 1) if supply.process else 0
        travel = (way.lane.door_to_door_min or 0) + way.lane.receiving_min
        if supply.process:
            lead = max(lead, ready + travel)
            earliest_usable = supply.earliest_min + lead
        else:
            earliest_usable = max(earliest_usable, supply.ready_min(0, 1) + travel)
    else:
        usable = way.departure.arrives_min + way.lane.receiving_min
        earliest_usable = max(earliest_usable, usable)
        if supply.process:
            latest = min(latest, way.departure.handover_min - supply.ready_after_min(1))
        elif supply.ready_min(0, 1) > way.departure.handover_min:
            return None
        if latest < supply.earliest_min:
            return None
    minute = frame.first_at_or_after(minutes, earliest_usable)
    if minute < 0:
        return None
    if supply.process is None:
        return minute - supply.earliest_min
    return max(lead, minute - latest)
