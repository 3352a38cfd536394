"""`check`: every violation with its rule, cautions apart, other results refused."""

import json
from pathlib import Path

import pytest

from scheduler.cli import checking
from solver.checks import Caution, Violation, check_result
from solver.documents import write_document
from solver.plan.result import Result, SolveStatus
from tests.scheduler.cli.command import invoke, save
from tests.scheduler.exports.sample_week import empty_result, sample_week

PROBLEM, RESULT = sample_week()
CAUTION = Caution("V01", "injection 5 min late", "too late")


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """The sample's problem and result, as files."""
    result = tmp_path / "r.json"
    result.write_bytes(write_document(RESULT))
    return save(tmp_path / "p.json", PROBLEM), result


@pytest.fixture
def _is_valid(monkeypatch: pytest.MonkeyPatch) -> None:
    """The checker finds nothing, and one caution."""
    monkeypatch.setattr(checking, "check_result", lambda problem, result: [])
    monkeypatch.setattr(checking, "warnings", lambda problem, plan: [CAUTION])


def test_every_violation_is_told_with_its_rule(files: tuple[Path, Path]) -> None:
    """
    The sample is not a valid plan: all that the checker finds is told, exit 1.

    It was made by hand without regard for who is busy, so occupancy is among it.
    """
    expected = check_result(PROBLEM, RESULT)

    outcome = invoke("check", *files)

    assert outcome.exit_code == 1
    assert any(violation.rule == "occupancy" for violation in expected)
    for violation in expected:
        assert f"violation  {violation}" in outcome.stdout


def test_violations_are_json(files: tuple[Path, Path]) -> None:
    """With `--json` the violations are rows of one object, and nothing else is."""
    outcome = invoke("check", *files, "--json")
    found = json.loads(outcome.stdout)

    assert outcome.exit_code == 1
    assert outcome.stderr == ""
    assert found["is_valid"] is False
    assert [
        Violation(**{**row, "visit_ids": tuple(row["visit_ids"])})
        for row in found["violations"]
    ] == check_result(PROBLEM, RESULT)


@pytest.mark.usefixtures("_is_valid")
def test_cautions_do_not_fail_a_plan(files: tuple[Path, Path]) -> None:
    """A valid plan is fine, exit 0, and its cautions are told apart."""
    outcome = invoke("check", *files)

    assert outcome.exit_code == 0
    assert f"caution    {CAUTION}" in outcome.stdout
    assert outcome.stdout.endswith("batches: 0 violations, 1 caution\n")


@pytest.mark.usefixtures("_is_valid")
def test_a_valid_plan_is_json(files: tuple[Path, Path]) -> None:
    """One object says that the plan is valid, and of which problem it is."""
    found = json.loads(invoke("check", *files, "--json").stdout)

    assert found == {
        "problem_digest": PROBLEM.digest(),
        "status": "feasible",
        "has_plan": True,
        "is_valid": True,
        "violations": [],
        "cautions": [
            {
                "visit_id": "V01",
                "cause": "injection 5 min late",
                "message": "too late",
            }
        ],
    }


def test_a_result_without_a_plan_is_exit_code_1(
    files: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """No plan is nothing to be content with, even without a violation."""
    monkeypatch.setattr(checking, "check_result", lambda problem, result: [])
    files[1].write_bytes(write_document(empty_result(PROBLEM, SolveStatus.NO_PLAN)))

    outcome = invoke("check", *files)

    assert outcome.exit_code == 1
    assert "no plan" in outcome.stdout


def test_the_result_of_another_problem_is_refused(files: tuple[Path, Path]) -> None:
    """A result whose digest is another's is bad input, for check and for show."""
    other = Result.model_validate({**RESULT.model_dump(), "problem_digest": "0" * 64})
    files[1].write_bytes(write_document(other))

    for command in ("check", "show"):
        outcome = invoke(command, *files)

        assert outcome.exit_code == 2
        assert outcome.stdout == ""
        assert f"{files[1]}: answers another problem" in outcome.stderr


def test_the_result_is_told_from_the_problem(files: tuple[Path, Path]) -> None:
    """The two files in the wrong order are bad input, not a traceback."""
    outcome = invoke("check", files[1], files[0])

    assert outcome.exit_code == 2
    assert outcome.stdout == ""
