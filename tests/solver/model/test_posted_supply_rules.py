"""Rules 5, 7, 8 and 10 in the exact model: production, shelf life, orders, ways."""

from typing import Any

import pytest

from solver.problem.products import ShelfLife
from tests.solver.builders import (
    a_lane,
    a_line,
    a_problem,
    a_process,
    a_product,
    a_run,
    a_therapy,
    a_timetabled_lane,
    a_visit,
    an_authorisation,
    an_order,
    spans,
)
from tests.solver.model.forcing import (
    Force,
    at_and_eos,
    both,
    injected_at,
    is_possible,
)


def _eos(**minutes: int) -> Force:
    """Runs that are made, with their EOS."""
    return lambda x: [
        choice
        for id_, minute in minutes.items()
        for choice in (x.is_made(id_) == 1, x.reference(id_) == minute)
    ]


@pytest.mark.parametrize(("minute", "possible"), [(449, False), (450, True)])
def test_no_injection_before_release(minute: int, possible: bool) -> None:
    """
    EOS at 400, quality control 50 minutes, the dose being there long before.
    """
    process = a_process(quality_control_min=50, is_conditional_dispatch=True)
    problem = a_problem(processes=(process,))

    assert is_possible(problem, at_and_eos(minute, 400)) is possible


@pytest.mark.parametrize(
    ("minute", "is_conditional", "possible"),
    [(464, False, False), (465, False, True), (459, True, False), (460, True, True)],
)
def test_hand_over_waits_for_packing_and_release(
    minute: int, is_conditional: bool, possible: bool
) -> None:
    """
    Packed after 10 + 2 x 5 + 5 = 25 minutes, released after 30, usable 35 later.
    """
    # V2 takes a portion too; with EOS at 400: 425 or 430 to hand over.
    process = a_process(
        dispensing_fixed_min=10,
        dispensing_per_portion_min=5,
        packing_min=5,
        is_conditional_dispatch=is_conditional,
    )
    problem = a_problem(
        [a_visit("V1"), a_visit("V2", window_end_min=1000)], processes=(process,)
    )

    assert is_possible(problem, at_and_eos(minute, 400)) is possible


@pytest.mark.parametrize(("handover", "possible"), [(434, False), (435, True)])
def test_every_portion_delays_the_last_hand_over(handover: int, possible: bool) -> None:
    """
    Two unit doses are packed 35 minutes after EOS at 400, later than release.
    """
    process = a_process(dispensing_per_portion_min=15, packing_min=5)
    problem = a_problem(
        [a_visit("V1"), a_visit("V2", window_end_min=1000)],
        processes=(process,),
        **a_timetabled_lane(handover),
    )

    assert is_possible(problem, _eos(R1=400)) is possible


@pytest.mark.parametrize(
    ("start", "end", "possible"),
    [(340, 400, True), (341, 400, False), (340, 399, False)],
)
def test_a_synthesis_lies_in_the_hours_of_its_line(
    start: int, end: int, possible: bool
) -> None:
    """
    An hour of synthesis ends with EOS at 400.
    """
    problem = a_problem(lines=(a_line(available=spans((0, 50), (start, end))),))

    assert is_possible(problem, _eos(R1=400)) is possible


@pytest.mark.parametrize(("now", "possible"), [(340, True), (341, False)])
def test_no_synthesis_starts_before_now(now: int, possible: bool) -> None:
    """
    The synthesis for EOS at 400 starts at 340.
    """
    problem = a_problem(runs=(a_run(cutoff_min=1000),), as_of_min=now)

    assert is_possible(problem, _eos(R1=400)) is possible


def _two_runs(**line: int) -> Any:
    """Two visits that need a run each, of unlike runs of one line."""
    return a_problem(
        [
            a_visit("V1", window_end_min=1000),
            a_visit("V2", window_end_min=1000),
        ],
        processes=(a_process(capacity_kbq=700_000),),
        runs=(a_run("R1"), a_run("R2", latest_eos_min=600)),
        lines=(a_line(**line),),
    )


@pytest.mark.parametrize(
    ("second", "possible"), [(469, False), (470, True), (471, True)]
)
def test_a_line_makes_one_run_at_a_time(second: int, possible: bool) -> None:
    """
    After EOS at 400 come ten minutes of cleaning and an hour of synthesis.
    """
    problem = _two_runs(cleaning_min=10, cooldown_min=5, changeover_min=99)

    assert is_possible(problem, _eos(R1=400, R2=second)) is possible


@pytest.mark.parametrize(("second", "possible"), [(499, False), (500, True)])
def test_a_change_of_product_takes_longer(second: int, possible: bool) -> None:
    """
    Cleaning of 10 and change-over of 30 minutes lie before the other's synthesis.
    """
    problem = a_problem(
        [a_visit("V1"), a_visit("V2", product_id="PSMA", window_end_min=1000)],
        products=(a_product(), a_product("PSMA")),
        processes=(a_process(), a_process("make PSMA", product_id="PSMA")),
        runs=(a_run("R1"), a_run("R2", process_id="make PSMA", latest_eos_min=600)),
        lines=(a_line(cleaning_min=10, changeover_min=30, cooldown_min=15),),
        authorisations=(an_authorisation(), an_authorisation(product_id="PSMA")),
    )

    assert is_possible(problem, _eos(R1=400, R2=second)) is possible


@pytest.mark.parametrize(("most", "possible"), [(1, False), (2, True)])
def test_a_line_makes_so_many_runs_a_day(most: int, possible: bool) -> None:
    """
    Two visits need two runs of the same day.
    """
    problem = _two_runs(max_runs_per_day=most)

    assert is_possible(problem, _eos(R1=400, R2=500)) is possible


@pytest.mark.parametrize(
    "life",
    [
        ShelfLife(from_eos_min=205),
        ShelfLife(from_reference_min=205),
        ShelfLife(from_dispensing_min=195),
        ShelfLife(from_receipt_min=145),
    ],
    ids=["EOS", "reference", "dispensing", "receipt"],
)
@pytest.mark.parametrize(("minute", "possible"), [(600, True), (601, False)])
def test_the_injection_ends_by_expiry(
    life: ShelfLife, minute: int, possible: bool
) -> None:
    """
    EOS 400, portioning from 410, arrival 460: each limit expires at 605.
    """
    process = a_process(dispensing_fixed_min=10)
    product = a_product(shelf_life=life)
    problem = a_problem(products=(product,), processes=(process,))

    assert is_possible(problem, at_and_eos(minute, 400)) is possible


@pytest.mark.parametrize(("minute", "possible"), [(675, True), (676, False)])
def test_receipt_counts_from_the_first_departure_once_ready(
    minute: int, possible: bool
) -> None:
    """
    Ready at 430 the dose waits for the lane to open at 500 and arrives at 530.
    """
    # 530 + 150 = 680 is the end of an injection of 5 minutes at 675.
    problem = a_problem(
        products=(a_product(shelf_life=ShelfLife(from_receipt_min=150)),),
        lanes=(a_lane(hours=spans((0, 430), (500, 510), (600, 900))),),
    )

    assert is_possible(problem, at_and_eos(minute, 400)) is possible


@pytest.mark.parametrize(("now", "possible"), [(100, True), (101, False)])
@pytest.mark.parametrize("is_run", [True, False])
def test_nothing_is_ordered_after_its_cut_off(
    now: int, possible: bool, is_run: bool
) -> None:
    """
    At the very minute of the cut-off an order is still accepted.
    """
    changes: dict[str, Any] = {} if is_run else {"runs": (), "orders": (an_order(),)}

    assert is_possible(a_problem(as_of_min=now, **changes)) is possible


@pytest.mark.parametrize(
    ("handover", "minute", "possible"),
    [(430, 495, True), (430, 494, False), (429, 495, False)],
)
def test_a_timetabled_departure_is_caught_and_awaited(
    handover: int, minute: int, possible: bool
) -> None:
    """
    Ready at 430, arrival an hour after the hand-over, five minutes of receiving.
    """
    problem = a_problem(**a_timetabled_lane(handover))

    assert is_possible(problem, at_and_eos(minute, 400)) is possible


@pytest.mark.parametrize(
    ("minute", "hours", "possible"),
    [
        (465, (430, 431), True),
        (464, (430, 431), False),
        (465, (431, 440), False),
        (466, (431, 440), True),
        (700, (300, 430), False),
    ],
)
def test_a_lane_on_demand_leaves_in_its_hours(
    minute: int, hours: tuple[int, int], possible: bool
) -> None:
    """
    Ready at 430; what leaves then is usable at 465.
    """
    problem = a_problem(lanes=(a_lane(hours=spans(hours)),))

    assert is_possible(problem, at_and_eos(minute, 400)) is possible


@pytest.mark.parametrize(("now", "possible"), [(480, True), (481, False)])
def test_nothing_is_handed_over_before_now(now: int, possible: bool) -> None:
    """
    An order ready long before leaves now at the earliest, and is usable 35 later.
    """
    problem = a_problem(
        runs=(),
        orders=(an_order(cutoff_min=1000),),
        as_of_min=now,
        procedures=(a_therapy(),),
    )

    assert is_possible(problem, injected_at(515)) is possible


def test_like_runs_are_made_in_order() -> None:
    """
    Of two runs that only their ids tell apart, the first one is made.
    """
    problem = a_problem(runs=(a_run("R1"), a_run("R2")))

    assert is_possible(problem, _eos(R1=400))
    assert not is_possible(
        problem, both(_eos(R2=400), lambda x: [x.is_made("R1") == 0])
    )
