"""All kinds of job there are, and what is done for them."""

from collections.abc import Mapping

from scheduler.clock import Clock
from scheduler.clockwork.chores import chores_on
from scheduler.config import solver_memory_mb
from scheduler.database.database import Database
from scheduler.jobs.engine import Work
from scheduler.jobs.followed import followed
from scheduler.jobs.kinds import WHAT_IF
from scheduler.jobs.rows import JobRows
from scheduler.planning import replan
from scheduler.planning.solving import Limits
from scheduler.scenarios.running import WhatIf


def works_on(database: Database, clock: Clock) -> Mapping[str, Work]:
    """What a worker of this database does, by kind of job."""
    rows = JobRows(database, clock)
    limits = Limits(memory_mib=solver_memory_mb())
    return {
        replan.KIND: followed(replan.Replan(database, clock, limits), rows),
        WHAT_IF: followed(WhatIf(database, clock, limits), rows),
        **chores_on(database, clock),
    }
