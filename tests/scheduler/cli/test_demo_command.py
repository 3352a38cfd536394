"""`demo`: the embedded week, and the files it leaves."""

import json
from pathlib import Path

import pytest

from scheduler.cli import checking, demonstration, solving
from solver.documents import read_document, write_document
from solver.plan.result import Result
from tests.scheduler.cli.command import invoke, save
from tests.scheduler.exports.sample_week import sample_week

PROBLEM, RESULT = sample_week()
FILES = ["norway-week.html", "norway-week.json", "norway-week.result.json"]


@pytest.fixture
def _is_sample(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sample stands for the embedded week and its solution."""
    path = save(tmp_path / "sample.json", PROBLEM)
    monkeypatch.setattr(demonstration, "demo_file", lambda: path)
    monkeypatch.setattr(solving, "solve", lambda *arguments: RESULT)
    monkeypatch.setattr(checking, "check_result", lambda problem, result: [])
    monkeypatch.setattr(checking, "warnings", lambda problem, plan: [])


@pytest.mark.usefixtures("_is_sample")
def test_the_demo_leaves_its_files(tmp_path: Path) -> None:
    """A new folder holds planning file, result and page; their names are told."""
    out = tmp_path / "new" / "folder"

    outcome = invoke("demo", "--out", out)

    assert outcome.exit_code == 0
    assert sorted(path.name for path in out.iterdir()) == FILES
    for name in FILES:
        assert str(out / name) in outcome.stdout
    assert (out / "norway-week.json").read_bytes() == write_document(PROBLEM)
    result = read_document((out / "norway-week.result.json").read_bytes(), Result)
    assert result == RESULT


@pytest.mark.usefixtures("_is_sample")
def test_the_demo_shows_the_most_of_it(tmp_path: Path) -> None:
    """Run table, the fullest day sheet, who is left out, levels, and the check."""
    outcome = invoke("demo", "--out", tmp_path)

    for part in (
        "Runs and orders",
        "Oslo, Monday 2 March 2026",  # seven doses: the fullest
        "Left out",
        "Objective, first things first",
        "Independent check: 0 violations, 0 cautions.",
    ):
        assert part in outcome.stdout


@pytest.mark.usefixtures("_is_sample")
def test_a_folder_that_cannot_be_is_told(tmp_path: Path) -> None:
    """A file in the place of the folder is bad input, not a traceback."""
    (tmp_path / "taken").write_bytes(b"")

    outcome = invoke("demo", "--out", tmp_path / "taken")

    assert outcome.exit_code == 2
    assert outcome.stderr.startswith(f"{tmp_path / 'taken'}: ")


def test_the_demo_file_is_found() -> None:
    """In a checkout the demo is the fixture, and a planning file."""
    path = demonstration.demo_file()

    document = json.loads(path.read_bytes())

    assert path.name == "norway-week.json"
    assert "origin_at" not in document


@pytest.mark.slow
def test_the_demo_is_solved_and_valid(tmp_path: Path) -> None:
    """The real thing: the embedded week has a plan that passes the checker."""
    outcome = invoke("demo", "--out", tmp_path, "--time-limit", "10")

    assert outcome.exit_code == 0
    assert "Independent check: 0 violations" in outcome.stdout
    files = tmp_path / "norway-week.json", tmp_path / "norway-week.result.json"
    assert invoke("check", *files).exit_code == 0
