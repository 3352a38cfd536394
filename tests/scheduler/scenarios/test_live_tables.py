"""What-ifs write nothing that anybody plans from, or acts on."""

import random

import pytest
from sqlalchemy import select

from scheduler import canonical
from scheduler.database.database import Database
from scheduler.database.tables import METADATA
from scheduler.jobs.models import JobState
from scheduler.jobs.requests import cancel_job
from scheduler.scenarios.spelling import read_changes
from tests.properties.counts import share
from tests.scheduler.planning.seeds import seed_planned
from tests.scheduler.scenarios.what_ifs import WhatIfs

OWN = {"scenarios", "jobs", "job_documents"}
"""Tables of what-ifs and of jobs, which nothing is planned from."""

LINES = (
    "add scanner like ULV-PET1 as ULV-PET3",
    "close scanner ULV-PET1",
    "close scanner ULV-PET2 2026-09-15T09:00 2026-09-15T09:15",
    "add place uptake at ULV 2",
    "close place ULV/uptake/1",
    "absence of ULV-N1",
    "absence of ULV-R2 2026-09-15T00:00",
    "stop line O1 2026-09-15T00:00 2026-09-16T00:00",
    "stop unit OSLO 2026-09-16T00:00",
    "remove visit ULV-01-V1",
    "remove participant ULV-03",
    "fail batch O1/FDG/2026-09-15/1",
)


def live(database: Database) -> dict[str, str]:
    """Every row of every other table, by table."""
    with database.reading() as session:
        return {
            table.name: canonical.dumps(
                sorted(
                    canonical.dumps([_plain(each) for each in row])
                    for row in session.execute(select(table))
                )
            )
            for table in METADATA.sorted_tables
            if table.name not in OWN
        }


def _plain(value: object) -> object:
    return value.hex() if isinstance(value, bytes) else value


@pytest.mark.usefixtures("solved_here")
@pytest.mark.parametrize(
    "count",
    [
        pytest.param(8, id="some"),
        pytest.param(share(1000), id="many", marks=pytest.mark.verify),
    ],
)
def test_what_ifs_leave_the_live_tables_as_they_are(
    database: Database, count: int
) -> None:
    """
    Asked, solved, cancelled and rebased: no other row comes, goes or changes.
    """
    what_ifs = WhatIfs(seed_planned(database, "two-scanners"))
    draw = random.Random(7)
    before = live(database)
    ended = []
    for number in range(count):
        lines = draw.sample(LINES, draw.randint(1, 3))
        scenario_id = what_ifs.ask(*read_changes(lines, "Europe/Oslo"))
        if number % 8 == 7:
            with database.writing() as session:
                cancel_job(session, what_ifs.seeded.now, scenario_id)
            continue
        if number % 8 == 3:
            ended.append(what_ifs.solve(scenario_id))
            scenario_id = what_ifs.rebase(scenario_id)
        ended.append(what_ifs.solve(scenario_id))

    assert len(ended) >= count // 2
    assert {each.state for each in ended} == {JobState.DONE}
    assert before["bookings"] != "[]"
    assert live(database) == before
