"""Streams that cannot be written: nobody reads them, or their disk is full."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from scheduler.cli import main
from scheduler.cli.consoles import LEAST_WIDTH, answers, notes
from scheduler.cli.failures import complain
from solver.documents import read_document
from solver.plan.result import Result
from tests.scheduler.cli.command import ROOT, save
from tests.scheduler.exports.sample_week import sample_week

PROBLEM, _ = sample_week()
COMMAND = (sys.executable, "-c", "from api.main import run; run()")


class _Gone:
    """A stream whose reader has left."""

    encoding = "utf-8"

    def write(self, text: str) -> int:
        raise BrokenPipeError(32, "Broken pipe")

    def flush(self) -> None:
        raise BrokenPipeError(32, "Broken pipe")

    def isatty(self) -> bool:
        return False


def test_progress_that_nobody_reads_is_dropped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Neither progress nor complaints fail because stderr is gone."""
    monkeypatch.setattr(sys, "stderr", _Gone())

    notes().print("improve")
    complain("written: r.json")


def test_a_plan_outlives_its_progress(tmp_path: Path) -> None:
    """Where nobody reads stderr, the result is written all the same: exit code 0."""
    path = save(tmp_path / "p.json", PROBLEM.model_copy(update={"visits": ()}))
    out = tmp_path / "r.json"
    reader, writer = os.pipe()
    os.close(reader)

    done = subprocess.run(
        [*COMMAND, "solve", str(path), "-o", str(out), "--time-limit", "5"],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=writer,
        check=False,
        timeout=60,
    )
    os.close(writer)

    assert done.returncode == 0
    assert read_document(out.read_bytes(), Result).plan is not None


def test_an_answer_that_cannot_be_written_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A full stdout is one line on stderr and exit code 2, not a traceback."""

    def fail() -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(main, "app", fail)

    with pytest.raises(SystemExit) as caught:
        main.run()

    assert caught.value.code == 2
    assert capsys.readouterr().err == "stdout: no space left on device\n"


@pytest.mark.parametrize("columns", ["0", "40"])
def test_a_narrow_terminal_loses_nothing(
    monkeypatch: pytest.MonkeyPatch, columns: str
) -> None:
    """Tables are never narrower than what their numbers need."""
    monkeypatch.setenv("FORCE_COLOR", "1")  # as if it were a terminal
    monkeypatch.setenv("TTY_COMPATIBLE", "1")
    monkeypatch.setenv("COLUMNS", columns)

    console = answers()

    assert console.is_terminal
    assert console.width == LEAST_WIDTH
