"""What of an approved plan is kept, and what breaks it."""

import pytest

from solver.problem.commitments import Firmness, MeasuredVial, VisitCommitment
from solver.problem.demand import PriorityClass
from solver.problem.problem import Problem
from solver.search.commit import seat_commitments
from solver.state.index import Index
from solver.state.state import State
from tests.solver.checks.replanned import a_replanned_problem
from tests.solver.checks.world import a_problem
from tests.solver.checks.world_plan import a_plan
from tests.solver.constraints.asking import world
from tests.solver.search.approval import EVERYBODY, approved, made
from tests.solver.state.seating import placements_of


def seated(problem: Problem) -> tuple[set[str], dict[str, tuple[str, ...]]]:
    """Visits that are kept and locked, and the broken ones with their rules."""
    state = State(Index(problem))
    broken = seat_commitments(state)
    assert state.locked == state.placements.keys()
    return state.locked, {each.visit_id: each.rules for each in broken}


@pytest.mark.parametrize("firmness", [Firmness.FROZEN, Firmness.CONFIRMED])
@pytest.mark.parametrize("batches", [(), ("R1", "R2", "O1"), ("R1", "R2", "R3", "O1")])
def test_everything_that_can_be_kept_is_kept(
    firmness: Firmness, batches: tuple[str, ...]
) -> None:
    """
    Nothing has changed: every visit sits where it sat, with whom it had.
    """
    problem = approved(firmness=firmness, batches=made(*batches))
    state = State(Index(problem))

    assert seat_commitments(state) == ()
    assert state.placements == placements_of(a_plan())
    assert state.locked == set(EVERYBODY)


def test_what_has_begun_is_kept() -> None:
    """
    B arrived at 510 and now is 530: what is frozen does not break by having begun.
    """
    kept, broken = seated(a_replanned_problem())

    assert broken == {}
    assert kept == set("ABCDE")  # F's hold has lapsed


def test_follower_is_kept_though_firmer_than_what_it_follows() -> None:
    """
    E is confirmed and follows D, which is only held: both can be kept.
    """
    visits = [
        VisitCommitment(visit_id="E", firmness=Firmness.CONFIRMED),
        VisitCommitment(visit_id="D", firmness=Firmness.HELD, lapses_min=600),
    ]

    kept, broken = seated(approved(visits=tuple(visits)))

    assert broken == {}
    assert kept == {"D", "E"}


DELAYS = [
    # C is injected at 580; receiving takes 15 min
    pytest.param(565, {}, id="received as C is injected"),
    pytest.param(566, {"C": ("transport",)}, id="a minute late"),
]


@pytest.mark.parametrize(("arrives_min", "expected"), DELAYS)
@pytest.mark.parametrize("batches", [(), ("R1",)])
def test_late_departure_breaks_who_waits_for_it(
    arrives_min: int, expected: dict[str, tuple[str, ...]], batches: tuple[str, ...]
) -> None:
    """
    The flight comes late: only C is broken, by transport, whether R1 is made or not.
    """
    late = world(("departures", "SK1", {"arrives_min": arrives_min}))

    kept, broken = seated(approved(late, batches=made(*batches)))

    assert broken == expected
    assert kept == set(EVERYBODY) - expected.keys()


def test_scanner_out_of_order_breaks_its_scans() -> None:
    """
    Without the scanner of the north, nobody there is scanned; C and F are not there.

    E, whose predecessor D is broken, has two reasons.
    """
    closed = world(("scanners", "north-pet", {"available": ()}))

    kept, broken = seated(approved(closed))

    assert kept == {"C", "F"}
    assert broken.keys() == set("ABDE")
    assert all("occupancy" in rules for rules in broken.values())
    assert broken["A"] == ("occupancy",)


def test_facts_stand_though_the_scanner_is_gone() -> None:
    """
    A has happened: no calendar of today breaks it.
    """
    closed = world(("scanners", "north-pet", {"available": ()}))

    batches = made("R1", "R2", "R3", "O1")
    kept, broken = seated(approved(closed, firmness=Firmness.FACT, batches=batches))

    assert kept == set(EVERYBODY)
    assert broken == {}


def test_nurse_off_sick_breaks_her_visits() -> None:
    """
    Others on shift do not count: who comes was promised a time, and n2 is B's.
    """
    kept, broken = seated(approved(world(("people", "north-n2", {"available": ()}))))

    assert broken == {"B": ("staff",)}
    assert kept == set(EVERYBODY) - {"B"}


def test_run_that_failed_breaks_who_was_served_from_it() -> None:
    """
    R1 is gone: A, B and C have no batch any more.
    """
    runs = tuple(each for each in a_problem().runs if each.id != "R1")

    kept, broken = seated(approved(a_problem(runs=runs)))

    assert kept == set("DEF")
    assert broken == dict.fromkeys("ABC", ("production_chain",))


@pytest.mark.parametrize("lost", ["R1/SK1/v1", "R2/road/D", "O1/TR1/F.2"])
def test_lost_vial_breaks_its_visits(lost: str) -> None:
    """
    A vial that broke on the way breaks those drawn from it, and whoever follows them.
    """
    problem = approved(batches=made("R1", "R2", "O1"), lost_vial_ids=(lost,))
    expected = {"R1/SK1/v1": {"C"}, "R2/road/D": {"D", "E"}, "O1/TR1/F.2": {"F"}}

    kept, broken = seated(problem)

    assert broken.keys() == expected[lost]
    assert kept == set(EVERYBODY) - expected[lost]
    assert all(broken.values())


def test_weak_vial_breaks_the_last_draw() -> None:
    """
    A and B need 847 526 kBq of R1's vial in the north; 800 MBq are enough for A.

    At 800 000 kBq, 800 000 * 1696/1896 = 715 611 can be drawn.
    """
    problem = approved(
        batches=made("R1"),
        measured_vials=(MeasuredVial(vial_id="R1/road/v1", activity_kbq=800_000),),
    )

    kept, broken = seated(problem)

    assert broken == {"B": ("batch_balance",)}
    assert kept == set(EVERYBODY) - {"B"}


def test_weak_vial_is_kept_for_the_class_that_comes_first() -> None:
    """
    Enough for A or for B, and it is B's last chance: A is the one that is broken.

    At 600 000 kBq, 600 000 * 1696/1896 = 536 708 can be drawn; B needs 463 781.
    """
    last = {"priority": PriorityClass.LAST_CHANCE}
    problem = approved(
        world(("visits", "B", last)),
        batches=made("R1"),
        measured_vials=(MeasuredVial(vial_id="R1/road/v1", activity_kbq=600_000),),
    )

    kept, broken = seated(problem)

    assert kept == set(EVERYBODY) - {"A"}
    assert broken == {"A": ("batch_balance",)}


def test_vial_measured_a_little_stronger_breaks_nobody() -> None:
    """
    One permille more than the 947 526 kBq planned is enough for both draws.
    """
    problem = approved(
        batches=made("R1"),
        measured_vials=(MeasuredVial(vial_id="R1/road/v1", activity_kbq=948_474),),
    )

    assert seated(problem) == (set(EVERYBODY), {})


def test_dose_too_weak_for_its_minute_breaks_by_its_activity() -> None:
    """
    D's syringe measured 12 % weak is outside the tolerance of 10 % at 720.
    """
    weak = MeasuredVial(vial_id="R2/road/D", activity_kbq=1_049_289 * 88 // 100)

    _, broken = seated(approved(batches=made("R2"), measured_vials=(weak,)))

    assert broken["D"] == ("administered_activity",)


def test_lapsed_hold_holds_nothing() -> None:
    """
    A hold that lapses at minute zero is gone at minute zero; one at minute one is not.
    """
    visits = tuple(
        VisitCommitment(visit_id=each, firmness=Firmness.HELD, lapses_min=lapses)
        for each, lapses in (("A", 0), ("B", 1))
    )

    kept, broken = seated(approved(visits=visits))

    assert kept == {"B"}
    assert broken == {}
