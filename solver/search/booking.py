"""A seat with its resources named, and with the later scans booked."""

from random import Random

from solver.constraints.follow_up_imaging import (
    ScannerChoice,
    is_chosen,
    open_with,
    scan_starts,
    scanner_choices,
)
from solver.constraints.resources import able_starts, is_narrowed
from solver.plan.plan import BookedScan, Occupation
from solver.problem.demand import Visit
from solver.search.insertion import Seat
from solver.state.frame import Frame
from solver.state.later_steps import LaterSteps
from solver.state.pages import Pages, cut
from solver.state.placement import Placement
from solver.state.state import State
from solver.state.task import Task

LONGEST_GAP_MIN = 24 * 60
"""Gaps before a seat are told apart up to this length."""

ELSEWHERE_SHARE = 0.2
"""How often a random search books a later scan away from the middle of its time."""


def seated(
    state: State, visit: Visit, seat: Seat, random: Random | None = None
) -> Placement:
    """
    The seat with its resources named: of those free, the tightest fit.

    A later scan starts as near to the middle of its time as it can.
    """
    minute, steps = seat.injection_min, seat.steps
    choice = _choice(state, visit, seat, random)
    start = steps.scan_start_min
    return Placement(
        visit_id=visit.id,
        alternative=steps.alternative,
        injection_min=minute,
        scan_start_min=None if start is None else minute + start,
        channel=seat.offer.channel,
        occupations=tuple(
            _named(state, visit, task, minute, choice) for task in steps.tasks
        ),
        later_scans=tuple(
            _booked(state, visit, later, minute, choice, _wanted(later, random))
            for later in steps.later
        ),
    )


def _choice(
    state: State, visit: Visit, seat: Seat, random: Random | None
) -> ScannerChoice:
    """Scanners on which all scans of the visit can be, and are comparable."""
    choices = list(scanner_choices(state, visit, seat.steps))
    if len(choices) == 1:
        return choices[0]
    if random is not None:
        random.shuffle(choices)
    frame = Frame.of_minute(seat.injection_min)
    return next(
        each for each in choices if open_with(state, visit, seat.steps, frame, each)
    )


def _wanted(later: LaterSteps, random: Random | None) -> int:
    """Wanted scan start, relative to the injection."""
    if random is not None and random.random() < ELSEWHERE_SHARE:
        return random.randint(later.first_min, later.last_min)
    return (later.earliest_min + later.latest_min) // 2


def _booked(
    state: State,
    visit: Visit,
    later: LaterSteps,
    minute: int,
    choice: ScannerChoice,
    wanted_min: int,
) -> BookedScan:
    """A later scan at the open start nearest to the wanted one."""
    scans = Frame(minute + later.first_min, minute + later.last_min + 1)
    bits = scan_starts(state, visit, later, scans, choice)
    wanted = min(max(minute + wanted_min, scans.start_min), scans.end_min - 1)
    before = scans.last_at_or_before(bits, wanted)
    start = scans.first_at_or_after(bits, wanted)
    if start < 0 or (before >= 0 and wanted - before <= start - wanted):
        start = before
    return BookedScan(
        name=later.name,
        scan_start_min=start,
        occupations=tuple(
            _named(state, visit, task, start, choice) for task in later.tasks
        ),
    )


def _named(
    state: State, visit: Visit, task: Task, anchor_min: int, choice: ScannerChoice
) -> Occupation:
    """The task, done by who is free and leaves the shortest gap behind."""
    begin = anchor_min + task.start_min
    length = task.end_min - task.start_min
    frame = Frame.of_minute(begin)
    free_before = {
        resource_id: idle
        for resource_id in state.index.eligible(visit, task)
        if (idle := _idle_before(state.free[resource_id], begin, length)) is not None
    }
    if choice != ScannerChoice() or is_narrowed(state, visit, task):
        free_before = {
            resource_id: idle
            for resource_id, idle in free_before.items()
            if is_chosen(state, visit, task, (resource_id, choice), frame)
            and able_starts(state, visit, task, resource_id, frame)
        }
    chosen = min(free_before, key=lambda each: free_before[each])
    return task.occupation(chosen, anchor_min)


def _idle_before(free: Pages, begin: int, length: int) -> int | None:
    """
    Free minutes right before ``begin``: the gap a seat would leave behind.

    ``None`` if the seat itself is not free.
    """
    if begin < 0:
        return None
    since = max(begin - LONGEST_GAP_MIN, 0)
    before = begin - since
    taken = ~cut(free, since, begin + length)
    if taken >> before & ((1 << length) - 1):
        return None
    return before - (taken & ((1 << before) - 1)).bit_length()
