"""When a participant is in the house for a visit that is seated."""

from solver.state.placement import Placement
from solver.state.steps import Steps

Presence = tuple[int, int]
"""Minutes ``[start, end)``."""


def presences(steps: Steps, placement: Placement) -> tuple[Presence, ...]:
    """From arrival to the end of the last step, and during each later scan."""
    start = placement.injection_min
    scans = zip(steps.later, placement.later_scans, strict=False)
    return (
        (start + steps.arrival_min, start + steps.end_min),
        *(
            (scan.scan_start_min + each.begin_min, scan.scan_start_min + each.end_min)
            for each, scan in scans
        ),
    )
