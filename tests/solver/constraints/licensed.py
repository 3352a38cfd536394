"""A site with a licence, and two orders that arrive there at 430 and at 490."""

from typing import Any

from solver.problem.demand import Alternative, Visit
from solver.problem.equipment import Licence
from solver.problem.problem import Problem
from solver.problem.products import Container, Presentation, Product
from tests.solver.builders import (
    a_product,
    a_site,
    a_vial_product,
    a_visit,
    an_order,
)
from tests.solver.constraints.twins import (
    Source,
    a_simple_problem,
)

HALF_LIFE = 60.0

# Ready at 400 and at 460; half an hour on the road: they arrive at 430 and at 490.
FIRST: Source = ("O1", 400, "lane", 0)
SECOND: Source = ("O2", 400, "lane", 0)
FIRST_VIAL: Source = ("O1", 400, "lane", 1)
SECOND_VIAL: Source = ("O2", 400, "lane", 1)


def a_licence(max_kbq: int, **fields: Any) -> Licence:
    return Licence(id="licence", nuclides=("F-18",), max_kbq=max_kbq, **fields)


def a_tracer(dead_volume_ul: int = 0) -> Product:
    """Unit doses with a half-life of an hour; 1 µL of dead volume holds 1 MBq."""
    container = Container(
        concentration_kbq_per_ml=1_000_000, dead_volume_ul=dead_volume_ul
    )
    return a_product(half_life_min=HALF_LIFE, container=container)


def in_vials(dead_volume_ul: int = 0) -> Product:
    product = a_vial_product(dead_volume_ul=dead_volume_ul)
    return product.model_copy(update={"half_life_min": HALF_LIFE})


def in_whole_vials() -> Product:
    """Vials of 300 MBq, of which 290 can be drawn."""
    container = Container(
        concentration_kbq_per_ml=1_000_000, dead_volume_ul=10, content_kbq=300_000
    )
    return a_product(
        half_life_min=HALF_LIFE,
        presentation=Presentation.WHOLE_VIALS,
        container=container,
    )


def asked_for(id: str, **fields: Any) -> Visit:
    """100 MBq to be injected."""
    return a_visit(id, alternatives=(Alternative(target_kbq=100_000),), **fields)


def a_licensed_problem(
    licence: Licence, product: Product | None = None, **fields: Any
) -> Problem:
    """Three visits, and two orders that refer to minute 400."""
    made = {
        "products": (product or a_tracer(),),
        "sites": (a_site(licences=(licence,)),),
        "runs": (),
        "orders": (
            an_order("O1", reference_min=400, ready_min=400),
            an_order("O2", reference_min=400, ready_min=460),
        ),
    }
    asked = [asked_for(f"V{i}") for i in (1, 2, 3)]
    return a_simple_problem(*fields.pop("visits", asked), **(made | fields))
