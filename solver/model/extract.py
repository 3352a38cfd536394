"""From the values a solver found to placements."""

from ortools.sat.python import cp_model

from solver.model.variables import PlanVars
from solver.model.visit_times import LaterVars
from solver.model.visit_vars import VisitVars
from solver.plan.plan import BookedScan, Purpose
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
    choice = next(a for a in own.choices if solver.boolean_value(own.takes(a)))
    option = next(o for o in own.options if solver.boolean_value(own.picks(o)))
    steps = steps_of(visit, own.procedure, choice, solver.value(own.wait))
    doers = {
        (task.number, task.purpose): resource_id
        for task in x.resources.tasks(visit.id)
        for resource_id in task.resource_ids
        if solver.boolean_value(x.resources.uses(task, resource_id))
    }
    return Placement(
        visit_id=visit.id,
        alternative=choice,
        injection_min=injection,
        scan_start_min=(
            None if steps.scan_start_min is None else injection + steps.scan_start_min
        ),
        channel=Channel(
            option.supply_id,
            solver.value(x.reference(option.supply_id)),
            option.way_id,
            option.vial,
            x.equipment.named(option.supply_id, solver),
        ),
        occupations=tuple(
            task.occupation(doers[0, task.purpose], injection) for task in steps.tasks
        ),
        later_scans=tuple(
            _booked(later, solver.value(later.start), doers) for later in own.later
        ),
    )


def _booked(
    later: LaterVars, start_min: int, doers: dict[tuple[int, Purpose], str]
) -> BookedScan:
    return BookedScan(
        name=later.steps.name,
        scan_start_min=start_min,
        occupations=tuple(
            task.occupation(doers[later.number, task.purpose], start_min)
            for task in later.steps.tasks
        ),
    )
