from typing import Any

import pytest

from solver.checks import check
from solver.problem.commitments import MeasuredVial
from tests.solver.checks.judged import altered, named
from tests.solver.checks.mutation import changed
from tests.solver.checks.replanned import a_replanned_problem, without
from tests.solver.checks.world import a_problem
from tests.solver.checks.world_plan import a_plan


def test_previous_plan_given_back_is_clean() -> None:
    """
    What was begun before now stands, as a fact or kept as it was.
    """
    assert check(a_replanned_problem(), a_plan()) == []


@pytest.mark.parametrize(
    ("visit_ids", "expected"),
    [
        (("A",), {("commitments", "A")}),
        (("B",), {("commitments", "B")}),
        (("C",), {("commitments", "C")}),
        (("E",), {("commitments", "E")}),
        (("F",), set()),
    ],
    ids=["fact", "frozen", "confirmed", "confirmed, batch not made", "lapsed hold"],
)
def test_committed_visit_must_be_kept(
    visit_ids: tuple[str, ...], expected: set[tuple[str, str]]
) -> None:
    """
    A visit that can be honored is kept, whatever its firmness, until a hold lapses.
    """
    plan = without(a_plan(), *visit_ids)

    assert named(a_replanned_problem(), plan) == expected


def test_committed_visit_may_not_move() -> None:
    """
    D could be a minute later, but its hold says otherwise.
    """
    problem = a_replanned_problem()
    moved = next(e for e in a_plan(D=721).administrations if e.visit_id == "D")
    plan = altered(a_plan(), "D", **dict(moved))

    assert ("commitments", "D") in named(problem, plan)


def test_lost_vial_breaks_its_visits_only() -> None:
    """
    Without the vial of the flight, C may be left out; B may still not.
    """
    problem = a_replanned_problem({"lost_vial_ids": ("R1/SK1/v1",)})
    plan = without(a_plan(), "C")
    lost = changed(
        plan, vials=tuple(each for each in plan.vials if each.id != "R1/SK1/v1")
    )

    assert named(problem, lost) == set()
    assert named(problem, without(lost, "B")) == {("commitments", "B")}
    assert ("commitments", "R1/SK1/v1") in named(problem, plan)


def test_fact_stands_though_its_vial_is_short() -> None:
    """
    A measured vial that no longer covers A and B lets B go, but never A.

    A and B take 383,763 and 463,797 kBq of R1 and leave 100,000 kBq in the dead
    volume: 900,000 kBq are not enough for both.
    """
    measured = MeasuredVial(vial_id="R1/road/v1", activity_kbq=900_000)
    problem = a_replanned_problem({"measured_vials": (measured,)})
    plan = altered(a_plan(), "R1/road/v1", activity_kbq=900_000)

    assert ("batch_balance", "R1/road/v1") in named(problem, plan)
    assert named(problem, without(plan, "B")) == set()
    assert named(problem, without(plan, "A", "B")) == {("commitments", "A")}


@pytest.mark.parametrize(
    ("content", "is_within"),
    [(905_590, False), (950_000, True), (1_150_000, True), (1_220_000, False)],
)
def test_measured_unit_dose_is_given_within_tolerance(
    content: int, is_within: bool
) -> None:
    """
    A dispensed dose is what it is: D takes all of it, if that is within 10 %.

    50 µL of its fill are dead volume, and hold what the measured concentration says:
    about 1 % of the content. 160 min after EOS 2^(-160 / 67.71) = 0.194397 is left,
    and 990/1000 of it is net. 905,590 kBq give about 172,400 kBq and 950,000 kBq
    180,900 kBq, the limit being 180,000; 1,150,000 kBq give 219,000 kBq and
    1,220,000 kBq 232,400 kBq, the limit being 220,000.
    """
    before = next(each for each in a_plan().vials if each.id == "R2/road/D")
    fill_ul = before.volume_ul
    assert fill_ul is not None
    measured = MeasuredVial(vial_id="R2/road/D", activity_kbq=content)
    problem = a_replanned_problem({"measured_vials": (measured,)})
    plan = altered(a_plan(), "R2/road/D", activity_kbq=content)
    demand = content * (fill_ul - 50) // fill_ul
    draw = int(demand * 2 ** (-160 / 67.71))
    plan = altered(plan, "D", demand_kbq=demand, draw_kbq=draw, draw_ul=fill_ul - 50)
    messages = [each.message for each in check(problem, plan) if each.subject == "D"]

    assert any("kBq" in message for message in messages) is not is_within
    assert (named(problem, without(plan, "D", "E")) == set()) is not is_within


def test_shipment_follows_its_departure() -> None:
    """
    The flight is 20 min late: the shipment's times follow, and C, injected 25 min
    after it was usable, is honored until 25 min.
    """
    for delay, is_honored in ((25, True), (26, False)):
        departures = tuple(
            changed(each, arrives_min=each.arrives_min + delay)
            if each.id == "SK1"
            else each
            for each in a_problem().departures
        )
        problem = a_replanned_problem(departures=departures)
        plan = altered(
            a_plan(), "R1/SK1", arrives_min=540 + delay, usable_min=555 + delay
        )
        # C is usable from 565 (uptake of 75 min at most) or from its new arrival
        plan = altered(plan, "C", usable_from_min=max(565, 555 + delay))

        assert (named(problem, plan) == set()) is is_honored
        assert (named(problem, without(plan, "C")) == set()) is not is_honored
        assert ("commitments", "R1/SK1") in named(problem, a_plan())


@pytest.mark.parametrize(
    ("id", "changes"),
    [
        ("R1", {"activity_kbq": 10_000_000}),
        ("R1/road", {"handover_min": 426}),
        ("R1/road/v1", {"volume_ul": 5000}),
        ("R2", {"reference_min": 561}),
        ("R1/SK1", {"lane_id": "road"}),
    ],
)
def test_committed_supply_is_unchanged(id: str, changes: dict[str, Any]) -> None:
    """
    Batches, shipments and vials that exist stay as they are; none is lent on.
    """
    assert ("commitments", id) in named(
        a_replanned_problem(), altered(a_plan(), id, **changes)
    )


def test_unit_dose_of_a_committed_batch_stays_with_its_visit() -> None:
    """
    E cannot get the dose that was dispensed for D.
    """
    plan = altered(without(a_plan(), "D"), "E", vial_ids=("R2/road/D",))

    assert ("commitments", "R2/road/D") in named(a_replanned_problem(), plan)


def test_nothing_is_added_to_a_committed_batch() -> None:
    """
    A second vial for a batch that is dispensed is refused.
    """
    plan = a_plan()
    extra = changed(plan.vials[0], id="O1/TR1/F.3")
    plan = changed(plan, vials=(*plan.vials, extra))

    assert named(a_replanned_problem(), plan) == {("commitments", "O1/TR1/F.3")}


@pytest.mark.parametrize("field", ["demand_kbq", "draw_kbq", "draw_ul"])
def test_fact_keeps_its_numbers(field: str) -> None:
    """
    Activity cannot be freed by writing down that less was drawn.
    """
    before = next(e for e in a_plan().administrations if e.visit_id == "A")
    plan = altered(a_plan(), "A", **{field: getattr(before, field) - 1})

    assert named(a_replanned_problem(), plan) == {("commitments", "A")}
