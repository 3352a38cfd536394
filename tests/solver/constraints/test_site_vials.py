"""Rule 18: dead volumes, whole vials and waste that are held at a site."""

import pytest

from solver.problem.products import Product
from tests.solver.constraints.licensed import (
    FIRST,
    FIRST_VIAL,
    SECOND,
    SECOND_VIAL,
    a_licence,
    a_licensed_problem,
    a_tracer,
    in_vials,
    in_whole_vials,
)
from tests.solver.constraints.twins import (
    Seat,
    Source,
    accepts,
    allows,
    is_open,
)

RULE = "activity_on_site"


@pytest.mark.parametrize(
    ("product", "sources", "held_kbq"),
    [
        pytest.param(a_tracer(50), (FIRST, FIRST), 700_000, id="two syringes"),
        pytest.param(in_vials(50), (FIRST_VIAL, FIRST_VIAL), 650_000, id="one vial"),
        pytest.param(
            in_vials(50), (FIRST_VIAL, ("O1", 400, "lane", 2)), 700_000, id="two vials"
        ),
    ],
)
def test_each_container_has_a_dead_volume(
    product: Product, sources: tuple[Source, Source], held_kbq: int
) -> None:
    """
    Doses of 200 and 400 MBq at 430, and 50 MBq in each container.
    """
    container = product.container.model_copy(update={"max_vials_per_shipment": 2})
    product = product.model_copy(update={"container": container})
    beside, seat = [("V1", 490, sources[0])], ("V2", 550, sources[1])

    assert is_open(RULE, a_licensed_problem(a_licence(held_kbq), product), seat, beside)
    assert not is_open(
        RULE, a_licensed_problem(a_licence(held_kbq - 1), product), seat, beside
    )


@pytest.mark.parametrize(
    ("first_min", "held_kbq"),
    [
        # 400,000 + 50,000 for 610; 100,000 * 2^(10/60) = 112,246.2 for 500; 50,000.
        pytest.param(490, 612_247, id="the vial would be gone"),
        # 100,000 * 2^(1/60) = 101,161.9 for 491 besides; its vial is counted once.
        pytest.param(491, 713_409, id="the vial is there anyhow"),
    ],
)
def test_a_later_draw_keeps_a_vial_at_the_site(first_min: int, held_kbq: int) -> None:
    """
    The dead volume of a vial is held until the last draw from it.
    """
    beside: list[Seat] = [("V1", first_min, FIRST_VIAL), ("V2", 610, SECOND_VIAL)]
    seat: Seat = ("V3", 500, FIRST_VIAL)
    product = in_vials(50)

    assert is_open(RULE, a_licensed_problem(a_licence(held_kbq), product), seat, beside)
    assert not is_open(
        RULE, a_licensed_problem(a_licence(held_kbq - 1), product), seat, beside
    )


@pytest.mark.parametrize(("is_kept", "held_kbq"), [(False, 250_000), (True, 267_678)])
def test_waste_counts_where_it_is_kept(is_kept: bool, held_kbq: int) -> None:
    """
    At 490, of the syringe given at 450 there is what its dead volume has come to.
    """
    # 50,000 * 2^(-90/60) = 17,677.7; beside 200,000 and the other 50,000.
    beside: list[Seat] = [("V1", 450, FIRST)]
    for missing in (0, 1):
        licence = a_licence(held_kbq - missing, includes_waste=is_kept)
        seat: Seat = ("V2", 550, SECOND)

        fits = is_open(RULE, a_licensed_problem(licence, a_tracer(50)), seat, beside)
        assert fits is (missing == 0)


@pytest.mark.parametrize(
    ("max_kbq", "minute", "fits"),
    [
        pytest.param(212_133, 480, True, id="one vial"),
        pytest.param(212_132, 480, False, id="a kBq less"),
        pytest.param(424_265, 492, True, id="the last minute for one vial"),
        pytest.param(424_265, 493, False, id="two vials, a kBq too much"),
        pytest.param(424_266, 493, True, id="two vials"),
    ],
)
def test_whole_vials_count_with_their_content(
    max_kbq: int, minute: int, fits: bool
) -> None:
    """
    At 430 a vial of 300 MBq has 212,132.03 kBq; 290 MBq are enough until 492.
    """
    # 100,000 * 2^(92/60) = 289,450 and 100,000 * 2^(93/60) = 292,814.
    problem = a_licensed_problem(a_licence(max_kbq), in_whole_vials())

    assert is_open(RULE, problem, ("V1", minute, FIRST)) is fits


@pytest.mark.parametrize(("minute", "fits"), [(479, False), (480, True), (491, False)])
def test_what_is_left_of_whole_vials_is_less_the_later(minute: int, fits: bool) -> None:
    """
    Given at 480 a vial leaves 48,015 of 300,000 kBq, given at 479 it leaves 50,909.
    """
    # At 490 that is 16,976 or 18,000 kBq; the two vials of the other, 212,134. The
    # model may ask for less of what is left, but must not ask for more.
    licence = a_licence(229_110, includes_waste=True)
    problem, beside = (
        a_licensed_problem(licence, in_whole_vials()),
        [("V2", 550, SECOND)],
    )
    seat: Seat = ("V1", minute, FIRST)

    assert allows(RULE, problem, seat, beside) is fits
    assert accepts(RULE, problem, seat, beside) >= fits
