"""Two orders that are ready for two departures, which leave at 430 and at 490."""

from collections.abc import Mapping
from typing import Any

from solver.problem.commitments import BatchCommitment, Commitments, Firmness
from solver.problem.demand import Alternative
from solver.problem.problem import Problem
from solver.problem.products import Package, Product
from solver.problem.transport import Departure
from solver.state.record import to_plan
from tests.solver.builders import (
    a_lane,
    a_product,
    a_visit,
    an_order,
)
from tests.solver.constraints.twins import (
    Seat,
    Source,
    a_simple_problem,
    seated,
)

# Both orders refer to 400; the first departure leaves at 430, the second at 490.
ONE: Source = ("O1", 400, "D1", 0)
OTHER: Source = ("O2", 400, "D1", 0)
LATER: Source = ("O2", 400, "D2", 0)


def two_departures(
    one: Mapping[str, Any] | None = None, other: Mapping[str, Any] | None = None
) -> tuple[Departure, ...]:
    """Two tours of an hour, at the site five minutes after they leave."""
    minutes = {"D1": 430, "D2": 490}
    return tuple(
        Departure.model_validate(
            {
                "id": id_,
                "lane_id": "lane",
                "handover_min": at,
                "departs_min": at,
                "arrives_min": at + 5,
                **(more or {}),
            }
        )
        for (id_, at), more in zip(minutes.items(), (one, other), strict=True)
    )


def a_packed_product(package: Package, **fields: Any) -> Product:
    """A half-life of an hour: what is injected an hour later is twice as much."""
    return a_product(half_life_min=60.0, package=package, **fields)


def a_timetabled_problem(
    product: Product, departures: tuple[Departure, ...], **fields: Any
) -> Problem:
    """Three visits of 100 MBq and two orders that are ready for both departures."""
    made: dict[str, Any] = {
        "products": (product,),
        "lanes": (a_lane(door_to_door_min=None, hours=()),),
        "departures": departures,
        "runs": (),
        "orders": tuple(
            an_order(id_, reference_min=400, ready_min=400) for id_ in ("O1", "O2")
        ),
    }
    asked = [
        a_visit(f"V{i}", alternatives=(Alternative(target_kbq=100_000),))
        for i in (1, 2, 3)
    ]
    return a_simple_problem(*fields.pop("visits", asked), **(made | fields))


def sent(problem: Problem, *seats: Seat) -> Commitments:
    """The first order, dispensed for these seats."""
    before = seated(problem, seats)
    return Commitments(
        previous=to_plan(before.index, before.placements),
        batches=(BatchCommitment(batch_id="O1", firmness=Firmness.FROZEN),),
    )
