"""Rule 17: a participant's longitudinal scans stay comparable."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from solver.plan.plan import Purpose
from solver.problem.demand import Visit
from solver.problem.histories import Series
from solver.state.frame import Frame
from solver.state.index import Index
from solver.state.placement import Placement
from solver.state.state import State
from solver.state.steps import Task

if TYPE_CHECKING:
    from ortools.sat.python.cp_model import IntVar

    from solver.model.task_spans import VisitTask
    from solver.model.variables import PlanVars  # loads OR-Tools

    Made = tuple[VisitTask, IntVar | None]
    """A scan to decide on, and the literal that says its scanner is certified."""


@dataclass(frozen=True, slots=True)
class SeriesScan:
    """A scan of a series that stands: where, and whether the scanner was certified."""

    scanner_id: str
    is_certified: bool


class SameScanner:
    r"""
    Any two scans of a series are on one scanner, or both on certified ones.

    .. math:: \forall j, k \in S:\ r_j = r_k \ \vee\
        (s_j \in Z_{r_j} \wedge s_k \in Z_{r_k})

    with :math:`Z_r` when the scanner's certificate for the series' class is valid.  The
    baseline scan is one of them.
    """

    number: ClassVar[int] = 17
    name: ClassVar[str] = "same_scanner"

    def post(self, x: "PlanVars") -> None:
        """Each two scans of a series fit each other, and each fits what stands."""
        for series in x.index.problem.series:
            visits = x.index.in_series(series.id)
            fixed = [x.piece.fixed[v.id] for v in visits if v.id in x.piece.fixed]
            standing = scans_of(x.index, series, fixed)
            tasks = [
                task
                for visit in visits
                if x.is_free(visit.id)
                for task in x.resources.tasks(visit.id)
                if task.purpose is Purpose.SCANNER
            ]
            made = [(task, _certified(x, series, task)) for task in tasks]
            for position, scan in enumerate(made):
                for stands in standing:
                    _post_standing(x, scan, stands)
                for other in made[:position]:
                    _post_pair(x, scan, other)

    def concerns(self, state: State, visit: Visit, task: Task) -> bool:
        """Only scanners of visits in a series."""
        return visit.series_id is not None and task.purpose is Purpose.SCANNER

    def opens(
        self, state: State, visit: Visit, task: Task, resource_id: str, frame: Frame
    ) -> int:
        """Minutes at which the scanner fits all scans of the series that are seated."""
        if visit.series_id is None or task.purpose is not Purpose.SCANNER:
            return frame.full
        index = state.index
        series = index.series[visit.series_id]
        seated = [
            state.placements[each.id]
            for each in index.in_series(series.id)
            if each.id in state.placements and each.id != visit.id
        ]
        others = [
            scan
            for scan in scans_of(index, series, seated)
            if scan.scanner_id != resource_id
        ]
        if not others:
            return frame.full
        if not all(scan.is_certified for scan in others):
            return 0
        return certified_at(index, series, resource_id, frame.moved(task.setup_min))


def certified_at(index: Index, series: Series, scanner_id: str, frame: Frame) -> int:
    """Scan starts of the frame at which the scanner is certified for the class."""
    scanner = index.scanners.get(scanner_id)
    if scanner is None or series.certified_class is None:
        return 0
    return frame.union(
        each.valid
        for each in scanner.certificates
        if each.class_name == series.certified_class
    )


def scans_of(
    index: Index, series: Series, placements: list[Placement]
) -> list[SeriesScan]:
    """Scans of seated visits, and the baseline scan where that was elsewhere."""
    found = [
        SeriesScan(
            scanner_id,
            bool(certified_at(index, series, scanner_id, Frame.of_minute(start))),
        )
        for placement in placements
        for scanner_id, start in placement.scans
    ]
    if series.baseline_scanner_id is not None:
        baseline = index.scanners.get(series.baseline_scanner_id)
        ever = baseline is not None and any(
            each.class_name == series.certified_class for each in baseline.certificates
        )
        found.append(SeriesScan(series.baseline_scanner_id, ever))
    return found


def _certified(x: "PlanVars", series: Series, task: "VisitTask") -> "IntVar | None":
    """A literal that may be true only if the task's scanner is certified then."""
    if series.certified_class is None:
        return None

    def valid(scanner_id: str) -> list[tuple[int, int]]:
        return [
            (each.valid.start_min, each.valid.end_min)
            for each in x.index.scanners[scanner_id].certificates
            if each.class_name == series.certified_class
        ]

    start = task.span.start + task.setup_min
    literal = x.literal(
        f"{task.visit_id} scan {task.number} certified",
        lambda seating: int(
            any(
                seating.value(x.resources.uses(task, each))
                and any(a <= seating.value(start) < b for a, b in valid(each))
                for each in task.resource_ids
            )
        ),
    )
    for each in task.resource_ids:
        x.restrict(start, valid(each), [literal, x.resources.uses(task, each)])
    return literal


def _post_standing(x: "PlanVars", scan: "Made", stands: SeriesScan) -> None:
    """On another scanner than one that stands, both have to be certified."""
    task, certified = scan
    for each in task.resource_ids:
        if each == stands.scanner_id:
            continue
        used = x.resources.uses(task, each)
        if stands.is_certified and certified is not None:
            x.model.add_implication(used, certified)
        else:
            x.model.add(used == 0)


def _post_pair(x: "PlanVars", scan: "Made", other: "Made") -> None:
    """Both on one scanner, or both on certified ones, if both are made at all."""
    (task, certified), (second, also_certified) = scan, other
    for each in task.resource_ids:
        used = x.resources.uses(task, each)
        same = [x.resources.uses(second, each)] if each in second.resource_ids else []
        unless = [used.negated(), second.present.negated(), *same]
        for literal in (certified, also_certified):
            x.model.add_bool_or([*unless, *([] if literal is None else [literal])])
