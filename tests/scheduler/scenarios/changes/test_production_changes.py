"""Lines and production days more or fewer: what differs, and nothing else."""

from datetime import date

from scheduler.imports.planning_file import to_problem
from scheduler.scenarios.changes.production import (
    AddLine,
    AddProductionDay,
    CloseProductionDay,
)
from tests.scheduler.scenarios.changed import (
    BASE,
    BASE_PROBLEM,
    but,
    differences,
    ids,
    made,
    refusals,
)

WEDNESDAY = date.fromisoformat("2026-03-25")
TUESDAY = date.fromisoformat("2026-03-24")
FRIDAY = date.fromisoformat("2026-03-27")
MONDAY = date.fromisoformat("2026-03-23")
GA_DAY = AddProductionDay(line="L2", product="GA", date=TUESDAY, like=WEDNESDAY)


def test_added_line_makes_what_the_other_makes() -> None:
    """
    It has a process and ten runs of its own, at the hours of the other.
    """
    found = differences(made(AddLine(line="L9", like="L1")).problem)

    runs = [each.id.replace("L1/", "L9/") for each in BASE_PROBLEM.runs[:10]]
    assert ids(found) == {
        "lines": ([], ["L9"]),
        "processes": ([], ["L9/FDG"]),
        "runs": ([], runs),
    }
    assert found["lines"][1][0].available == BASE_PROBLEM.lines[0].available


def test_added_production_day_is_like_the_other() -> None:
    """
    One run more, as late on Tuesday as on Wednesday; the line is open anyway.
    """
    found = differences(made(GA_DAY).problem)

    assert ids(found) == {"runs": ([], ["L2/GA/2026-03-24/G1/1"])}
    new, like = found["runs"][1][0], BASE_PROBLEM.runs[-1]
    day_min = 24 * 60
    assert (new.earliest_eos_min, new.latest_eos_min, new.cutoff_min) == (
        like.earliest_eos_min - day_min,
        like.latest_eos_min - day_min,
        like.cutoff_min - day_min,
    )


def test_added_day_opens_line_and_equipment_where_they_are_closed() -> None:
    """
    On a Friday that is taken off, all is as on other Fridays once it is a day again.
    """
    line, beam = BASE.lines[0], BASE.equipment[0]
    process = line.processes[0]
    off = {"closed_dates": (FRIDAY,)}
    eos_hours = but(process.eos_hours, **off)
    without_friday = but(
        BASE,
        lines=(
            but(
                line,
                hours=but(line.hours, **off),
                processes=(but(process, eos_hours=eos_hours),),
            ),
            *BASE.lines[1:],
        ),
        equipment=(but(beam, hours=but(beam.hours, **off)), *BASE.equipment[1:]),
    )
    change = AddProductionDay(line="L1", product="FDG", date=FRIDAY, like=WEDNESDAY)

    assert to_problem(without_friday) != BASE_PROBLEM
    assert made(change, base=without_friday).problem == BASE_PROBLEM


def test_closed_production_day_has_no_runs() -> None:
    """
    Both runs of Wednesday are gone, those of other days and the line's hours stay.
    """
    change = CloseProductionDay(line="L1", product="FDG", date=WEDNESDAY)

    found = differences(made(change).problem)

    assert ids(found) == {"runs": (["L1/FDG/2026-03-25/1", "L1/FDG/2026-03-25/2"], [])}


def test_production_day_added_and_closed_again_is_the_base() -> None:
    """
    One what-if upon the other leaves every run as it was.
    """
    added = made(GA_DAY).file
    change = CloseProductionDay(line="L2", product="GA", date=TUESDAY)

    assert made(change, base=added).problem == BASE_PROBLEM


def test_days_that_make_no_sense_are_refused() -> None:
    """
    Outside what is planned, made already, not made, not made then.
    """
    late = date.fromisoformat("2026-03-28")
    changes = (
        AddLine(line="L2", like="L8"),
        AddProductionDay(line="L1", product="FDG", date=TUESDAY, like=late),
        AddProductionDay(line="L2", product="FDG", date=MONDAY, like=TUESDAY),
        CloseProductionDay(line="L2", product="GA", date=MONDAY),
        CloseProductionDay(line="L1", product="FDG", date=late),
    )

    assert refusals(*changes) == [
        "changes[0].line: there is a line 'L2' already",
        "changes[0].like: there is no line 'L8'",
        "changes[1].date: FDG is made on 2026-03-24 already",
        "changes[1].like: FDG is not made on 2026-03-28",
        "changes[2].product: L2 does not make 'FDG'",
        "changes[3].date: GA is not made on 2026-03-23",
        f"changes[4].date: {late} lies outside 2026-03-20 to 2026-03-27",
        "changes[4].date: FDG is not made on 2026-03-28",
    ]
