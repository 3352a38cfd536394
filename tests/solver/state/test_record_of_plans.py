from solver.checks import check
from solver.state.index import Index
from solver.state.record import plan_of, to_plan
from tests.solver.checks.judged import world_with
from tests.solver.checks.mutation import changed
from tests.solver.checks.replanned import a_replanned_problem
from tests.solver.checks.world import a_problem
from tests.solver.checks.world_data import FDG, GAL
from tests.solver.checks.world_plan import a_plan
from tests.solver.state.seating import a_state, placements_of

EVERYBODY = "ABCDEF"


def test_plan_of_the_hand_made_placements_is_the_hand_made_plan() -> None:
    """
    Ids, contents, volumes, draws and usable intervals are those derived by hand.
    """
    by_hand = a_plan()

    plan = to_plan(Index(a_problem()), placements_of(by_hand))

    assert plan.batches == by_hand.batches
    assert plan.vials == by_hand.vials
    assert plan.administrations == by_hand.administrations
    # What is made leaves as soon as it is packed: R1 at 400 + 5 + 2 * 3 + 10 = 421.
    early = {
        "R1/road": {
            "handover_min": 421,
            "departs_min": 421,
            "arrives_min": 466,
            "usable_min": 476,
        },
        "R1/SK1": {"handover_min": 421},
        "O1/TR1": {"handover_min": 300},
    }
    assert plan.shipments == tuple(
        changed(each, **early.get(each.id, {})) for each in by_hand.shipments
    )
    assert check(a_problem(), plan) == []


def test_order_of_insertion_leaves_no_trace() -> None:
    """
    Equal placements give equal bytes, in whatever order they were seated.
    """
    forward, backward = (
        a_state(a_problem(), order) for order in (EVERYBODY, EVERYBODY[::-1])
    )

    plans = [
        to_plan(state.index, state.placements).model_dump_json()
        for state in (forward, backward)
    ]

    assert plans[0] == plans[1]


def test_second_vial_has_the_next_number_and_its_own_dead_volume() -> None:
    """
    B in a second vial of the van: 100 000 kBq and 200 µL more, and one more portion.
    """
    container = changed(FDG.container, max_vials_per_shipment=2)
    problem = world_with("products", "FDG", container=container)
    placements = placements_of(a_plan())
    channel = placements["B"].channel
    second = type(channel)(channel.supply_id, channel.reference_min, channel.way_id, 2)
    other = {e.visit_id: e for e in placements.values() if e.visit_id in "AB"}
    other["B"] = type(placements["B"])(
        visit_id="B",
        alternative=0,
        injection_min=530,
        scan_start_min=590,
        channel=second,
        occupations=placements["B"].occupations,
    )

    plan = to_plan(Index(problem), other)

    # need of A is 383 745 (768 µL), of B 463 781 (928 µL): see test_load_amounts
    assert [(e.id, e.activity_kbq, e.volume_ul) for e in plan.vials] == [
        ("R1/road/v1", 483_745, 968),
        ("R1/road/v2", 563_781, 1_128),
    ]
    assert plan.batches[0].activity_kbq == 483_745 + 563_781 + 50_000
    assert plan.shipments[0].handover_min == 400 + 5 + 2 * 3 + 10
    assert check(problem, plan) == []


def test_dispensed_dose_is_given_whole() -> None:
    """
    D five minutes late: the syringe's content is drawn, what is left of it, rounded
    down.
    """
    plan = plan_of(a_state(a_replanned_problem(), "D", D=725))

    (given,) = plan.administrations
    assert given.demand_kbq == 1_039_289
    assert given.draw_kbq == 191_940  # 1 039 289 * 2^(-165/67.71) = 191 940.86
    assert given.draw_ul == 5_197
    # Tolerance as without the delay, from the draw at 720; see test_rules_of_doses.
    assert (given.usable_from_min, given.usable_until_min) == (711, 730)


def test_no_volume_without_a_concentration() -> None:
    """
    A syringe whose product states no concentration has no volume in the plan.
    """
    container = changed(GAL.container, concentration_kbq_per_ml=None)
    problem = world_with("products", "GAL", container=container)

    plan = plan_of(a_state(problem, "D"))

    assert plan.vials[0].volume_ul is None
    assert plan.vials[0].activity_kbq == 1_039_289
    assert plan.administrations[0].draw_ul is None
    assert check(problem, plan) == []
