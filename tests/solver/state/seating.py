"""The placements that a plan says, so that a state can be built from it."""

from solver.plan.plan import Administration, Plan
from solver.problem.problem import Problem
from solver.state.index import Index
from solver.state.placement import Channel, Placement
from solver.state.state import State
from tests.solver.checks.world_plan import a_plan


def placement_of(plan: Plan, administration: Administration) -> Placement:
    """One administration, as the state knows it."""
    vial = next(e for e in plan.vials if e.id == administration.vial_ids[0])
    shipment = next(e for e in plan.shipments if e.id == vial.shipment_id)
    batch = next(e for e in plan.batches if e.id == shipment.batch_id)
    last = vial.id.rpartition("/")[2]
    return Placement(
        visit_id=administration.visit_id,
        alternative=administration.alternative,
        injection_min=administration.injection_min,
        scan_start_min=administration.scan_start_min,
        channel=Channel(
            supply_id=batch.id,
            reference_min=batch.reference_min,
            way_id=shipment.departure_id or shipment.lane_id,
            vial=int(last[1:]) if last[0] == "v" and last[1:].isdigit() else 0,
        ),
        occupations=administration.occupations,
    )


def placements_of(plan: Plan) -> dict[str, Placement]:
    """All administrations of a plan by visit."""
    return {e.visit_id: placement_of(plan, e) for e in plan.administrations}


def a_state(problem: Problem, seated: str = "", **moved: int) -> State:
    """A state with some visits of the hand-made plan in it, maybe at other minutes."""
    placements = placements_of(a_plan(**moved))
    state = State(Index(problem))
    for visit_id in seated:
        state.insert(placements[visit_id])
    return state
