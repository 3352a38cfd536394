import time
from typing import Any

import pytest

from solver.checks import activity_on_site, check
from solver.checks.activity_on_site import RULE
from solver.checks.lookup import PlanView, ProblemView
from solver.plan.plan import Plan
from solver.problem.equipment import Inventory
from tests.solver.checks.judged import altered, named
from tests.solver.checks.licensed import FDG, GAL, LUT, a_limit, grown, licensed
from tests.solver.checks.mutation import changed
from tests.solver.checks.world import a_problem
from tests.solver.checks.world_plan import a_plan

# R1/road arrives at 470 with A at 500 and B at 530; 200 µL of 500 MBq/mL stay in it
AT_470 = grown(204_082, 30, FDG) + grown(204_082, 60, FDG) + 100_000
# O1/TR1 arrives at 500, two vials 220 min before their reference; A is injected then
LUT_AT_500 = 2 * grown(4_000_000, 220, LUT)
AT_500 = LUT_AT_500 + grown(204_082, 30, FDG) + 100_000
# R2/road arrives at 635 with D at 720; 50 µL of 200 MBq/mL stay in it
AT_635 = grown(202_021, 85, GAL) + 10_000
# what is left of F's vials, and of the vial of R1 after B
LUT_REST = grown(8_000_000 - 6_939_434, 85, LUT)
FDG_REST = grown(100_000, -235, FDG)


@pytest.mark.parametrize("short", [0, 1])
@pytest.mark.parametrize(
    ("nuclides", "includes_waste", "held", "shipments"),
    [
        (("F-18",), False, AT_470, {"R1/road"}),
        (("F-18",), True, AT_470, {"R1/road"}),
        (("Lu-177",), False, LUT_AT_500, {"O1/TR1"}),
        (("F-18", "Lu-177"), False, AT_500, {"O1/TR1", "R1/road"}),
        (("Ga-68",), False, AT_635, {"R2/road"}),
        (("Lu-177", "Ga-68"), False, LUT_AT_500, {"O1/TR1"}),
    ],
)
def test_activity_held_when_something_arrives(
    nuclides: tuple[str, ...],
    includes_waste: bool,
    held: int,
    shipments: set[str],
    short: int,
) -> None:
    """
    A licence for just what is held is enough, one for 1 kBq less is not.

    Others counted are smaller at their arrivals: the greatest decides.
    """
    licence = a_limit(held - short, *nuclides, includes_waste=includes_waste)
    found = named(licensed(licence), a_plan())

    assert found == ({("activity_on_site", e) for e in shipments} if short else set())


@pytest.mark.parametrize(
    ("nuclides", "includes_waste", "at_635"),
    [
        (("F-18", "Ga-68"), False, AT_635),
        (("F-18", "Ga-68"), True, AT_635 + FDG_REST),
        (("Lu-177", "Ga-68"), False, AT_635),
        (("Lu-177", "Ga-68"), True, AT_635 + LUT_REST),
    ],
)
def test_waste_counts_where_it_is_stored(
    nuclides: tuple[str, ...], includes_waste: bool, at_635: int
) -> None:
    """
    At 635 A, B and F are injected: of their vials, what is left counts as waste only.

    R2 alone is looked at; its arrival is told of, whatever came before.
    """
    told = []
    for short in (0, 1):
        licence = a_limit(at_635 - short, *nuclides, includes_waste=includes_waste)
        messages = [
            each.message
            for each in check(licensed(licence), a_plan())
            if each.subject == "R2/road"
        ]
        told.append(messages)

    assert [len(messages) for messages in told] == [0, 1]
    assert f"{at_635} kBq" in told[1][0]
    assert "at minute 635" in told[1][0]


@pytest.mark.parametrize(("short", "is_named"), [(0, False), (1, True)])
def test_inventory_is_there_and_decays(short: int, is_named: bool) -> None:
    """
    What is there already counts with its own half-life, before its minute as well.

    At 470: 1000 kBq of minute 370 with 100 min of half-life are 500 kBq; 3 kBq of
    minute 570 are 6 kBq. Of another nuclide nothing counts.
    """
    inventory = tuple(
        Inventory(nuclide=nuclide, half_life_min=100.0, activity_kbq=kbq, at_min=at)
        for nuclide, kbq, at in (
            ("F-18", 1000, 370),
            ("F-18", 3, 570),
            ("I-131", 10**9, 0),
        )
    )
    problem = licensed(a_limit(AT_470 + 506 - short, "F-18"), *inventory)

    assert (("activity_on_site", "R1/road") in named(problem, a_plan())) is is_named


def test_who_brings_nothing_is_not_to_blame() -> None:
    """
    R2 has no dead volume here, and D is injected long before R3 brings too much.

    At 635 there are 202,021 * 2^(15 / 67.71) = 235,551 kBq, at 1995 320,230 kBq.
    """
    container = changed(a_problem().products[1].container, dead_volume_ul=0)
    products = tuple(
        changed(each, container=container) if each.id == "GAL" else each
        for each in a_problem().products
    )
    licence = a_limit(300_000, "Ga-68", includes_waste=True)
    problem = licensed(licence, problem=a_problem(products=products))
    found = {each for each in named(problem, a_plan(D=650)) if each[0] == RULE}

    assert found == {(RULE, "R3/road")}


def test_licence_of_one_site_is_no_others() -> None:
    """
    The north may hold next to nothing: C in the south is not concerned.
    """
    found = named(licensed(a_limit(0, "F-18")), a_plan())

    assert found == {("activity_on_site", "R1/road")}


# E at 2040 and 10,000 kBq of dead volume, at the arrival of R3 at 1995
R3_AT_1995 = grown(202_021, 45, GAL) + 10_000


def test_dead_volume_before_the_reference_counts_as_then() -> None:
    """
    A vial that is emptied before its reference keeps its dead volume up to it, and
    only then does it decay.

    R1's EOS is set to 700: at 635 its 100,000 kBq still count in full, at 1995 they
    are decayed for 1295 min.
    """
    plan = altered(a_plan(), "R1", reference_min=700)
    for minute, subject, others, dead in (
        (635, "R2/road", AT_635, 100_000),
        (1995, "R3/road", R3_AT_1995 + 1, grown(100_000, -1295, FDG)),
    ):
        # of D's vial 10,000 kBq, decayed since 560, are 1 kBq at 1995
        licence = a_limit(0, "F-18", "Ga-68", includes_waste=True)
        message = f"{others + dead} kBq are at north at minute {minute}"
        found = check(licensed(licence), plan)

        assert any(
            each.subject == subject and message in each.message for each in found
        )


def test_year_of_deliveries_is_judged_quickly() -> None:
    """
    600 deliveries whose waste is stored take less than 1 s of processor time: what is
    far within a licence is not computed to the last kilobecquerel.
    """
    plan, problem = a_plan(), licensed(a_limit(10**10, "Lu-177", includes_waste=True))
    orders, batches, shipments, vials, served, visits = [], [], [], [], [], []
    order = problem.orders[0]
    shipment = next(each for each in plan.shipments if each.batch_id == "O1")
    vial = next(each for each in plan.vials if each.shipment_id == shipment.id)
    one = next(each for each in plan.administrations if each.visit_id == "F")
    visit = next(each for each in problem.visits if each.id == "F")
    for number in range(600):
        later = number * 800
        orders.append(changed(order, id=f"O{number}"))
        batch = next(each for each in plan.batches if each.id == "O1")
        batches.append(changed(batch, id=f"O{number}", reference_min=720 + later))
        fields: dict[str, Any] = {"id": f"S{number}", "batch_id": f"O{number}"}
        arrives: dict[str, Any] = {"arrives_min": 500 + later}
        shipments.append(changed(shipment, **fields, **arrives))
        fields = {"id": f"V{number}", "shipment_id": f"S{number}"}
        vials.append(changed(vial, **fields))
        fields = {"vial_ids": (f"V{number}",), "injection_min": 600 + later}
        served.append(changed(one, visit_id=f"F{number}", **fields))
        visits.append(changed(visit, id=f"F{number}"))
    problem = changed(problem, orders=tuple(orders), visits=tuple(visits))
    year = Plan(
        batches=tuple(batches),
        shipments=tuple(shipments),
        vials=tuple(vials),
        administrations=tuple(served),
    )
    known = ProblemView(problem)
    start = time.process_time()
    found = list(activity_on_site.check(known, PlanView(known, year)))

    assert time.process_time() - start < 1
    assert found == []
