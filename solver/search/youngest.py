"""The least age at which a dose of a batch could be injected, other plans aside."""

from dataclasses import dataclass

from solver.state.frame import Frame
from solver.state.supply import Supply, Way


@dataclass(frozen=True, slots=True)
class Freshness:
    """
    How young a dose of a batch can be that comes on a way.

    The dose ages at least from EOS to release, or to the end of the receiving check;
    past the latest EOS every minute of waiting adds to it.

    Parameters
    ----------
    first_min
        No dose of it can be injected before.
    lead_min
        The least age at any minute.
    latest_min
        The last reference minute from which the way is still reached.
    """

    first_min: int
    lead_min: int
    latest_min: int

    def age_min(self, injection_min: int) -> int:
        """Least age of a dose that is injected at a minute, not before the first."""
        return max(self.lead_min, injection_min - self.latest_min)


def freshness(supply: Supply, way: Way) -> Freshness | None:
    """How young its doses can be; ``None`` if the way leaves without them."""
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
    if supply.process is None:
        lead = earliest_usable - latest
    return Freshness(earliest_usable, lead, latest)


def youngest_min(supply: Supply, way: Way, frame: Frame, minutes: int) -> int | None:
    """Least age of a dose at any of these injection minutes; ``None`` if never."""
    fresh = freshness(supply, way)
    if fresh is None:
        return None
    minute = frame.first_at_or_after(minutes, fresh.first_min)
    return None if minute < 0 else fresh.age_min(minute)
