"""
What a long solve makes of the demo week when one of its batches fails.

    python -m tests.e2e.failed_batch SECONDS > fixtures/replans/failed-trondheim.json

Its plan is in force, it is the Friday before, and nobody is promised anything yet.
"""

import json
import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from scheduler.actors import Actor
from scheduler.audit.context import audited
from scheduler.cli.demonstration import NAME, demo_file, demo_result
from scheduler.database.database import Database
from scheduler.database.upgrading import make_file
from scheduler.imports.planning_file import read_planning_file
from scheduler.imports.service import import_file
from scheduler.planning.problem_builder import build
from scheduler.planning.recording import record_in_force
from scheduler.planning.versions import PlanKind
from scheduler.production.batches import fail
from solver.config import SolverConfig
from solver.plan.result import Result
from solver.solve import solve
from tests.architecture.repository import ROOT

FILE = ROOT / "fixtures" / "replans" / "failed-trondheim.json"
BATCH = "T1/FDG/2026-09-14/1"
REASON = "target leak"

_ACTOR = Actor("test:long-solve")


def expected() -> Mapping[str, Any]:
    """What is stored: the batch, who loses the visit, and who gets another."""
    found: Mapping[str, Any] = json.loads(FILE.read_bytes())
    return found


def replanned(database: Database, time_limit_s: float) -> Mapping[str, Any]:
    """Import the week, put its plan into force, fail the batch, and plan anew."""
    data = demo_file().read_bytes()
    now = read_planning_file(data).as_of
    database.run(lambda session: import_file(session, now, _ACTOR, data))
    _put_in_force(database, now)
    happening = database.run(
        lambda session: fail(
            session, now, _ACTOR, network_id=NAME, batch_id=BATCH, reason=REASON
        )
    )
    with database.reading() as session:
        problem = build(session, NAME, now, with_lost=True).problem
    plan = solve(problem, SolverConfig(time_limit_s=time_limit_s)).plan
    assert plan is not None
    lost = {each.visit_id for each in happening.lost}
    served = {each.visit_id for each in plan.administrations}
    return {"batch": BATCH, "lost": sorted(lost), "reseated": sorted(lost & served)}


def _put_in_force(database: Database, now: datetime) -> None:
    plan = Result.model_validate_json(demo_result().read_bytes()).plan
    assert plan is not None
    with database.writing() as session:
        audited(session, now, _ACTOR, "plan", chain=NAME)
        built = build(session, NAME, now)
        kind, reason = PlanKind.REPLAN, "the plan of the demo"
        record_in_force(session, now, _ACTOR, built, plan, kind=kind, reason=reason)


if __name__ == "__main__":
    with TemporaryDirectory() as folder:
        file = Path(folder) / "week.sqlite"
        make_file(file)
        there = Database(f"sqlite:///{file}")
        try:
            told = replanned(there, float(sys.argv[1]))
        finally:
            there.close()
    sys.stdout.write(json.dumps(told, indent=1, sort_keys=True) + "\n")
