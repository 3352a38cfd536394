from datetime import UTC, datetime
from decimal import Decimal, localcontext
from typing import Any

import pytest

from scheduler.imports.planning_file import (
    PlanningFile,
    read_planning_file,
    to_problem,
)
from solver.documents import read_document, write_document
from solver.problem.base import Interval
from solver.problem.problem import Problem
from tests.scheduler.imports.small_file import a_file, as_bytes

DAY = 24 * 60


def converted(**replaced: Any) -> Problem:
    """The problem of the small file, with top-level fields replaced."""
    return to_problem(read_planning_file(as_bytes(a_file(**replaced))))


def test_horizon_is_whole_local_days() -> None:
    """
    Minute zero is Oslo's midnight; now lies two and a half days before it.
    """
    problem = converted()

    assert problem.origin_at == datetime(2026, 3, 22, 23, tzinfo=UTC)
    assert problem.horizon_min == 5 * DAY
    assert problem.as_of_min == -2 * DAY - DAY // 2
    assert problem.sites[0].midnights_min[:3] == (-DAY, 0, DAY)
    # Sixty more days, one of them (2026-03-29) an hour short.
    assert problem.sites[0].midnights_min[-1] == problem.horizon_min + 60 * DAY - 60


def test_a_day_in_march_has_23_hours() -> None:
    """
    Sunday 2026-03-29 is an hour short, and so is a horizon that holds it.
    """
    horizon = {"first_date": "2026-03-28", "days": 3, "zone": "Europe/Oslo"}
    problem = converted(horizon=horizon)

    assert problem.horizon_min == 3 * DAY - 60
    assert problem.sites[0].midnights_min[:4] == (
        -DAY, 0, DAY, 2 * DAY - 60,
    )  # fmt: skip


def test_runs_are_every_line_product_day_and_number() -> None:
    """
    Five working days with two runs each; Friday's cut-off for Monday.
    """
    runs = [run for run in converted().runs if run.line_id == "L1"]

    assert [run.id for run in runs[:3]] == [
        "L1/FDG/2026-03-23/1",
        "L1/FDG/2026-03-23/2",
        "L1/FDG/2026-03-24/1",
    ]
    assert len(runs) == 10
    assert (runs[0].earliest_eos_min, runs[0].latest_eos_min) == (330, 780)
    # Friday 16:00 is three days before Monday 16:00, which is minute 960.
    assert runs[0].cutoff_min == 960 - 3 * DAY
    assert runs[2].day == runs[0].day + 1


def test_cut_off_passes_over_holidays() -> None:
    """
    The working day before Tuesday after Easter is the Wednesday before it.
    """
    horizon = {"first_date": "2026-04-07", "days": 1, "zone": "Europe/Oslo"}
    problem = converted(horizon=horizon, commitments=None)

    assert {run.id for run in problem.runs} == {
        "L1/FDG/2026-04-07/1",
        "L1/FDG/2026-04-07/2",
    }
    # Wednesday 2026-04-01 16:00 is six days before minute 960.
    assert {run.cutoff_min for run in problem.runs} == {960 - 6 * DAY}


def test_orders_are_offered_on_reference_dates() -> None:
    """
    Tuesday noon, ready Monday 15:00, to be ordered five working days before.
    """
    order = converted().orders[0]

    assert order.id == "MAKER/LU/2026-03-24"
    assert order.reference_min == DAY + 720
    assert order.ready_min == 900
    assert order.cutoff_min == -6 * DAY + 720


def test_flights_arrive_by_elapsed_time() -> None:
    """
    A flight over the hour that is left out in spring takes no hour longer.
    """
    file = a_file(
        horizon={"first_date": "2026-03-28", "days": 2, "zone": "Europe/Oslo"}
    )
    row = file["lanes"][0]["timetable"][0]
    row |= {"days": {"weekdays": ["sun"]}, "departs": "01:30", "travel_minutes": 180}
    problem = to_problem(read_planning_file(as_bytes(file)))
    flight = next(
        each for each in problem.departures if each.id == "fly/2026-03-29T0130"
    )

    assert flight.departs_min == DAY + 90
    assert flight.arrives_min == DAY + 90 + 180
    assert flight.handover_min == DAY + 90 - 60


def test_activities_are_worked_out_exactly() -> None:
    """
    3.5 MBq/kg for 80.3 kg are 281.05 MBq; a narrower range narrows the tolerance.
    """
    file = a_file()
    alternatives = file["trials"][0]["visit_definitions"][0]["alternatives"]
    alternatives[1]["prescription"]["min_mbq"] = 190
    visit = to_problem(read_planning_file(as_bytes(file))).visits[0]

    assert [each.target_kbq for each in visit.alternatives] == [281_050, 200_000]
    # 190 MBq are 5 % under the target of 200 MBq: less than the protocol's 10 %.
    assert visit.tolerance_permille == 50


def test_caps_are_never_exceeded() -> None:
    """
    A cap of 270.0009 MBq allows 270 000 kBq, not one more.
    """
    file = a_file()
    alternatives = file["trials"][0]["visit_definitions"][0]["alternatives"]
    alternatives[0]["prescription"]["cap_mbq"] = 270.0009
    visit = to_problem(read_planning_file(as_bytes(file))).visits[0]

    assert visit.alternatives[0].target_kbq == 270_000


def test_windows_hold_both_their_dates() -> None:
    """
    Day 14 after 10 March, minus 2 and plus 3 days: 22 to 27 March, both whole.
    """
    visits = {visit.id: visit for visit in converted().visits}
    first, second = visits["X7Q2-1"], visits["X7Q2-2"]

    assert (first.window_start_min, first.window_end_min) == (-DAY, 5 * DAY)
    # One to three days after those dates: 23 to 30 March, with 23 hours on the 29th.
    assert (second.window_start_min, second.window_end_min) == (0, 8 * DAY - 60)
    assert second.follows is not None
    assert (second.follows.min_days, second.follows.max_days) == (1, 3)


def test_injection_hours_are_product_hours_at_the_times_of_day() -> None:
    """
    Monday and Wednesday 08:00-12:00 for the product, 07:00-11:00 for the protocol.
    """
    visit = converted().visits[0]

    assert visit.injection_hours == (
        Interval(start_min=480, end_min=660),
        Interval(start_min=2 * DAY + 480, end_min=2 * DAY + 660),
    )


def test_resources_lose_their_blocks() -> None:
    """
    Quality control and maintenance leave the scanner, an absence leaves a shift.
    """
    problem = converted()

    # Tuesday: opening 07:00-16:00, control to 07:30, maintenance from 12:00.
    assert problem.scanners[0].available[1] == Interval(
        start_min=DAY + 450, end_min=DAY + 720
    )
    # Wednesday: shift 07:00-15:00, absent to 09:00.
    assert problem.people[0].available[2] == Interval(
        start_min=2 * DAY + 540, end_min=2 * DAY + 900
    )
    assert [place.id for place in problem.places] == [
        "BERGEN/uptake/1",
        "BERGEN/uptake/2",
        "room-7",
        "BERGEN/ward/1",
    ]


def test_previous_plan_moves_to_the_new_origin() -> None:
    """
    The previous origin lay a day earlier: every minute is a day less.
    """
    held = converted().commitments

    assert held.previous.batches[0].reference_min == 1800 - DAY
    assert held.previous.shipments[0].usable_min == 2015 - DAY
    occupation = held.previous.administrations[0].occupations[0]
    assert (occupation.start_min, occupation.end_min) == (4985 - DAY, 5065 - DAY)
    # Sunday 12:00 is half a day before minute zero.
    assert held.visits[0].lapses_min == -DAY // 2


def test_measured_content_is_decayed_to_the_reference_minute() -> None:
    """
    3.9 GBq at minute 390 (and a half) were more at minute 360, rounded down.
    """
    with localcontext() as context:
        context.prec = 40
        half_lives = Decimal(30) / Decimal(converted().products[0].half_life_min)
        expected = int(Decimal(3_900_000) * Decimal(2) ** half_lives)

    assert converted().commitments.measured_vials[0].activity_kbq == expected


def test_equal_files_give_equal_bytes() -> None:
    """
    The conversion depends on nothing but the file; its problem can be read again.
    """
    written = write_document(converted())

    assert written == write_document(converted())
    assert read_document(written, Problem) == converted()


@pytest.mark.parametrize("name", ["as_of", "participants", "commitments"])
def test_schema_describes_the_file(name: str) -> None:
    """
    The JSON schema knows the fields, so that a command can print it.
    """
    schema = PlanningFile.model_json_schema()

    assert name in schema["properties"]
    assert schema["additionalProperties"] is False
