"""Batches that fail or give less: what differs, and nothing else."""

from datetime import date

import pytest

from scheduler.imports.planning_file import PlanningFile
from scheduler.imports.planning_file.schema_commitments import CommittedVisit
from scheduler.scenarios.changes.yields import FailBatch, YieldOfBatch, YieldOfLine
from solver.problem.commitments import Firmness
from tests.scheduler.scenarios.changed import (
    BASE,
    BASE_PROBLEM,
    but,
    differences,
    ids,
    made,
    refusals,
)

FROZEN = "L1/FDG/2026-03-23/1"
FREE = "L1/FDG/2026-03-24/1"
TUESDAY = date.fromisoformat("2026-03-24")


@pytest.mark.parametrize("batch", [FREE, "L2/GA/2026-03-25/G1/1"])
def test_failed_run_is_not_there(batch: str) -> None:
    """
    Other runs of the same day are, and nothing else differs.
    """
    what_if = made(FailBatch(batch=batch))

    assert ids(differences(what_if.problem)) == {"runs": ([batch], [])}
    assert what_if.notes == ()


def test_failed_order_is_not_there() -> None:
    """
    What is bought may fail to come as well.
    """
    found = differences(made(FailBatch(batch="LU-late@2026-03-27")).problem)

    assert ids(found) == {"orders": (["LU-late@2026-03-27"], [])}


def test_failed_batch_that_is_committed_is_lost() -> None:
    """
    The plan there was still speaks of it, and who it was for has to be planned again.
    """
    what_if = made(FailBatch(batch=FROZEN))

    assert ids(differences(what_if.problem)) == {"runs": ([FROZEN], [])}
    assert what_if.notes == (f"{FROZEN} is made or on order, and is lost",)


def test_run_gives_less() -> None:
    """
    Of 120.5 GBq and a yield of 62.5 %, four fifths are 96.4 GBq and 50 %.
    """
    found = differences(made(YieldOfBatch(batch=FREE, percent=80)).problem)

    assert ids(found) == {"processes": ([], ["L1/FDG@80%"]), "runs": ([FREE], [FREE])}
    (process,), (run,) = found["processes"][1], found["runs"][1]
    assert run.process_id == process.id
    assert (process.capacity_kbq, process.yield_permille) == (96_400_000, 500)


def test_line_gives_less_on_some_dates() -> None:
    """
    Both runs of Tuesday are made by the lesser process, those of other days are not.
    """
    change = YieldOfLine(
        line="L1", product="FDG", percent=80, first_date=TUESDAY, last_date=TUESDAY
    )

    found = differences(made(change).problem)

    tuesday = [f"L1/FDG/2026-03-24/{number}" for number in (1, 2)]
    assert ids(found) == {
        "processes": ([], ["L1/FDG@80%"]),
        "runs": (tuesday, tuesday),
    }


def test_batch_that_is_committed_gives_less_by_its_vials() -> None:
    """
    Three quarters of a measured vial, at the batch's own minute, rounded down.
    """
    (vial,) = BASE_PROBLEM.commitments.measured_vials

    problem = made(YieldOfBatch(batch=FROZEN, percent=75)).problem

    assert set(differences(problem)) == {"commitments"}
    (after,) = problem.commitments.measured_vials
    assert after.vial_id == vial.vial_id
    assert after.activity_kbq == vial.activity_kbq * 3 // 4
    assert problem.commitments.previous == BASE_PROBLEM.commitments.previous


def test_line_gives_less_of_what_is_yet_to_be_made() -> None:
    """
    The vials of a frozen run of Monday count, and its process stays as it is.
    """
    problem = made(YieldOfLine(line="L1", product="FDG", percent=50)).problem

    found = differences(problem)
    assert set(found) == {"processes", "runs", "commitments"}
    assert FROZEN not in {each.id for each in found["runs"][1]}
    (vial,) = BASE_PROBLEM.commitments.measured_vials
    (after,) = problem.commitments.measured_vials
    assert after.activity_kbq == vial.activity_kbq // 2


def test_full_yield_changes_no_figure() -> None:
    """
    A hundred percent is another process with the same figures.
    """
    found = differences(made(YieldOfBatch(batch=FREE, percent=100)).problem)

    (process,) = found["processes"][1]
    assert but(process, id="L1/FDG") == BASE_PROBLEM.processes[0]


def test_batches_that_are_not_there_or_given_are_refused() -> None:
    """
    So is an order that nobody has placed, and what one change says of another's batch.
    """
    changes = (
        FailBatch(batch="L1/FDG/2026-03-24/3"),
        YieldOfBatch(batch="LU-late@2026-03-27", percent=50),
        YieldOfLine(line="L1", product="GA", percent=50),
        YieldOfLine(line="L8", product="GA", percent=50),
        FailBatch(batch=FREE),
        YieldOfBatch(batch=FREE, percent=50),
    )

    assert refusals(*changes) == [
        "changes[0].batch: there is no run or order 'L1/FDG/2026-03-24/3'",
        "changes[1].batch: there is no run, or order placed, 'LU-late@2026-03-27'",
        "changes[2].product: L1 makes no 'GA' then",
        "changes[3].line: there is no line 'L8'",
        f"changes[5].batch: changes[4] is about batch {FREE} as well",
    ]


def test_batch_whose_doses_are_given_cannot_fail() -> None:
    """
    What has been injected was there.
    """
    assert refusals(FailBatch(batch=FROZEN), base=_injected()) == [
        "changes[0].batch: a dose of it has been given"
    ]


def _injected() -> PlanningFile:
    """The small file, its one planned dose given."""
    held = BASE.commitments
    assert held is not None
    fact = CommittedVisit(visit="C1", firmness=Firmness.FACT)
    return but(BASE, commitments=but(held, visits=(fact,)))
