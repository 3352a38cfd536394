"""`tracerplan whatif` and `scenarios`: on files, and on plans of a network."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scheduler.cli import exploring, solving
from scheduler.config import DATABASE_URL
from scheduler.database.database import Database
from scheduler.planning import solve_step
from scheduler.scenarios.changes.clinic import AddScanner
from solver.config import SolverConfig
from solver.plan.result import Result, SolveStatus
from solver.problem.problem import Problem
from tests.architecture.repository import ROOT
from tests.scheduler.cli.command import Outcome, invoke
from tests.scheduler.planning.seeds import INSTANCES, NETWORK, constructed, seed_planned
from tests.scheduler.scenarios.what_ifs import WhatIfs, solve_here

FILE = INSTANCES / "two-scanners.json"
PET = "ULV-PET1"
THIRD = "add scanner like ULV-PET1 as ULV-PET3"
STOP = "stop unit OSLO 2026-09-15T00:00 2026-09-16T00:00"
CHANGES = ROOT / "fixtures" / "scenarios" / "third-scanner.json"


def _solve(
    problem: Problem,
    config: SolverConfig,
    on_progress: object,
    should_stop: Callable[[], bool],
) -> Result:
    return constructed(problem)


@pytest.fixture(autouse=True)
def solved_without_search(monkeypatch: pytest.MonkeyPatch) -> None:
    """The solver without a search, in this process."""
    monkeypatch.setattr(exploring, "PRELOADED", ())
    monkeypatch.setattr(solving, "solve", _solve)
    monkeypatch.setattr(solve_step, "solve_apart", solve_here)


@pytest.fixture
def ward(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch) -> WhatIfs:
    """The database of the environment, with a plan of a small week in force."""
    monkeypatch.setenv(DATABASE_URL, sqlite_database.url)
    what_ifs = WhatIfs(seed_planned(sqlite_database, "two-scanners"))
    monkeypatch.setattr(exploring, "cli_clock", lambda: what_ifs.seeded.now)
    monkeypatch.setattr(exploring, "follow", lambda _, job_id: what_ifs.solve(job_id))
    return what_ifs


def _figures(outcome: Outcome) -> dict[str, list[float]]:
    found: list[dict[str, Any]] = json.loads(outcome.stdout)["comparison"]["figures"]
    return {each["name"]: [each["before"], each["after"]] for each in found}


def test_a_file_needs_no_database(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both sides are solved alike, and compared."""
    monkeypatch.setenv(DATABASE_URL, "sqlite:////nowhere/at/all.sqlite")

    outcome = invoke("whatif", FILE, "--change", THIRD, "--json")

    figures = _figures(outcome)
    assert outcome.exit_code == 0
    assert json.loads(outcome.stdout)["comparison"]["base_version"] is None
    assert figures["num_served"] == [4, 5]
    assert figures["activity_gbq"] == [2.4, 2.8]


def test_changes_come_from_a_file_as_well() -> None:
    """Together with those that were typed."""
    outcome = invoke("whatif", FILE, "--changes", CHANGES, "--change", STOP)

    assert outcome.exit_code == 0
    assert "one more scanner, ULV-PET3" in outcome.stdout
    assert "OSLO stands still" in outcome.stdout
    assert "serves 1 visits; there it is 4" in outcome.stdout
    assert "moved" in outcome.stdout


def test_bad_changes_are_listed_with_their_places(tmp_path: Path) -> None:
    """Exit code 2, and nothing is solved."""
    misspelled = invoke("whatif", FILE, "--change", THIRD, "--change", "close scaner X")
    unknown = invoke("whatif", FILE, "--change", "close scanner PET9")
    none = invoke("whatif", FILE)
    nowhere = invoke("whatif", tmp_path / "none.json", "--change", THIRD)
    promoted = invoke("whatif", FILE, "--change", THIRD, "--promote")

    told = (misspelled, unknown, none, nowhere, promoted)
    assert {each.exit_code for each in told} == {2}
    assert "changes[1]: 'close scaner X' is no change" in misspelled.stderr
    assert "changes[0].scanner: there is no scanner 'PET9'" in unknown.stderr
    assert "say what would be otherwise" in none.stderr
    assert "only a network has plans" in promoted.stderr
    assert {each.stdout for each in told} == {""}


def test_a_what_if_without_a_plan_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit code 1."""

    def solve(problem: Problem, *_: object) -> Result:
        return Result(
            problem_name=problem.name,
            problem_digest=problem.digest(),
            origin_at=problem.origin_at,
            status=SolveStatus.NO_PLAN,
            plan=None,
            wall_time_s=0.1,
        )

    monkeypatch.setattr(solving, "solve", solve)
    outcome = invoke("whatif", FILE, "--change", THIRD)

    assert outcome.exit_code == 1
    assert "the what-if has no plan: no_plan" in outcome.stderr


def test_a_plan_in_force_is_a_base(ward: WhatIfs) -> None:
    """It is compared with as it is, kept, listed and shown."""
    outcome = invoke("whatif", "1", "--change", THIRD, "--name", "a third", "--json")
    scenario = json.loads(outcome.stdout)["scenario"]
    listed = json.loads(invoke("scenarios", "list", "--json").stdout)
    shown = invoke("scenarios", "show", scenario["id"])

    assert outcome.exit_code == shown.exit_code == 0
    assert (scenario["name"], scenario["base_version"]) == ("a third", 1)
    assert _figures(outcome)["num_served"] == [4, 5]
    assert listed["network"] == NETWORK
    assert [each["id"] for each in listed["scenarios"]] == [scenario["id"]]
    assert "Against version 1" in shown.stdout


def test_the_plan_of_a_what_if_is_proposed(ward: WhatIfs) -> None:
    """With a reason, and where it is a plan for what is there."""
    done = invoke(
        "whatif", "--change", STOP, "--promote", "--reason", "it stands still"
    )
    refused = invoke("whatif", "--change", THIRD, "--promote", "--reason", "if only")
    unexplained = invoke("whatif", "--change", STOP, "--promote")
    listed = json.loads(invoke("plans", "list", "--json").stdout)
    proposed = listed["versions"][0]

    assert done.exit_code == 0
    assert proposed["kind"] == "scenario"
    assert refused.exit_code == unexplained.exit_code == 2
    assert "first enter what it changes" in refused.stderr
    assert "say why" in unexplained.stderr


def test_what_is_not_solved_has_no_comparison(ward: WhatIfs) -> None:
    """Nor has what is not there."""
    waiting = invoke("scenarios", "show", ward.ask(AddScanner(scanner="X", like=PET)))
    missing = invoke("scenarios", "show", "nowhere")
    past = invoke("whatif", "7", "--change", THIRD)

    assert waiting.exit_code == 1
    assert "its job is waiting" in waiting.stderr
    assert missing.exit_code == past.exit_code == 2
