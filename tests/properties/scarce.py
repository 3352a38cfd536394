"""Small problems whose departures, licences, orders and vials in use are scarce."""

from random import Random
from typing import Any

from solver.problem.commitments import BatchCommitment, Commitments, Firmness
from solver.problem.demand import Alternative, Gate, GateStatus, Visit
from solver.problem.equipment import Inventory, Licence
from solver.problem.problem import Problem
from solver.problem.products import (
    Container,
    Package,
    Presentation,
    Product,
    ShelfLife,
)
from solver.problem.transport import Departure
from solver.search.construct import seat_all
from solver.state.index import Index
from solver.state.record import to_plan
from solver.state.state import State
from tests.solver.builders import (
    DAY,
    a_lane,
    a_person,
    a_problem,
    a_process,
    a_run,
    a_site,
    a_therapy,
    a_visit,
    an_order,
    places,
    spans,
)


def scarce_problem(seed: int, *, is_committed: bool = False) -> Problem:
    """
    Four visits, two batches, and limits that bind now and then.

    Parameters
    ----------
    is_committed
        One or both batches are dispensed for some of the visits.
    """
    rng = Random(seed)
    presentation = rng.choice(list(Presentation))
    is_whole = presentation is Presentation.WHOLE_VIALS
    is_bought = rng.random() < (0.7 if is_whole else 0.3)
    asked = tuple(_visit(rng, number) for number in range(1, 5))
    fields = {
        "products": (_product(rng, presentation),),
        "places": places(*"abcd"),
        "people": tuple(a_person(f"nurse {n}", "nurse") for n in range(4)),
        "procedures": (a_therapy(),),
        "sites": (_site(rng),),
        **(_bought(rng) if is_bought else _made(rng)),
        **_transport(rng),
    }
    if is_committed:
        eased = a_problem(asked, **(fields | {"sites": (a_site(),)}))
        fields["commitments"] = _dispensed(rng, eased)
    return a_problem(asked, **fields)


def _product(rng: Random, presentation: Presentation) -> Product:
    is_whole = presentation is Presentation.WHOLE_VIALS
    return Product(
        id="FDG",
        name="tracer",
        nuclide="F-18",
        half_life_min=rng.choice([60.0, 110.0, 400.0]),
        presentation=presentation,
        shelf_life=ShelfLife(in_use_min=rng.choice([None, None, 6, 40, 70])),
        container=Container(
            concentration_kbq_per_ml=1_000_000,
            dead_volume_ul=rng.choice([0, 30]),
            content_kbq=rng.choice([150_000, 420_000]) if is_whole else None,
            max_vials_per_shipment=rng.choice([1, 2]),
        ),
        package=Package(
            max_portions=rng.choice([None, 1, 2]),
            max_activity_kbq=rng.choice([None, 300_000, 500_000]),
            ti_milli_per_gbq=rng.choice([0, 1000, 2500]),
        ),
    )


def _visit(rng: Random, number: int) -> Visit:
    first = rng.choice([455, 470, 480, 500, 520, 560, 600])
    alternatives = [Alternative(target_kbq=rng.choice([90_000, 200_000]))]
    if rng.random() < 0.3:
        alternatives.append(Alternative(target_kbq=60_000))
    return a_visit(
        f"V{number}",
        window_start_min=0,
        window_end_min=1200,
        injection_hours=spans((first, first + rng.choice([3, 12, 60]))),
        alternatives=tuple(alternatives),
        gates=(_gate(rng),) if rng.random() < 0.25 else (),
    )


def _gate(rng: Random) -> Gate:
    status = rng.choice(list(GateStatus))
    is_pending = status is GateStatus.PENDING
    return Gate(
        name="result",
        status=status,
        taken_min=rng.choice([-1000, 400]),
        valid_min=rng.choice([100, 1500]),
        due_min=rng.choice([50, 95, 105, 490]) if is_pending else None,
        may_order_at_risk=rng.random() < 0.5,
    )


def _site(rng: Random) -> Any:
    licences, inventory = [], []
    if rng.random() < 0.7:
        most = rng.choice([200_000, 300_000, 400_000, 500_000, 700_000, 900_000])
        licences.append(
            Licence(
                id="licence",
                nuclides=("F-18",),
                max_kbq=most,
                includes_waste=rng.random() < 0.4,
            )
        )
    if rng.random() < 0.3:
        inventory.append(
            Inventory(
                nuclide="F-18",
                half_life_min=110.0,
                activity_kbq=50_000,
                at_min=rng.choice([300, 600]),
            )
        )
    return a_site(licences=tuple(licences), inventory=tuple(inventory))


def _bought(rng: Random) -> dict[str, Any]:
    orders = [
        an_order(
            id_,
            reference_min=rng.choice([300, 430, 600]),
            ready_min=ready,
            max_portions=rng.choice([1, 2, 9]),
            placed_portions=rng.choice([0, 0, 1]),
            cutoff_min=rng.choice([100, -10]),
            free_cancel_until_min=rng.choice([None, -5, 100]),
            cancel_cost_per_portion_nok=rng.choice([0, 20, 90]),
        )
        for id_, ready in (("O1", 400), ("O2", 440))
    ]
    return {"runs": (), "orders": tuple(orders)}


def _made(rng: Random) -> dict[str, Any]:
    process = a_process(
        synthesis_min=20,
        quality_control_min=15,
        is_conditional_dispatch=rng.random() < 0.5,
        dispensing_per_portion_min=rng.choice([0, 4, 10]),
        capacity_kbq=rng.choice([1_000_000, 10_000_000]),
    )
    runs = [
        a_run(id_, earliest_eos_min=eos, latest_eos_min=eos + rng.choice([0, 3]))
        for id_, eos in (("R1", 380), ("R2", 440))
    ]
    return {"runs": tuple(runs), "processes": (process,)}


def _transport(rng: Random) -> dict[str, Any]:
    if rng.random() < 0.5:
        hours = [DAY, spans((0, 410), (425, 1000)), spans((0, 415), (450, 470))]
        lane = a_lane(
            receiving_min=rng.choice([0, 5]),
            door_to_door_min=rng.choice([10, 30]),
            hours=rng.choice(hours),
        )
        return {"lanes": (lane,)}
    departures = []
    for handover in (415, 430, 470):
        leaves, tour = handover + 5, {}
        if rng.random() < 0.6:
            back = leaves + rng.choice([15, 40, 60])
            tour = {"vehicle_id": "van", "returns_min": back}
        departures.append(
            Departure.model_validate(
                {
                    "id": f"D{handover}",
                    "lane_id": "lane",
                    "handover_min": handover,
                    "departs_min": leaves,
                    "arrives_min": handover + 25,
                    "max_packages": rng.choice([None, 1, 2, 3]),
                    "max_ti_milli": rng.choice([None, 300, 700, 1500, 3000]),
                    **tour,
                }
            )
        )
    lane = a_lane(door_to_door_min=None, hours=())
    return {"lanes": (lane,), "departures": tuple(departures)}


def _dispensed(rng: Random, problem: Problem) -> Commitments:
    """What a plan without licences has dispensed, with a vial lost now and then."""
    state = State(Index(problem))
    seat_all(state, [visit.id for visit in problem.visits if rng.random() < 0.8])
    plan = to_plan(state.index, state.placements)
    made = [batch.id for batch in plan.batches if rng.random() < 0.7]
    ways = {each.id: each.batch_id for each in plan.shipments}
    lost = [
        vial.id
        for vial in plan.vials
        if rng.random() < 0.1 and ways[vial.shipment_id] in made
    ]
    return Commitments(
        previous=plan,
        batches=tuple(
            BatchCommitment(batch_id=id_, firmness=Firmness.FROZEN) for id_ in made
        ),
        lost_vial_ids=tuple(lost),
    )
