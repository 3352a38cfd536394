"""What-ifs by hand, solved to the end in a process of their own."""

import pytest

from scheduler.database.database import Database
from scheduler.jobs.models import JobState
from scheduler.jobs.requests import job_by_id
from scheduler.scenarios.listing import comparison_of
from scheduler.scenarios.schema import read_changes_file
from solver.plan.result import SolveStatus
from tests.architecture.repository import ROOT
from tests.scheduler.planning.seeds import seed_planned
from tests.scheduler.scenarios.what_ifs import WhatIfs

FIGURES = {
    "third-scanner": {"num_served": (4, 5), "activity_gbq": (2.4, 2.8)},
    "oslo-cyclotron-stop": {"num_served": (4, 1), "activity_gbq": (2.4, 0.8)},
}
"""Worked out in the README of the fixtures."""


@pytest.mark.slow
@pytest.mark.verify
@pytest.mark.parametrize("name", FIGURES)
def test_no_plan_of_a_what_if_is_better_than_by_hand(
    sqlite_database: Database, name: str
) -> None:
    """
    The solver proves every level, and comes to the same figures.
    """
    path = ROOT / "fixtures" / "scenarios" / f"{name}.json"
    what_ifs = WhatIfs(seed_planned(sqlite_database, "two-scanners"))
    solved = what_ifs.solved(*read_changes_file(path.read_bytes()).changes)
    with sqlite_database.reading() as session:
        job = job_by_id(session, solved)
    found = comparison_of(what_ifs.row(solved), job)

    figures = {each.name: (each.before, each.after) for each in found.figures}
    assert job.state is JobState.DONE
    assert job.progress is not None
    assert found.status is SolveStatus.OPTIMAL
    assert {each: figures[each] for each in FIGURES[name]} == FIGURES[name]
