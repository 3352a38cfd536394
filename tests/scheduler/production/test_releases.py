"""Releases with a measured activity: low, high, late."""

from datetime import timedelta

import pytest

from scheduler.database.database import Database
from solver.booking.first_loss import first_loss
from solver.problem.commitments import Firmness
from tests.scheduler.planning.seeds import Seeded
from tests.scheduler.production.batch_day import (
    BATCH,
    CONTENT_KBQ,
    EOS,
    PLANNED_KBQ,
    VIAL,
    a_batch_day,
    at,
    broken,
    fact,
    lost_ids,
    released,
    visits,
)


def _vial_kbq(seeded: Seeded) -> int:
    (vial,) = seeded.built().problem.commitments.previous.vials
    return vial.activity_kbq


def test_a_low_batch_loses_the_latest_dose_as_was_predicted(
    database: Database,
) -> None:
    """
    The dose of 13:25 takes most of the vial, and goes first.
    """
    seeded = a_batch_day(database)
    served = visits(seeded)
    built = seeded.built()
    predicted = first_loss(
        built.problem, built.problem.commitments.previous, BATCH, yield_permille=900
    )
    measured = f"{PLANNED_KBQ * 900 // 1000 / 1_000_000:.6f}"

    done = released(seeded, measured)

    assert lost_ids(done.happening) == list(predicted) == served[-1:]
    assert [each.visit_id for each in done.kept] == served[:-1]
    assert done.happening.lost[0].rules == ("batch_balance",)
    assert done.slack is not None
    assert done.slack.lost_first == (served[-1],)
    assert done.slack.least_permille == 1000
    assert done.happening.wants_replan


def test_what_the_vial_holds_is_its_share_of_the_batch_rounded_down(
    database: Database,
) -> None:
    """
    14,000,000 of 16,386,737 kBq leave floor(16,286,737 * 14 / 16.386737) kBq in it.
    """
    seeded = a_batch_day(database)

    done = released(seeded, "14")

    # 16286737 * 14000000 // 16386737 = 13914565 (floor of 13914565.1...)
    assert _vial_kbq(seeded) == 16_286_737 * 14_000_000 // 16_386_737 == 13_914_565
    assert done.yield_permille == 854  # 13914565 / 16286737 = 0.8543...


def test_what_was_measured_later_counts_back_to_eos(database: Database) -> None:
    """
    Half of it, one half-life after EOS, is what was planned; the clock decides.
    """
    seeded = a_batch_day(database)
    half_life_min = 110
    later = EOS + timedelta(minutes=half_life_min)

    done = released(seeded, "8.3", measured_at=later, now=at("08:40"))

    # F-18 has 109.77 min: 8.3 GBq at 08:28 were 8.3 * 2^(110/109.77) = 16.624 GBq.
    assert done.happening.lost == ()
    assert done.yield_permille == 1014


def test_as_planned_and_more_moves_nobody(database: Database) -> None:
    """
    Measured to the last kBq as planned, or higher, everybody keeps the dose.
    """
    exact = a_batch_day(database)

    done = released(exact, f"{PLANNED_KBQ / 1_000_000:.6f}")

    assert done.happening.lost == ()
    assert len(done.kept) == 6
    # Each of six draws is rounded up to a microliter: the last would not fit by one.
    assert done.as_planned == (VIAL,)
    assert _vial_kbq(exact) == CONTENT_KBQ


def test_a_high_batch_is_drawn_in_smaller_volumes(database: Database) -> None:
    """
    Nobody moves; the same activity is in a tenth less.
    """
    seeded = a_batch_day(database)
    before = seeded.built().problem.commitments.previous

    done = released(seeded, f"{PLANNED_KBQ * 1.1 / 1_000_000:.6f}")

    plan = seeded.built().problem.commitments.previous
    assert done.happening.lost == ()
    assert done.as_planned == ()
    assert [each.injection_min for each in plan.administrations] == [
        each.injection_min for each in before.administrations
    ]
    assert [each.draw_kbq for each in plan.administrations] == [
        each.draw_kbq for each in before.administrations
    ]
    for old, new in zip(before.administrations, plan.administrations, strict=True):
        assert old.draw_ul is not None
        assert new.draw_ul is not None
        assert new.draw_ul == pytest.approx(old.draw_ul / 1.1, abs=2)


def test_a_late_release_breaks_who_was_to_be_injected_before_it(
    database: Database,
) -> None:
    """
    Released at 11:06, the doses of 11:00 and 11:05 are lost, that of 11:40 is not.
    """
    seeded = a_batch_day(database)
    served = visits(seeded)
    seeded.promise(Firmness.CONFIRMED, *served)

    done = released(seeded, "18", released_at=at("11:06"), now=at("11:06"))

    assert lost_ids(done.happening) == served[:2]
    assert {each.rules for each in done.happening.lost} == {("production_chain",)}
    assert broken(seeded) == {each: ["production_chain"] for each in served[:2]}


def test_a_replan_knows_of_a_late_release(database: Database) -> None:
    """
    The run is released at 11:06 in the problem too, so that nobody is put before it.
    """
    seeded = a_batch_day(database)
    released(seeded, "18", released_at=at("11:06"), now=at("11:06"))

    problem = seeded.built().problem

    run = next(each for each in problem.runs if each.id == BATCH)
    process = next(each for each in problem.processes if each.id == run.process_id)
    # From EOS at 06:38 to 11:06 are 4 h 28 min.
    assert process.quality_control_min == 4 * 60 + 28
    other = next(each for each in problem.runs if each.id != BATCH)
    usual = next(each for each in problem.processes if each.id == other.process_id)
    assert usual.quality_control_min == 30


def test_a_release_at_the_minute_of_the_first_injection_is_in_time(
    database: Database,
) -> None:
    """
    At 11:00 nobody is lost; one second later the dose of 11:00 is.
    """
    seeded = a_batch_day(database)
    served = visits(seeded)
    seeded.promise(Firmness.CONFIRMED, *served)

    in_time = released(seeded, "18", released_at=at("11:00"), now=at("11:05"))
    late = released(
        seeded,
        "18",
        released_at=at("11:00") + timedelta(seconds=1),
        now=at("11:05"),
        reason="read off the wrong clock",
    )

    assert in_time.happening.lost == ()
    assert lost_ids(late.happening) == served[:1]


def test_who_was_injected_stays_whatever_is_said_of_the_release(
    database: Database,
) -> None:
    """
    A fact is not undone by a release that is said to come later.
    """
    seeded = a_batch_day(database)
    first, second, *_ = visits(seeded)
    released(seeded, "18")
    fact(seeded, first)
    seeded.promise(Firmness.CONFIRMED, second)

    late = released(
        seeded, "18", released_at=at("11:06"), now=at("11:10"), reason="corrected"
    )

    assert lost_ids(late.happening) == [second]
    assert late.happening.lost[0].rules == ("production_chain",)
