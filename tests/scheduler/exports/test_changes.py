"""Changes against the previous plan, as people read them."""

import json
from io import StringIO
from pathlib import Path

from rich.console import Console

from scheduler.exports.change_tables import change_tables
from scheduler.exports.html.page import render_page
from scheduler.exports.views import Views, to_json, views
from scheduler.imports.planning_file.convert import to_problem
from scheduler.imports.planning_file.read import read_planning_file
from solver.config import SolverConfig
from solver.plan.result import Result
from solver.problem.problem import Problem
from solver.solve import solve

INSTANCES = Path("fixtures/instances")


def solved(name: str) -> tuple[Problem, Result]:
    """A fixture and its result, deterministic and short."""
    data = (INSTANCES / f"{name}.json").read_bytes()
    problem = to_problem(read_planning_file(data))
    config = SolverConfig(time_limit_s=3, is_deterministic=True)
    return problem, solve(problem, config)


def printed(shown: Views) -> str:
    """The tables as text."""
    console = Console(width=200, record=True, file=StringIO())
    for table in change_tables(shown.changes):
        console.print(table)
    return console.export_text()


def test_late_flight_tells_who_moves_from_when_to_when_and_why() -> None:
    """Every visit that is not as before has its two times, and a reason in words."""
    problem, result = solved("late-flight-trondheim-after")
    shown = views(problem, result)
    assert shown.changes is not None
    before = {
        each.visit_id: each.injection_min
        for each in problem.commitments.previous.administrations
    }
    assert result.plan is not None
    after = {each.visit_id: each.injection_min for each in result.plan.administrations}
    differing = {
        visit_id
        for visit_id in before.keys() | after.keys()
        if before.get(visit_id) != after.get(visit_id)
    }
    told = {row.visit_id: row for row in shown.changes.visits}
    assert differing
    assert differing <= told.keys()
    broken = {each.visit_id for each in result.broken}
    for visit_id in differing & broken:
        row = told[visit_id]
        assert row.rules
        assert row.why
        assert row.before_at is not None
        text = printed(shown)
        assert visit_id in text
    page = render_page(problem, result)
    assert "Changes against the previous plan" in page
    assert json.loads(json.dumps(to_json(shown)))["changes"]["num_kept"] >= 0


def test_without_a_previous_plan_there_are_no_changes() -> None:
    """A first plan changes nothing, and its page has no such section."""
    problem, result = solved("late-flight-trondheim-before")
    shown = views(problem, result)
    assert shown.changes is None
    assert list(change_tables(shown.changes)) == []
    assert "Changes against the previous plan" not in render_page(problem, result)
