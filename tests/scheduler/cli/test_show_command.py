"""`show`: tables, page and rows of a result; what cannot be shown is refused."""

import json
from pathlib import Path

import pytest

from scheduler.cli import checking
from solver.checks import Violation
from solver.documents import write_document
from solver.plan.result import Result, SolveStatus
from tests.scheduler.cli.command import invoke, save
from tests.scheduler.exports.sample_week import empty_result, sample_week

PROBLEM, RESULT = sample_week()


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """The sample as files; the checker finds nothing."""
    monkeypatch.setattr(checking, "check_result", lambda problem, result: [])
    result = tmp_path / "r.json"
    result.write_bytes(write_document(RESULT))
    return save(tmp_path / "p.json", PROBLEM), result


def test_a_result_is_shown(files: tuple[Path, Path]) -> None:
    """Runs, every day sheet, who is not served, and levels are on stdout."""
    outcome = invoke("show", *files)

    assert outcome.exit_code == 0
    for part in ("R-FDG-mon", "Helsinki, Wednesday 4 March 2026", "W1", "Cost"):
        assert part in outcome.stdout


def test_a_page_is_written(files: tuple[Path, Path]) -> None:
    """`--html` writes the page, which says that the check passed."""
    page = files[0].parent / "page.html"

    outcome = invoke("show", *files, "--html", page)

    assert outcome.exit_code == 0
    assert outcome.stderr == f"written: {page}\n"
    assert "independent check passed" in page.read_text(encoding="utf-8")


def test_rows_are_json(files: tuple[Path, Path]) -> None:
    """With `--json` stdout is one object with all views, also beside a page."""
    page = files[0].parent / "page.html"

    outcome = invoke("show", *files, "--json", "--html", page)
    shown = json.loads(outcome.stdout)

    assert outcome.exit_code == 0
    assert page.exists()
    assert (shown["num_served"], shown["num_visits"]) == (30, 33)
    assert len(shown["runs"]) == 7
    assert [row["visit_id"] for row in shown["left_out"]] == ["W1", "W2"]


def test_a_refused_plan_is_shown_as_refused(
    files: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the checker refuses is on stderr and on the page, and the exit code is 1."""
    refused = Violation("occupancy", "OUS-PET1", "taken twice")
    monkeypatch.setattr(checking, "check_result", lambda problem, result: [refused])
    page = files[0].parent / "page.html"

    outcome = invoke("show", *files, "--html", page)

    assert outcome.exit_code == 1
    assert "violation: occupancy: OUS-PET1: taken twice" in outcome.stderr
    assert "taken twice" in page.read_text(encoding="utf-8")


def test_no_plan_is_shown_as_such(files: tuple[Path, Path]) -> None:
    """A result without a plan is shown, empty as it is, with exit code 1."""
    files[1].write_bytes(write_document(empty_result(PROBLEM, SolveStatus.NO_PLAN)))

    outcome = invoke("show", *files)

    assert outcome.exit_code == 1
    assert "Nothing is made or ordered." in outcome.stdout


def test_unknown_names_are_told(files: tuple[Path, Path]) -> None:
    """A result that names a lane the problem lacks is bad input, not a traceback."""
    data = RESULT.model_dump()
    data["plan"]["shipments"][0]["lane_id"] = "gone"
    files[1].write_bytes(write_document(Result.model_validate(data)))

    outcome = invoke("show", *files)

    assert outcome.exit_code == 2
    assert "plan.shipments[R-FDG-mon/CYC-OUS]: unknown lane 'gone'" in outcome.stderr


def test_an_unwritable_page_is_told_first(files: tuple[Path, Path]) -> None:
    """A page that cannot be written is told before anything is shown."""
    outcome = invoke("show", *files, "--html", files[0].parent)

    assert outcome.exit_code == 2
    assert outcome.stdout == ""
