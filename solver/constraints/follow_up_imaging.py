"""Rule 15: a visit is served with all the later scans of its protocol, or not."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from solver.constraints.needed_visits import post_needed
from solver.constraints.resources import able_starts, task_starts
from solver.constraints.same_scanner import SameScanner, certified_at
from solver.plan.plan import Purpose
from solver.problem.demand import Visit
from solver.state.bitset import intervals, joined, starts, up_to_earlier
from solver.state.frame import Frame
from solver.state.later_steps import LaterSteps
from solver.state.state import State
from solver.state.steps import Steps, Task

if TYPE_CHECKING:
    from solver.model.variables import PlanVars  # loads OR-Tools
    from solver.model.visit_times import LaterVars
    from solver.model.visit_vars import VisitVars


class FollowUpImaging:
    r"""
    Each later scan has its time, a scanner and somebody, and the participant is free.

    .. math:: \underline\tau_k \le s_{vk} - t_v \le \overline\tau_k, \qquad
        [s_{vk} - c_k, s_{vk} + m_k) \subseteq O_s \setminus U_v

    with :math:`c` the set-up and :math:`m` the scan minutes.  These presences overlap
    no other of the participant; only an inpatient's own stay.  A visit that needs
    another is served only if that is: :math:`y_v \le y_u`.
    """

    number: ClassVar[int] = 15
    name: ClassVar[str] = "follow_up_imaging"

    def post(self, x: "PlanVars") -> None:
        """When later scans may start, and where their participants are meanwhile."""
        horizon = x.index.problem.horizon_min
        now = max(x.index.problem.as_of_min, 0)
        groups: dict[tuple[str | None, str], list[VisitVars]] = defaultdict(list)
        for own in x.visits:
            visit = own.visit
            groups[visit.participant_id, visit.participant_id or visit.id].append(own)
            for later in own.later:
                steps, wait = later.steps, later.start - own.injection
                span = (steps.earliest_min, steps.latest_min + 1)
                x.restrict(wait, [span], [own.served])
                x.restrict(
                    later.start,
                    [(now - steps.begin_min, horizon - steps.clear_min + 1)],
                    [own.served],
                )
                if not own.procedure.is_overnight:
                    begins = later.start + steps.begin_min
                    x.model.add(begins >= own.end).only_enforce_if(own.served)
                _post_days(x, own, later)
        post_needed(x)
        for (participant_id, _), visits in groups.items():
            if any(own.later for own in visits):
                _post_apart(x, participant_id, visits)

    def allows(self, state: State, visit: Visit, steps: Steps, frame: Frame) -> int:
        """Minutes after which every later scan has a start that is open."""
        if not steps.later:
            return frame.full
        minutes = 0
        for choice in scanner_choices(state, visit, steps):
            minutes |= open_with(state, visit, steps, frame, choice)
        return minutes


@dataclass(frozen=True, slots=True)
class ScannerChoice:
    """
    Scanners that all scans of one visit may use together.

    ``None`` stands for any; ``is_certified`` for any, while its certificate is valid.
    """

    scanner_id: str | None = None
    is_certified: bool = False


def scanner_choices(
    state: State, visit: Visit, steps: Steps
) -> Iterator[ScannerChoice]:
    """Ways to choose scanners so that a visit's own scans are comparable (rule 17)."""
    tasks = [task for task in steps.tasks if task.purpose is Purpose.SCANNER]
    tasks += [later.tasks[0] for later in steps.later]
    is_free = SameScanner.name in state.lifted or visit.series_id is None
    if is_free or len(tasks) <= 1:
        yield ScannerChoice()
        return
    able = [state.index.eligible(visit, task) for task in tasks]
    for scanner_id in able[0]:
        if all(scanner_id in each for each in able[1:]):
            yield ScannerChoice(scanner_id)
    if state.index.series[visit.series_id or ""].certified_class is not None:
        yield ScannerChoice(is_certified=True)


def scan_starts(
    state: State,
    visit: Visit,
    later: LaterSteps,
    scans: Frame,
    choice: ScannerChoice,
) -> int:
    """Minutes of the frame at which a later scan may start."""
    first = max(state.begin_min, 0) - later.begin_min
    last = state.index.problem.horizon_min - later.clear_min
    minutes = scans.span(first, last + 1) & _days(state, visit, later, scans)
    for start, end in state.busy.get(visit.participant_id or "", ()):
        minutes &= ~scans.span(start - later.end_min + 1, end - later.begin_min)
    for task in later.tasks:
        if minutes:
            begins = scans.moved(task.start_min)
            minutes &= chosen_starts(state, visit, task, begins, choice)
    return minutes


def chosen_starts(
    state: State, visit: Visit, task: Task, frame: Frame, choice: ScannerChoice
) -> int:
    """First minutes of the task with somebody free, or a scanner of the choice."""
    if task.purpose is not Purpose.SCANNER or choice == ScannerChoice():
        return task_starts(state, visit, task, frame)
    begins = 0
    for scanner_id in state.index.eligible(visit, task):
        chosen = is_chosen(state, visit, task, (scanner_id, choice), frame)
        if chosen:
            begins |= chosen & able_starts(state, visit, task, scanner_id, frame)
    return begins


def is_chosen(
    state: State,
    visit: Visit,
    task: Task,
    scanner: tuple[str, ScannerChoice],
    frame: Frame,
) -> int:
    """First minutes of a task at which a choice has the scanner."""
    scanner_id, choice = scanner
    if task.purpose is not Purpose.SCANNER:
        return frame.full
    if choice.is_certified:
        series = state.index.series[visit.series_id or ""]
        begins = frame.moved(task.setup_min)
        return certified_at(state.index, series, scanner_id, begins)
    return frame.full if choice.scanner_id in {None, scanner_id} else 0


def open_with(
    state: State, visit: Visit, steps: Steps, frame: Frame, choice: ScannerChoice
) -> int:
    """Injection minutes after which every scan has a start on scanners of a choice."""
    minutes = frame.full
    if choice != ScannerChoice():
        for task in steps.tasks:
            if task.purpose is Purpose.SCANNER:
                begins = frame.moved(task.start_min)
                minutes &= chosen_starts(state, visit, task, begins, choice)
    for later in steps.later:
        if not minutes or later.last_min < later.first_min:
            return 0
        slack = later.last_min - later.first_min
        scans = frame.moved(later.first_min, longer=slack)
        open_starts = scan_starts(state, visit, later, scans, choice)
        minutes &= up_to_earlier(open_starts, slack)
    return minutes


def _days(state: State, visit: Visit, later: LaterSteps, scans: Frame) -> int:
    """Scan starts in opening hours and on free days."""
    length = later.end_min - later.begin_min
    there = scans.moved(later.begin_min, longer=length)
    inside = there.cut(state.index.pages(state.index.sites[visit.site_id].opening))
    return starts(inside & ~there.union(visit.unavailable), length) & scans.full


def _post_days(x: "PlanVars", own: "VisitVars", later: "LaterVars") -> None:
    """The participant is there in opening hours, on free days."""
    presence = later.presence
    first = x.book.bounds(presence.start)[0]
    frame = Frame(first, x.book.bounds(presence.end)[1] + 1)
    opening = x.index.sites[own.visit.site_id].opening
    inside = frame.cut(x.index.pages(opening)) & ~frame.union(own.visit.unavailable)
    spans = [(first + a, first + b) for a, b in intervals(inside)]
    x.keep_inside(presence, spans, own.served)


def _post_apart(
    x: "PlanVars", participant_id: str | None, visits: "list[VisitVars]"
) -> None:
    """Nobody is in two places, but for an inpatient who is taken to the scanner."""
    taken = joined(x.piece.state.busy.get(participant_id or "", ()))
    stays = [(own, (x.resources.presence(own), own.served)) for own in visits]
    scans = [
        (own, (later.presence, own.served)) for own in visits for later in own.later
    ]
    by_day = [stay for own, stay in stays if not own.procedure.is_overnight]
    x.keep_apart([*(scan for _, scan in scans), *by_day], taken)
    for own, stay in stays:
        if own.procedure.is_overnight:
            others = [scan for each, scan in scans if each is not own]
            x.keep_apart([stay, *others], ())
