"""The demo week, solved, checked, and tampered with, by the command line alone."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from scheduler.imports.planning_file.convert import to_problem
from scheduler.imports.planning_file.read import read_planning_file
from solver.documents import read_document
from solver.plan.result import LevelName, Result
from solver.problem.problem import Problem
from tests.e2e.tampering import TAMPERINGS, Document, tampered
from tests.properties.counts import share
from tests.scheduler.cli.command import ROOT, invoke, run
from tests.scheduler.imports.malformed import malformed_files

WEEK = ROOT / "fixtures" / "instances" / "norway-week.json"
EXPECTED = ROOT / "fixtures" / "expected" / "norway-week.json"


@pytest.fixture(scope="module")
def week() -> Problem:
    """The week as a problem."""
    return to_problem(read_planning_file(WEEK.read_bytes()))


@pytest.fixture(scope="module")
def solved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The week's result, by the command."""
    path = tmp_path_factory.mktemp("week") / "result.json"
    outcome = run("solve", WEEK, "--time-limit", "20", "-o", path)
    assert outcome.exit_code == 0, outcome.stderr
    return path


@pytest.mark.slow
def test_week_is_solved_and_checked(solved: Path) -> None:
    """
    Exactly the ten impossible visits are left out, each for its rule; all served
    levels are proved, and cost and activity have bounds.
    """
    outcome = invoke("check", WEEK, solved)
    result = read_document(solved.read_bytes(), Result)
    expected = json.loads(EXPECTED.read_text())

    assert outcome.exit_code == 0
    assert result.plan is not None
    assert len(result.plan.administrations) == expected["served"]
    left_out = {each.visit_id: list(each.rules) for each in result.left_out}
    assert left_out == expected["impossible"]
    assert all(each.is_impossible for each in result.left_out)
    bounds = {level.name: level for level in result.levels}
    assert bounds[LevelName.SERVED].is_proved
    assert 0 < bounds[LevelName.COST_NOK].bound <= bounds[LevelName.COST_NOK].value
    assert bounds[LevelName.ACTIVITY_KBQ].bound > 0


@pytest.mark.slow
@pytest.mark.parametrize("tamper", TAMPERINGS, ids=lambda each: each.__name__)
def test_tampered_result_is_named(
    tamper: Callable[[Problem, Document], str],
    solved: Path,
    week: Problem,
    tmp_path: Path,
) -> None:
    """
    The check finds what was done to a result, names its rule, and ends with 1.
    """
    result = read_document(solved.read_bytes(), Result)
    document, rule = tampered(week, result, tamper)
    path = tmp_path / "tampered.json"
    path.write_text(json.dumps(document))

    outcome = invoke("check", WEEK, path, "--json")

    assert outcome.exit_code == 1
    named = {each["rule"] for each in json.loads(outcome.stdout)["violations"]}
    assert rule in named


def test_result_of_another_problem_is_refused(solved: Path) -> None:
    """
    A result is good for the problem it answers, and for no other.
    """
    other = ROOT / "fixtures" / "instances" / "no-fdg-day.json"

    assert invoke("check", other, solved).exit_code == 2


@pytest.mark.parametrize(
    "least",
    [
        pytest.param(30, id="few"),
        pytest.param(share(300), marks=pytest.mark.verify, id="many"),
    ],
)
def test_malformed_files_are_refused_with_all_that_is_wrong(
    tmp_path: Path, least: int
) -> None:
    """
    Up to three hundred malformed files: exit code 2, a place, a reason, no traceback.
    """
    seen = 0
    for number, (_, _, data) in enumerate(malformed_files()):
        if number % (1500 // least):
            continue
        path = tmp_path / f"{number}.json"
        path.write_bytes(data)
        outcome = invoke("solve", path)
        seen += 1
        assert outcome.exit_code == 2
        assert outcome.stdout == ""
        assert str(path) in outcome.stderr
        assert "Traceback" not in outcome.stderr

    assert seen >= least
