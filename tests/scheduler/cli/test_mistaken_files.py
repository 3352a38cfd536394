"""Files named in each other's place: refused in a word, and never overwritten."""

from pathlib import Path

import pytest

from scheduler.cli import checking, demonstration, solving
from solver.documents import write_document
from tests.scheduler.cli.command import invoke, save
from tests.scheduler.exports.sample_week import sample_week

PROBLEM, RESULT = sample_week()


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """A problem and its result."""
    result = tmp_path / "r.json"
    result.write_bytes(write_document(RESULT))
    return save(tmp_path / "p.json", PROBLEM), result


def test_a_result_is_not_written_over_its_problem(
    tmp_path: Path, files: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not under its own name, and not by a link; the solver is not even asked."""
    problem, _ = files
    before = problem.read_bytes()
    link = tmp_path / "link.json"
    link.symlink_to(problem)
    monkeypatch.setattr(solving, "solve", None)

    for out in (problem, link):
        outcome = invoke("solve", problem, "-o", out)

        assert outcome.exit_code == 2
        assert outcome.stderr == (f"{out}: would be written over the file it is from\n")
        assert problem.read_bytes() == before


def test_a_page_is_not_written_over_what_it_shows(files: tuple[Path, Path]) -> None:
    """Neither over the problem nor over the result."""
    problem, result = files
    before = problem.read_bytes(), result.read_bytes()

    for out in files:
        assert invoke("show", problem, result, "--html", out).exit_code == 2
        assert (problem.read_bytes(), result.read_bytes()) == before


def test_files_in_each_others_place_are_told(files: tuple[Path, Path]) -> None:
    """One line says what a file is, instead of one for each of its fields."""
    problem, result = files

    assert invoke("solve", result).stderr == (
        f"{result}: is a result; a planning file or a problem document is needed\n"
    )
    assert invoke("check", problem, problem).stderr == (
        f"{problem}: is what a solve starts from; a result is needed\n"
    )


def test_a_changed_demo_file_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever has changed the demo's planning file does not lose it to the next."""
    monkeypatch.setattr(
        demonstration, "demo_file", lambda: save(tmp_path / "d.json", PROBLEM)
    )
    monkeypatch.setattr(solving, "solve", lambda *arguments: RESULT)
    monkeypatch.setattr(checking, "check_result", lambda problem, result: [])
    monkeypatch.setattr(checking, "warnings", lambda problem, plan: [])
    assert invoke("demo", "--out", tmp_path).exit_code == 0
    assert invoke("demo", "--out", tmp_path).exit_code == 0
    changed = tmp_path / "norway-week.json"
    changed.write_bytes(changed.read_bytes() + b"\n")
    before = changed.read_bytes()

    outcome = invoke("demo", "--out", tmp_path)

    assert outcome.exit_code == 2
    assert "is not the demo's" in outcome.stderr
    assert changed.read_bytes() == before
