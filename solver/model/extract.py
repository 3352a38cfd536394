"""From the values a solver found to placements."""

from ortools.sat.python import cp_model

from solver.model.variables import PlanVars
from solver.model.visit_vars import VisitVars
from solver.state.placement import Channel, Placement
from solver.state.steps import steps_of


def placements_of(x: PlanVars, solver: cp_model.CpSolver) -> tuple[Placement, ...]:
    """
    Placements of the free visits that are served.

    Only after OPTIMAL or FEASIBLE: otherwise the values mean nothing.
    """
    return tuple(
        _placement(x, own, solver)
        for own in x.visits
        if solver.boolean_value(own.served)
    )


def _placement(x: PlanVars, own: VisitVars, solver: cp_model.CpSolver) -> Placement:
    visit = own.visit
    injection = solver.value(own.injection)
    uptake = None
    if own.scan_start is not None:
        uptake = solver.value(own.scan_start) - injection
    choice = next(a for a in own.choices if solver.boolean_value(own.takes(a)))
    option = next(o for o in own.options if solver.boolean_value(own.picks(o)))
    steps = steps_of(visit, own.procedure, choice, uptake)
    doers = {
        task.purpose: next(
            id_
            for id_ in task.resource_ids
            if solver.boolean_value(x.resources.uses(task, id_))
        )
        for task in x.resources.tasks(visit.id)
    }
    return Placement(
        visit_id=visit.id,
        alternative=choice,
        injection_min=injection,
        scan_start_min=None if uptake is None else injection + uptake,
        channel=Channel(
            option.supply_id,
            solver.value(x.reference(option.supply_id)),
            option.way_id,
            option.vial,
        ),
        occupations=tuple(
            task.occupation(doers[task.purpose], injection) for task in steps.tasks
        ),
    )
