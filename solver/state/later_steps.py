"""Scans for which the participant comes back, each around its own start."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from solver.plan.plan import Purpose
from solver.problem.demand import Visit
from solver.problem.procedures import LaterScan, Procedure
from solver.state.task import Task


@dataclass(frozen=True, slots=True)
class LaterSteps:
    """
    What one later scan needs, relative to its scan start.

    Parameters
    ----------
    earliest_min, latest_min
        Scan start relative to the injection, as the protocol says.
    first_min, last_min
        The same, narrowed so that no minute in it clashes with the visit's other steps,
        whoever does them; empty if they cross.
    begin_min, end_min
        Presence of the participant, relative to the scan start.
    clear_min
        End of the last occupation, cleaning included, relative to the scan start.
    """

    name: str
    earliest_min: int
    latest_min: int
    first_min: int
    last_min: int
    begin_min: int
    end_min: int
    clear_min: int
    tasks: tuple[Task, ...]

    @property
    def relaxed(self) -> "LaterSteps":
        """The scan at any time of the protocol, whatever else the visit does."""
        return replace(self, first_min=self.earliest_min, last_min=self.latest_min)


def later_steps(
    visit: Visit, procedure: Procedure, end_min: int, tasks: Iterable[Task]
) -> tuple[LaterSteps, ...]:
    """
    Lay out the later scans of a visit.

    Parameters
    ----------
    end_min
        End of the visit's last step, relative to the injection.
    tasks
        Its tasks before the later scans.
    """
    after = end_min
    if procedure.is_overnight:
        after = procedure.injection_min  # an inpatient is taken to the scanner
    cleaned = [task.end_min for task in tasks if task.purpose is Purpose.SCANNER]
    after = max([after, *cleaned])
    found: list[LaterSteps] = []
    for scan in procedure.later_scans:
        own = _laid_out(visit, scan)
        if found and found[-1].last_min + found[-1].clear_min > own.earliest_min + (
            own.begin_min
        ):
            # With extra minutes two scans may meet: the earlier one makes room first.
            room = own.earliest_min + own.begin_min - found[-1].clear_min
            last = max(room, found[-1].first_min)
            found[-1] = replace(found[-1], last_min=min(last, found[-1].last_min))
            after = max(after, found[-1].last_min + found[-1].clear_min)
        first = max(own.first_min, after - own.begin_min)
        found.append(replace(own, first_min=first))
    return tuple(found)


def _laid_out(visit: Visit, scan: LaterScan) -> LaterSteps:
    begin, end = -scan.setup_min, scan.scan_min + visit.extra_min
    clear, setup = end + scan.cleaning_min, scan.setup_min
    return LaterSteps(
        name=scan.name,
        earliest_min=scan.earliest_min,
        latest_min=scan.latest_min,
        first_min=scan.earliest_min,
        last_min=scan.latest_min,
        begin_min=begin,
        end_min=end,
        clear_min=clear,
        tasks=(
            Task(Purpose.SCANNER, scan.scanner_kind, begin, clear, setup),
            Task(Purpose.SCAN, scan.role, begin, end, setup),
        ),
    )
