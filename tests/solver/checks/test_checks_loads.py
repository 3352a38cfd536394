from typing import Any

import pytest

from solver.checks import check
from solver.plan.plan import Plan
from solver.problem.problem import Problem
from solver.problem.products import Package
from tests.solver.checks.judged import altered, named
from tests.solver.checks.mutation import changed
from tests.solver.checks.replanned import a_replanned_problem
from tests.solver.checks.world_plan import a_plan
from tests.solver.checks.world_supply import (
    a_supplied_plan,
    a_supplied_problem,
    supplied_with,
)

# at 340, 380 min before their reference: each vial 4e6 * 2^(380 / 9571.68) kBq
LUT_KBQ = 2 * 4_111_602
# at 480: C's 204,082 kBq at 580, 2^(100 / 109.77) as much, and 100,000 kBq stay
FDG_KBQ = 383_745 + 100_000


@pytest.mark.parametrize(
    ("changes", "is_named"),
    [
        ({"returns_min": 480}, False),  # the flight departs at 480
        ({"returns_min": 481}, True),
        ({"returns_min": 481, "vehicle_id": "truck"}, False),
    ],
)
def test_vehicle_is_back_before_it_leaves(
    changes: dict[str, Any], is_named: bool
) -> None:
    """
    One vehicle makes one tour at a time; two tours may touch.
    """
    problem = supplied_with("departures", "TR1", **changes)
    expected = {("transport", "O1/TR1"), ("transport", "R1/SK1")}

    assert named(problem, a_supplied_plan()) == (expected if is_named else set())


def test_unused_tour_is_not_made() -> None:
    """
    A third departure of the vehicle, all day long, bothers nobody who is not on it.
    """
    departures = a_supplied_problem().departures
    spare = changed(departures[0], id="SK0", returns_min=2000)
    problem = a_supplied_problem(departures=(*departures, spare))

    assert named(problem, a_supplied_plan()) == set()


@pytest.mark.parametrize(
    ("package", "most", "is_named"),
    [
        (Package(), 1, False),
        (Package(), 0, True),  # never less than one
        (Package(max_portions=2), 1, False),
        (Package(max_portions=1), 2, False),
        (Package(max_portions=1), 1, True),
        (Package(max_activity_kbq=LUT_KBQ), 1, False),
        (Package(max_activity_kbq=LUT_KBQ - 1), 1, True),
        (Package(max_activity_kbq=LUT_KBQ // 2), 2, False),
        (Package(max_activity_kbq=LUT_KBQ // 2 - 1), 2, True),
    ],
)
def test_packages_of_a_departure(package: Package, most: int, is_named: bool) -> None:
    """
    Two whole vials, with their activity at departure, make so many packages.
    """
    problem = supplied_with("products", "LUT", package=package)
    departures = tuple(
        changed(each, max_packages=most) if each.id == "TR1" else each
        for each in problem.departures
    )
    problem = changed(problem, departures=departures)

    assert (("transport", "O1/TR1") in named(problem, a_supplied_plan())) is is_named


@pytest.mark.parametrize(("portions", "is_named"), [(2, False), (3, True)])
def test_package_begun_is_a_package(portions: int, is_named: bool) -> None:
    """
    Two portions fill a package, a third needs another, where one may be.
    """
    problem = supplied_with("products", "LUT", package=Package(max_portions=2))
    plan = a_supplied_plan()
    vials = [each for each in plan.vials if each.shipment_id == "O1/TR1"]
    vials.append(changed(vials[0], id="O1/TR1/F.3"))
    others = [each for each in plan.vials if each.shipment_id != "O1/TR1"]
    plan = changed(plan, vials=tuple(vials[:portions] + others))

    assert (("transport", "O1/TR1") in named(problem, plan)) is is_named


@pytest.mark.parametrize(
    ("departure_id", "shipment_id", "product_id", "activity"),
    [("TR1", "O1/TR1", "LUT", LUT_KBQ), ("SK1", "R1/SK1", "FDG", FDG_KBQ)],
)
def test_transport_index_of_a_departure(
    departure_id: str, shipment_id: str, product_id: str, activity: int
) -> None:
    """
    With 1000 thousandths per MBq, the index says the activity at departure to the kBq.

    Of whole vials that is what they hold, of a vial to be drawn from what is drawn and
    what stays in it.
    """
    package = Package(ti_milli_per_gbq=100_000)  # a thousandth for every 10 kBq
    index = -(-activity // 10)
    for most, is_named in ((index, False), (index - 1, True)):
        problem = supplied_with("products", product_id, package=package)
        departures = tuple(
            changed(each, max_ti_milli=most) if each.id == departure_id else each
            for each in problem.departures
        )
        problem = changed(problem, departures=departures)
        found = named(problem, a_supplied_plan())

        assert found == ({("transport", shipment_id)} if is_named else set())


def test_load_of_all_batches_counts_together() -> None:
    """
    R2 on the flight of R1, its hand-over apart: two packages, where one may be.
    """
    plan = altered(a_supplied_plan(), "R2/road", departure_id="SK1")
    found = named(a_supplied_problem(), plan)

    assert ("transport", "R1/SK1") in found
    assert ("transport", "R2/road") in found


def test_committed_load_is_a_fact() -> None:
    """
    That the committed R1 is too much for its departure is nobody's fault, and that
    its tour overlaps another committed one neither; R3 may not travel with it.
    """
    later = a_replanned_problem()
    busy = tuple(
        changed(each, vehicle_id="van", returns_min=2000, max_packages=0)
        for each in later.departures
    )
    problem = changed(later, departures=busy)
    added = altered(a_plan(), "R3/road", departure_id="SK1", lane_id="flight")
    told = {m for m in named(problem, added) if m[0] == "transport"}

    assert named(problem, a_plan()) == set()
    assert ("transport", "R3/road") in told
    assert not {("transport", "R1/SK1"), ("transport", "O1/TR1")} & told


def test_committed_vials_weigh_what_they_hold() -> None:
    """
    A dispensed vial counts with all its content, decayed from EOS to the departure.

    A new batch beside it, even with an index of nothing, is refused if that is too
    much: 735,963 kBq at 400 are 444,085.3 kBq at 480.
    """
    later = a_replanned_problem()
    content = next(e for e in a_plan().vials if e.id == "R1/SK1/v1").activity_kbq
    there = content * 2 ** (-80 / 109.77)
    product = changed(later.products[0], package=Package(ti_milli_per_gbq=10**6))
    plan = altered(a_plan(), "R3/road", departure_id="SK1", lane_id="flight")
    messages = []
    for most in (int(there), int(there) + 1):
        departures = tuple(
            changed(each, max_ti_milli=most) if each.id == "SK1" else each
            for each in later.departures
        )
        problem = changed(
            later, departures=departures, products=(product, *later.products[1:])
        )
        messages.append(_index_is_told(problem, plan))

    assert messages == [True, False]


def _index_is_told(problem: Problem, plan: Plan) -> bool:
    return any("transport index" in each.message for each in check(problem, plan))
