"""The steps of a visit as spans relative to its injection (rules 3, 4, 13 to 15)."""

from collections.abc import Iterable
from dataclasses import dataclass

from solver.plan.plan import Occupation, Purpose
from solver.problem.demand import Visit
from solver.problem.procedures import Procedure
from solver.state.later_steps import LaterSteps, later_steps
from solver.state.task import Task

__all__ = ["LaterSteps", "Steps", "Task", "steps_of", "wait_of", "waits_of"]

Span = tuple[int, int]
"""Minutes ``[start, end)`` relative to the injection."""


@dataclass(frozen=True, slots=True)
class Steps:
    """
    What a visit needs with one alternative and one wait.

    Parameters
    ----------
    arrival_min, end_min
        Arrival and end of the last step, relative to the injection; later scans are
        steps of their own.
    wait_min
        Minutes from injection to scan start, or, without a scan, of observation.
    scan_start_min
        Scan start relative to the injection; ``None`` without a scan.
    last_min
        End of the last occupation, cleaning included, relative to the injection.
    opening
        Spans of which each lies inside one opening interval of the site: from arrival
        to the end, or, overnight, to the end of the injection, and the minute of
        discharge.
    later
        Scans for which the participant comes back.
    """

    alternative: int
    arrival_min: int
    end_min: int
    wait_min: int
    scan_start_min: int | None
    last_min: int
    tasks: tuple[Task, ...]
    opening: tuple[Span, ...] = ()
    later: tuple[LaterSteps, ...] = ()


def waits_of(procedure: Procedure) -> Span:
    """Least and greatest uptake, or minutes of observation, both included."""
    scan = procedure.scan
    if scan is not None:
        return scan.uptake_min, scan.uptake_max_min
    longest = procedure.observation_max_min
    least = procedure.observation_min
    return least, least if longest is None else longest


def steps_of(
    visit: Visit, procedure: Procedure, alternative: int, wait_min: int | None = None
) -> Steps:
    """
    Lay out the steps of a visit around its injection.

    Parameters
    ----------
    wait_min
        Minutes from injection to scan start, or, without a scan, of observation;
        ``None`` for the least.
    """
    wait = waits_of(procedure)[0] if wait_min is None else wait_min
    arrival = -procedure.lead_min
    scan = procedure.scan
    if scan is None:
        place_end = end = procedure.injection_min + wait
    else:
        place_end = wait - scan.setup_min if scan.is_dynamic else wait
        scan_end = wait + visit.alternatives[alternative].scan_min + visit.extra_min
        end = max(scan_end, procedure.injection_min)

    tasks = []
    if place_end > arrival:
        clean = place_end + procedure.place_cleaning_min
        tasks.append(Task(Purpose.PLACE, procedure.place_kind, arrival, clean))
    if procedure.preparation_role is not None and procedure.preparation_min:
        begin, role = -procedure.preparation_min, procedure.preparation_role
        tasks.append(Task(Purpose.PREPARATION, role, begin, 0))
    role, length = procedure.injection_role, procedure.injection_min
    tasks.append(Task(Purpose.INJECTION, role, 0, length, alternative=alternative))
    if scan is not None:
        begin, clean = wait - scan.setup_min, scan_end + scan.cleaning_min
        kind, setup = scan.scanner_kind, scan.setup_min
        tasks.append(Task(Purpose.SCANNER, kind, begin, clean, setup))
        tasks.append(Task(Purpose.SCAN, scan.role, begin, scan_end, setup))
    opening: tuple[Span, ...] = ((arrival, end),)
    if procedure.is_overnight:
        opening = ((arrival, procedure.injection_min), (end, end + 1))
    return Steps(
        alternative=alternative,
        arrival_min=arrival,
        end_min=end,
        wait_min=wait,
        scan_start_min=None if scan is None else wait,
        last_min=max(task.end_min for task in tasks),
        tasks=tuple(tasks),
        opening=opening,
        later=later_steps(visit, procedure, end, tasks),
    )


def wait_of(
    procedure: Procedure,
    injection_min: int,
    scan_start_min: int | None,
    occupations: Iterable[Occupation],
) -> int | None:
    """
    The wait of a visit that is seated: uptake, or minutes of observation.

    The place's end, less its cleaning, is the discharge of a visit without a scan;
    ``None`` if it holds no place.
    """
    if procedure.scan is not None or scan_start_min is not None:
        return None if scan_start_min is None else scan_start_min - injection_min
    for each in occupations:
        if each.purpose is Purpose.PLACE:
            left = each.end_min - procedure.place_cleaning_min
            return max(left - injection_min - procedure.injection_min, 0)
    return None
