"""Production that stands still: what differs, and nothing else."""

from datetime import datetime
from typing import Any

import pytest

from scheduler.imports.planning_file import PlanningFile
from scheduler.scenarios.changes.outages import StopEquipment, StopLine, StopUnit
from solver.plan.plan import EquipmentHold
from solver.problem.commitments import Firmness
from tests.scheduler.scenarios.changed import (
    BASE,
    but,
    differences,
    ids,
    made,
    refusals,
    spans,
)

FROZEN = "L1/FDG/2026-03-23/1"
"""Planned, by the small file, for EOS on Monday at six: its minute 360."""


def at(clock: str, day: int = 24) -> datetime:
    """A clock time in Oslo."""
    return datetime.fromisoformat(f"2026-03-{day}T{clock}+01:00")


def stop(start: str, end: str, day: int = 24) -> StopLine:
    """A stop of the first line."""
    return StopLine(line="L1", start_at=at(start, day), end_at=at(end, day))


def test_stop_of_a_day_takes_its_hours() -> None:
    """
    Of a whole Tuesday nothing is left on the line, and all else is as it was.
    """
    change = StopLine(line="L1", start_at=at("00:00"), end_at=at("00:00", 25))

    found = differences(made(change).problem)

    assert ids(found) == {"lines": (["L1"], ["L1"])}
    (before,), (after,) = found["lines"]
    assert set(spans(before)) - set(spans(after)) == {(1620, 2400)}
    assert set(spans(after)) <= set(spans(before))


def test_stop_of_some_hours_leaves_the_others() -> None:
    """
    Between ten and eleven the line stands still, before and after it does not.
    """
    (before,), (after,) = differences(made(stop("10:00", "11:00")).problem)["lines"]

    assert set(spans(before)) - set(spans(after)) == {(1620, 2400)}
    assert set(spans(after)) - set(spans(before)) == {(1620, 2040), (2100, 2400)}


@pytest.mark.parametrize(
    ("start", "end", "is_lost"),
    [
        ("04:00", "05:20", False),  # until its synthesis begins
        ("04:00", "05:21", True),
        ("05:59", "09:00", True),
        ("06:00", "09:00", False),  # from its end
    ],
)
def test_committed_run_is_not_made_if_it_would_be_under_way(
    start: str, end: str, is_lost: bool
) -> None:
    """
    A frozen run with EOS at six holds its line from 05:20 on.
    """
    what_if = made(stop(start, end, day=23))

    committed = {each.batch_id for each in what_if.problem.commitments.batches}
    assert committed == (set() if is_lost else {FROZEN})
    told = (f"{FROZEN} is not made as it was to be",)
    assert what_if.notes == (told if is_lost else ())


def test_stop_of_a_unit_is_one_of_all_it_has() -> None:
    """
    Lines and equipment of Oslo have no Wednesday, the other unit is as it was.
    """
    change = StopUnit(unit="OSLO", start_at=at("00:00", 25), end_at=at("00:00", 26))

    found = ids(differences(made(change).problem))

    assert found == {
        "lines": (["L1", "L2"], ["L1", "L2"]),
        "equipment": (["T1", "HPLC", "qp-1"], ["T1", "HPLC", "qp-1"]),
    }


def test_stop_of_equipment_leaves_the_line() -> None:
    """
    A beam that is not there on Tuesday is the only thing that differs.
    """
    change = StopEquipment(equipment="T1", start_at=at("00:00"), end_at=at("23:00"))

    found = differences(made(change).problem)

    assert ids(found) == {"equipment": (["T1"], ["T1"])}
    (before,), (after,) = found["equipment"]
    assert set(spans(before)) - set(spans(after)) == {(1740, 2400)}


@pytest.mark.parametrize(
    ("end", "is_lost"), [("03:49", False), ("03:50", False), ("03:51", True)]
)
def test_committed_run_is_lost_with_the_beam_it_holds(end: str, is_lost: bool) -> None:
    """
    A frozen run that holds the beam from 03:50 on is lost if that is stopped then.
    """
    change = StopEquipment(equipment="T1", start_at=at("03:00", 23), end_at=at(end, 23))

    what_if = made(change, base=_holding_the_beam())

    committed = {each.batch_id for each in what_if.problem.commitments.batches}
    assert committed == (set() if is_lost else {FROZEN})


def test_batch_that_is_made_stays_whatever_is_stopped() -> None:
    """
    A batch that is a fact is one though its line is out of use at its hour.
    """
    held = BASE.commitments
    assert held is not None
    fact = (but(held.batches[0], firmness=Firmness.FACT),)
    base = but(BASE, commitments=but(held, batches=fact))

    problem = made(stop("00:00", "23:00", day=23), base=base).problem

    assert [each.batch_id for each in problem.commitments.batches] == [FROZEN]


def test_stop_begins_now_at_the_earliest() -> None:
    """
    What is stopped since last week is stopped from now on, whatever has been made.
    """
    since = StopLine(line="L1", start_at=at("00:00", 16), end_at=at("06:00", 24))
    from_now = StopLine(line="L1", end_at=at("06:00", 24))

    assert made(since).problem == made(from_now).problem


def test_stops_that_are_over_or_too_late_are_refused() -> None:
    """
    So are names that nothing goes by, and a unit that only sells.
    """
    changes: list[Any] = [
        stop("06:00", "07:00", day=19),
        stop("06:00", "07:00", day=28),
        StopLine(line="L7"),
        StopUnit(unit="NOWHERE"),
        StopUnit(unit="MAKER"),
        StopEquipment(equipment="T9"),
    ]

    assert refusals(*changes) == [
        "changes[0].end_at: is over by now",
        "changes[1].start_at: lies after the end of what is planned",
        "changes[2].line: there is no line 'L7'",
        "changes[3].unit: there is no unit 'NOWHERE'",
        "changes[4].unit: MAKER has no lines: it sells to order",
        "changes[5].equipment: there is no equipment 'T9'",
    ]


def _holding_the_beam() -> PlanningFile:
    """The small file, its frozen run on the beam from 03:50 to 05:20 on Monday."""
    held = BASE.commitments
    assert held is not None
    plan = held.previous.plan
    (batch,) = plan.batches
    eos_min = batch.reference_min
    beam = EquipmentHold(
        equipment_id="T1", start_min=eos_min - 130, end_min=eos_min - 40
    )
    plan = but(plan, batches=(but(batch, equipment=(beam,)),))
    return but(BASE, commitments=but(held, previous=but(held.previous, plan=plan)))
