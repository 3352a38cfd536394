"""Rule 10: transport index, for insertion and in the exact model."""

import pytest

from solver.problem.products import Container, Package, Presentation, Product
from solver.search.limits_kept import keeps_limits
from tests.solver.builders import (
    a_process,
    a_product,
    a_run,
    a_vial_product,
)
from tests.solver.constraints.timetabled import (
    ONE,
    OTHER,
    a_packed_product,
    a_timetabled_problem,
    two_departures,
)
from tests.solver.constraints.twins import (
    Seat,
    Source,
    is_open,
    seated,
)

RULE = "transport"


@pytest.mark.parametrize(
    ("minute", "most_ti", "fits"),
    [
        pytest.param(550, 900, True, id="just"),
        pytest.param(550, 899, False, id="a thousandth less"),
        pytest.param(551, 900, False, id="a minute later"),
    ],
)
def test_the_transport_index_follows_the_activity_at_departure(
    minute: int, most_ti: int, fits: bool
) -> None:
    """
    At 1500 thousandths a GBq, 200 and 400 MBq at the departure make 300 and 600.
    """
    package = Package(ti_milli_per_gbq=1500)
    problem = a_timetabled_problem(
        a_packed_product(package), two_departures({"max_ti_milli": most_ti})
    )
    beside: list[Seat] = [("V1", 490, ONE)]

    assert is_open(RULE, problem, ("V2", minute, ONE), beside) is fits
    assert is_open(RULE, problem, ("V2", minute, OTHER), beside) is fits


@pytest.mark.parametrize(
    ("product", "sources", "portions"),
    [
        pytest.param(
            a_product(container=Container(concentration_kbq_per_ml=1_000_000)),
            (ONE, ONE),
            2,
            id="syringes",
        ),
        pytest.param(
            a_vial_product(), (("O1", 400, "D1", 1), ("O1", 400, "D1", 1)), 1, id="vial"
        ),
    ],
)
def test_dead_volumes_travel_too(
    product: Product, sources: tuple[Source, Source], portions: int
) -> None:
    """
    50 MBq of dead volume each, not decayed, beside 200 and 400 MBq.
    """
    container = product.container.model_copy(update={"dead_volume_ul": 50})
    package = Package(ti_milli_per_gbq=1000)
    changes = {"container": container, "package": package, "half_life_min": 60.0}
    seat, beside = ("V2", 550, sources[1]), [("V1", 490, sources[0])]
    for missing in (0, 1):
        most = 600 + 50 * portions - missing
        problem = a_timetabled_problem(
            product.model_copy(update=changes), two_departures({"max_ti_milli": most})
        )
        assert is_open(RULE, problem, seat, beside) is (missing == 0)


@pytest.mark.parametrize(
    ("most_ti", "minute", "fits"),
    [(213, 492, True), (212, 492, False), (424, 493, False), (425, 493, True)],
)
def test_whole_vials_travel_with_their_content(
    most_ti: int, minute: int, fits: bool
) -> None:
    """
    At 430 a vial of 300 MBq has 212.133; 290 MBq are enough for 100 until 492.
    """
    container = Container(
        concentration_kbq_per_ml=1_000_000, dead_volume_ul=10, content_kbq=300_000
    )
    product = a_packed_product(
        Package(ti_milli_per_gbq=1000),
        presentation=Presentation.WHOLE_VIALS,
        container=container,
    )
    problem = a_timetabled_problem(product, two_departures({"max_ti_milli": most_ti}))

    assert is_open(RULE, problem, ("V1", minute, ONE)) is fits


@pytest.mark.parametrize(("most_ti", "fits"), [(425, True), (424, False)])
def test_a_later_eos_makes_whole_vials_heavier(most_ti: int, fits: bool) -> None:
    """
    With EOS at 400, two vials of 300 MBq have 424,266 kBq at 430: an index of 425.
    """
    container = Container(concentration_kbq_per_ml=1_000_000, content_kbq=300_000)
    product = a_packed_product(
        Package(ti_milli_per_gbq=1000),
        presentation=Presentation.WHOLE_VIALS,
        container=container,
    )
    problem = a_timetabled_problem(
        product,
        two_departures({"max_ti_milli": most_ti}),
        orders=(),
        runs=(a_run(earliest_eos_min=340),),
        processes=(a_process(),),
    )
    # From EOS at 340, 100 MBq at 500 take three vials of 106,067 kBq each at 430.
    state = seated(problem, [("V1", 500, ("R1", 340, "D1", 0))])
    assert state.loads["R1"].portions == 3
    assert keeps_limits(state, "R1")

    state.shift("R1", 400)

    assert state.loads["R1"].portions == 2
    assert keeps_limits(state, "R1") is fits
