"""Whether later scans that are booked still stand, each with its very resources."""

from itertools import combinations

from solver.constraints.follow_up_imaging import (
    FollowUpImaging,
    ScannerChoice,
    scan_starts,
    scanner_choices,
)
from solver.constraints.narrowing import RESOURCE_RULES
from solver.constraints.resources import free_starts
from solver.constraints.same_scanner import SameScanner, certified_at
from solver.plan.plan import BookedScan
from solver.problem.demand import Visit
from solver.state.frame import Frame
from solver.state.later_steps import LaterSteps
from solver.state.placement import Placement
from solver.state.state import State
from solver.state.steps import Steps


def misbooked(
    state: State, visit: Visit, steps: Steps, placement: Placement
) -> dict[int, str]:
    """Rules that the later scans of a placement break, by number."""
    found: dict[int, str] = {}
    booked, needed = placement.later_scans, steps.later
    if [each.name for each in booked] != [each.name for each in needed]:
        found[FollowUpImaging.number] = FollowUpImaging.name
        return found
    for scan, later in zip(booked, needed, strict=True):
        if not _is_in_time(state, visit, steps, placement, (scan, later)):
            found[FollowUpImaging.number] = FollowUpImaging.name
        found |= _narrowed(state, visit, scan, later)
    if _clash(placement):
        found[FollowUpImaging.number] = FollowUpImaging.name
    if not _are_comparable(state, visit, steps, placement):
        found[SameScanner.number] = SameScanner.name
    return found


def _is_in_time(
    state: State,
    visit: Visit,
    steps: Steps,
    placement: Placement,
    booked: tuple[BookedScan, LaterSteps],
) -> bool:
    """Whether it is when it may be, with resources that are right and free."""
    scan, later = booked
    minute, start = placement.injection_min, scan.scan_start_min
    if not later.earliest_min <= start - minute <= later.latest_min:
        return False
    is_overnight = state.index.procedures[visit.procedure_id].is_overnight
    if not is_overnight and start + later.begin_min < minute + steps.end_min:
        return False
    if len(scan.occupations) != len(later.tasks):
        return False
    frame = Frame.of_minute(start)
    if not scan_starts(state, visit, later, frame, ScannerChoice()):
        return False
    return all(
        task.occupation(each.resource_id, start) == each
        and each.resource_id in state.index.eligible(visit, task)
        and free_starts(
            state, each.resource_id, task.length_min, frame.moved(task.start_min)
        )
        for task, each in zip(later.tasks, scan.occupations, strict=True)
    )


def _narrowed(
    state: State, visit: Visit, scan: BookedScan, later: LaterSteps
) -> dict[int, str]:
    """Rules on what one resource may do that a booked scan breaks."""
    found = {}
    for task, each in zip(later.tasks, scan.occupations, strict=False):
        begin = Frame.of_minute(scan.scan_start_min + task.start_min)
        for rule in RESOURCE_RULES:
            if not rule.opens(state, visit, task, each.resource_id, begin):
                found[rule.number] = rule.name
    return found


def _clash(placement: Placement) -> bool:
    """Whether a visit holds a resource twice at once."""
    return any(
        one.resource_id == other.resource_id
        and one.start_min < other.end_min
        and other.start_min < one.end_min
        for one, other in combinations(placement.held, 2)
    )


def _are_comparable(
    state: State, visit: Visit, steps: Steps, placement: Placement
) -> bool:
    """Whether a visit's own scans are comparable with each other."""
    return any(
        all(_is_of(state, visit, scan, choice) for scan in placement.scans)
        for choice in scanner_choices(state, visit, steps)
    )


def _is_of(
    state: State, visit: Visit, scan: tuple[str, int], choice: ScannerChoice
) -> bool:
    """Whether a choice of scanners has a scan's."""
    scanner_id, start = scan
    if not choice.is_certified:
        return choice.scanner_id in {None, scanner_id}
    series = state.index.series[visit.series_id or ""]
    frame = Frame.of_minute(start)
    return bool(certified_at(state.index, series, scanner_id, frame))
