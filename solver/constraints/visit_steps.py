"""Rule 3: preparation, injection, uptake and scan follow as the protocol says."""

from typing import TYPE_CHECKING, ClassVar

from solver.problem.demand import Visit
from solver.state.bitset import intervals, span, starts
from solver.state.state import State
from solver.state.steps import Steps

if TYPE_CHECKING:
    from ortools.sat.python.cp_model import IntVar

    from solver.model.resource_vars import Span
    from solver.model.variables import PlanVars  # loads OR-Tools


class VisitSteps:
    r"""
    The scan starts within the uptake time, and one is in one place at a time.

    .. math:: u_v^{\min} \le s_v - t_v \le u_v^{\max},
        \qquad [t_v - p_v, \mathrm{end}_v) \cap [t_w - p_w, \mathrm{end}_w)
        = \emptyset

    for two visits :math:`v, w` of one participant; nothing begins before now or ends
    after the horizon.
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
            if own.scan_start is not None and own.wait is not None:
                x.model.add(own.scan_start == own.injection + own.wait)
                x.model.add(own.end == own.scan_start + own.scan_minutes)
                for choice in own.choices:
                    length = own.scan_length(choice)
                    x.model.add(own.scan_minutes == length).only_enforce_if(
                        own.takes(choice)
                    )
            for task in x.resources.tasks(own.visit.id):
                able = [x.resources.uses(task, id_) for id_ in task.resource_ids]
                x.model.add(sum(able) == served)
            if own.visit.participant_id is not None:
                stay = (x.resources.presence(own), served)
                present.setdefault(own.visit.participant_id, []).append(stay)
        for participant_id, stays in present.items():
            x.keep_apart(stays, intervals(x.piece.state.busy.get(participant_id, 0)))

    def allows(self, state: State, visit: Visit, steps: Steps) -> int:
        """Minutes with the participant free, from now to the horizon's end."""
        scan = state.index.procedures[visit.procedure_id].scan
        if scan is not None and not (
            steps.scan_start_min is not None
            and scan.uptake_min <= steps.scan_start_min <= scan.uptake_max_min
        ):
            return 0
        problem = state.index.problem
        # What is committed may have begun: it is seated before this limit holds.
        first = max(state.begin_min, 0) - steps.arrival_min
        last = problem.horizon_min - steps.last_min
        open_minutes = span(first, last + 1)
        if visit.participant_id in state.busy:
            away = span(0, problem.horizon_min) & ~state.busy[visit.participant_id]
            length = steps.end_min - steps.arrival_min
            open_minutes &= starts(away, length) << -steps.arrival_min
        return open_minutes
