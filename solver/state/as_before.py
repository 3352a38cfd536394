"""Is a visit as the previous plan had it?"""

from solver.plan.plan import Administration
from solver.state.placement import Placement


def is_as_before(now: Placement, before: Administration) -> bool:
    """Whether a visit keeps its minutes and its resources, whatever its source."""
    return (
        now.alternative,
        now.injection_min,
        now.scan_start_min,
        now.occupations,
        now.later_scans,
    ) == (
        before.alternative,
        before.injection_min,
        before.scan_start_min,
        before.occupations,
        before.later_scans,
    )
