import pytest

from solver.problem.problem import Problem
from solver.state.load import Load, VialFill, dead_kbq, usable_content_kbq
from tests.solver.checks.judged import world_with
from tests.solver.checks.mutation import changed
from tests.solver.checks.world import a_problem
from tests.solver.checks.world_data import FDG, GAL, LUT
from tests.solver.state.seating import a_state

# FDG is drawn with 2 % residual: ceil(200 000 / 0.98) = 204 082; T = 109.77 min.
NEED_A = 383_745  # 204 082 * 2^(100/109.77) = 204 082 * 1.880342824 = 383 744.12
NEED_B = 463_781  # 204 082 * 2^(130/109.77) = 204 082 * 2.272522272 = 463 780.89
NEED_C = 635_963  # 204 082 * 2^(180/109.77) = 204 082 * 3.116209641 = 635 962.30
# GAL: ceil(200 000 / 0.99) = 202 021; T = 67.71 min.
NEED_D = 1_039_289  # 202 021 * 2^(160/67.71) = 202 021 * 5.144456816 = 1 039 288.31
# LUT: no residual, given 120 min before its reference; T = 9571.68 min.
NEED_F = 6_939_434  # 7 000 000 * 2^(-120/9571.68) = 7 000 000 * 0.991347674


def loaded(seated: str, supply_id: str, problem: Problem | None = None) -> Load:
    """The load of a batch with some visits of the hand-made plan on it."""
    return a_state(problem or a_problem(), seated).loads[supply_id]


def test_dead_volume_and_usable_content() -> None:
    """
    Dead volumes cost their concentration, rounded up, and whole vials give the rest.
    """
    fine = changed(
        GAL, container=changed(GAL.container, concentration_kbq_per_ml=200_001)
    )

    assert dead_kbq(FDG) == 100_000  # 200 µL * 500 000 kBq/mL / 1000
    assert dead_kbq(GAL) == 10_000  # 50 µL * 200 000 kBq/mL / 1000
    assert dead_kbq(fine) == 10_001  # 10 000.05
    assert usable_content_kbq(LUT) == 3_900_000  # 4 000 000 - 100 * 10^6 / 1000


@pytest.mark.parametrize(
    ("visit_id", "supply_id", "demand_kbq", "draw_ul", "vials"),
    [
        ("A", "R1", NEED_A, 768, 0),  # 383 745 / 500 = 767.49 µL
        ("B", "R1", NEED_B, 928, 0),  # 463 781 / 500 = 927.56 µL
        ("C", "R1", NEED_C, 1272, 0),  # 635 963 / 500 = 1271.93 µL
        ("D", "R2", NEED_D, 5197, 1),  # 1 039 289 / 200 = 5196.45 µL
        ("F", "O1", NEED_F, 6940, 2),  # 6 939 434 / 3 900 000 = 1.78 vials
    ],
)
def test_dose_takes_its_need_rounded_up(
    visit_id: str, supply_id: str, demand_kbq: int, draw_ul: int, vials: int
) -> None:
    """
    Demand, volume and number of vials of each presentation are rounded up.
    """
    (dose,) = loaded(visit_id, supply_id).doses

    assert (dose.demand_kbq, dose.draw_ul, dose.vials) == (demand_kbq, draw_ul, vials)


def test_multi_dose_vials_are_filled_per_shipment() -> None:
    """
    Each vial holds its draws and one dead volume; the run all vials and the sample.
    """
    load = loaded("ABC", "R1")

    assert load.fills == {
        # 383 745 + 463 781 + 100 000 kBq; 768 + 928 + 200 µL
        ("road", 1): VialFill(947_526, 1_896),
        # 635 963 + 100 000 kBq; 1272 + 200 µL
        ("SK1", 1): VialFill(735_963, 1_472),
    }
    assert load.activity_kbq == 947_526 + 735_963 + 50_000
    assert load.portions == 2
    assert load.ready_min == 400 + 5 + 2 * 3 + 10
    assert load.own_cost_nok == 5_000 + 700  # the run, the van; SK1 is shared


def test_unit_doses_have_a_dead_volume_each() -> None:
    """
    A syringe holds its dose and its own dead volume; one portion per dose.
    """
    load = loaded("D", "R2")

    assert load.activity_kbq == NEED_D + 10_000
    assert (load.portions, load.own_vials, load.fills) == (1, 1, {})
    assert load.ready_min == 560 + 30  # packed at 573, but no conditional dispatch


def test_whole_vials_are_counted() -> None:
    """
    An order holds whole vials, and costs each of them.
    """
    load = loaded("F", "O1")

    assert load.activity_kbq == 2 * 4_000_000
    assert load.portions == 2
    assert load.own_cost_nok == 1_000 + 2 * 300


def test_moving_a_batch_computes_every_demand_anew() -> None:
    """
    Ten minutes later, doses are ten minutes younger; way, vial and draw stay.
    """
    moved = loaded("AC", "R1").moved_to(410)

    a, c = moved.doses
    assert a.demand_kbq == 360_262  # 204 082 * 2^(90/109.77) = 360 261.65
    assert c.demand_kbq == 597_046  # 204 082 * 2^(170/109.77) = 597 045.82
    assert moved.reference_min == 410
    assert (a.way.id, c.way.id) == ("road", "SK1")


def test_load_less_its_last_dose_is_none() -> None:
    """
    A batch nobody draws on is not made; with others left it is smaller.
    """
    load = loaded("AB", "R1")

    left = load.without("A")

    assert left is not None
    assert left.activity_kbq == NEED_B + 100_000 + 50_000
    assert left.without("B") is None
    assert load.activity_kbq == NEED_A + NEED_B + 150_000  # unchanged itself


def test_without_concentration_no_volume_is_planned() -> None:
    """
    A unit dose of a product without concentration has neither volume nor dead volume.
    """
    container = changed(GAL.container, concentration_kbq_per_ml=None, dead_volume_ul=50)
    problem = world_with("products", "GAL", container=container)

    load = loaded("D", "R2", problem)

    assert load.doses[0].draw_ul is None
    assert load.activity_kbq == NEED_D
