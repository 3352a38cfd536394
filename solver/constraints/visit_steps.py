"""Rule 3: preparation, injection, uptake and scan follow as the protocol says."""

from typing import TYPE_CHECKING, ClassVar

from solver.problem.demand import Visit
from solver.problem.histories import Series
from solver.state.bitset import joined
from solver.state.frame import Frame
from solver.state.index import Index
from solver.state.state import State
from solver.state.steps import Steps, waits_of

if TYPE_CHECKING:
    from ortools.sat.python.cp_model import IntVar

    from solver.model.seating import Expr
    from solver.model.spans import Span
    from solver.model.variables import PlanVars  # loads OR-Tools
    from solver.model.visit_vars import VisitVars


class VisitSteps:
    r"""
    The scan starts within the uptake time, and one is in one place at a time.

    .. math:: u_v^{\min} \le s_v - t_v \le u_v^{\max},
        \qquad \lvert (s_v - t_v) - u_S \rvert \le \epsilon_S,
        \qquad [t_v - p_v, \mathrm{end}_v) \cap [t_w - p_w, \mathrm{end}_w)
        = \emptyset

    for two visits :math:`v, w` of one participant, with :math:`u_S` the baseline uptake
    of a series; nothing begins before now or ends after the horizon.
    """

    number: ClassVar[int] = 3
    name: ClassVar[str] = "visit_steps"

    def post(self, x: "PlanVars") -> None:
        """Minutes of the scan, one resource per task, one place per participant."""
        problem = x.index.problem
        now = max(problem.as_of_min, 0)
        present: dict[str, list[tuple[Span, IntVar]]] = {}
        for own in x.visits:
            served = own.served
            x.model.add(own.arrival >= now).only_enforce_if(served)
            x.model.add(own.end <= problem.horizon_min).only_enforce_if(served)
            if own.scan_start is not None:
                self._post_scan(x, own, own.scan_start)
            for task in x.resources.tasks(own.visit.id):
                able = [x.resources.uses(task, id_) for id_ in task.resource_ids]
                x.model.add(sum(able) == task.present)
            if own.visit.participant_id is not None:
                stay = (x.resources.presence(own), served)
                present.setdefault(own.visit.participant_id, []).append(stay)
        for participant_id, stays in present.items():
            x.keep_apart(stays, joined(x.piece.state.busy.get(participant_id, ())))
        for series in problem.series:
            if series.uptake_tolerance_min is not None:
                self._post_series(x, series, series.uptake_tolerance_min)

    def _post_scan(self, x: "PlanVars", own: "VisitVars", start: "Expr") -> None:
        """The scan follows the uptake, and takes the minutes of the alternative."""
        x.model.add(start == own.injection + own.wait)
        x.model.add(own.scan_end == start + own.scan_minutes)
        for choice in own.choices:
            length = own.scan_length(choice)
            x.model.add(own.scan_minutes == length).only_enforce_if(own.takes(choice))
        if own.end is not own.scan_end:
            given = own.injection + own.procedure.injection_min
            x.model.add_max_equality(own.end, [own.scan_end, given])

    def _post_series(self, x: "PlanVars", series: Series, tolerance_min: int) -> None:
        """Uptake times of a series stay near that of its baseline."""
        visits = scanned_in_series(x.index, series)
        free = [x.visit(visit.id) for visit in visits if x.is_free(visit.id)]
        fixed = {
            visit.id: seat.scan_start_min - seat.injection_min
            for visit in visits
            if (seat := x.piece.fixed.get(visit.id)) is not None
            and seat.scan_start_min is not None
        }
        for own in free:
            is_first = own.visit.id == visits[0].id
            near = list(fixed.values()) if is_first else []
            if series.baseline_uptake_min is not None:
                near = [series.baseline_uptake_min]
            elif not is_first and visits[0].id in fixed:
                near = [fixed[visits[0].id]]
            elif not is_first and x.is_free(visits[0].id):
                first = x.visit(visits[0].id)
                both = [own.served, first.served]
                apart = own.wait - first.wait
                x.restrict(apart, [(-tolerance_min, tolerance_min + 1)], both)
            for uptake in near:
                span = (uptake - tolerance_min, uptake + tolerance_min + 1)
                x.restrict(own.wait, [span], [own.served])

    def allows(self, state: State, visit: Visit, steps: Steps, frame: Frame) -> int:
        """Minutes with the participant free, from now to the horizon's end."""
        if steps.scan_start_min is not None:
            least, longest = uptakes_of(state, visit)
            if not least <= steps.scan_start_min <= longest:
                return 0
        problem = state.index.problem
        # What is committed may have begun: it is seated before this limit holds.
        first = max(state.begin_min, 0) - steps.arrival_min
        last = problem.horizon_min - steps.last_min
        minutes = frame.span(first, last + 1)
        for start, end in state.busy.get(visit.participant_id or "", ()):
            minutes &= ~frame.span(start - steps.end_min + 1, end - steps.arrival_min)
        return minutes


def uptakes_of(state: State, visit: Visit) -> tuple[int, int]:
    """Least and greatest uptake: the protocol's, and near the baseline of a series."""
    index = state.index
    least, longest = waits_of(index.procedures[visit.procedure_id])
    series = index.series.get(visit.series_id or "")
    if series is None or series.uptake_tolerance_min is None:
        return least, longest
    near: list[int] = []
    if series.baseline_uptake_min is not None:
        near = [series.baseline_uptake_min]
    else:
        visits = scanned_in_series(index, series)
        is_first = bool(visits) and visits[0].id == visit.id
        for other in visits[1:] if is_first else visits[:1]:
            seat = state.placements.get(other.id)
            if seat is not None and seat.scan_start_min is not None:
                near.append(seat.scan_start_min - seat.injection_min)
    for uptake in near:
        least = max(least, uptake - series.uptake_tolerance_min)
        longest = min(longest, uptake + series.uptake_tolerance_min)
    return least, longest


def scanned_in_series(index: Index, series: Series) -> list[Visit]:
    """Visits of a series that have a scan of their own; the first is the baseline."""
    return [
        visit
        for visit in index.in_series(series.id)
        if index.procedures[visit.procedure_id].scan is not None
    ]
