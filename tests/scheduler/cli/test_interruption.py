"""Ctrl-C: the first keeps the best plan so far, the second ends at once."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from scheduler.cli import solving
from scheduler.cli.interruption import call_interruptibly, interruptions
from solver.documents import read_document
from solver.plan.result import Result, SolveStatus
from tests.scheduler.cli.command import ROOT, invoke, save
from tests.scheduler.exports.sample_week import empty_result, sample_week

PROBLEM, RESULT = sample_week()


def _interrupted(answer: Result) -> object:
    """A solver that sends Ctrl-C to its own process and then waits to be stopped."""

    def solve(
        problem: object, config: object, on_progress: object, should_stop: object
    ) -> Result:
        os.kill(os.getpid(), signal.SIGINT)
        deadline = time.monotonic() + 20
        assert callable(should_stop)
        while not should_stop():
            assert time.monotonic() < deadline
            time.sleep(0.01)
        return answer

    return solve


def test_the_best_plan_so_far_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An interrupted solve writes its plan, says so on stderr, and is fine."""
    monkeypatch.setattr(solving, "solve", _interrupted(RESULT))
    out = tmp_path / "r.json"

    outcome = invoke("solve", save(tmp_path / "p.json", PROBLEM), "-o", out)

    assert outcome.exit_code == 0
    assert "interrupted: this is the best verified plan so far" in outcome.stderr
    assert read_document(out.read_bytes(), Result) == RESULT


def test_without_a_plan_it_is_exit_code_1(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Interrupted before the first plan there is nothing to show for it."""
    answer = empty_result(PROBLEM, SolveStatus.NO_PLAN)
    monkeypatch.setattr(solving, "solve", _interrupted(answer))

    outcome = invoke("solve", save(tmp_path / "p.json", PROBLEM))

    assert outcome.exit_code == 1
    assert "interrupted before any plan was found" in outcome.stderr


def test_signals_are_as_before_afterwards() -> None:
    """The handlers of a program that solves are its own again."""
    before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)

    with interruptions(lambda: None) as should_stop:
        assert not should_stop()
        assert signal.getsignal(signal.SIGINT) != before[0]

    after = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)
    assert after == before


def test_errors_of_the_solver_are_raised() -> None:
    """What fails on the solver's thread fails for its caller."""

    def fail() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        call_interruptibly(fail, lambda: False)


def test_the_second_interruption_ends_at_once(tmp_path: Path) -> None:
    """
    A solver that does not listen can still be left: exit code 130.

    In a process of its own, since its solver never ends.
    """
    script = textwrap.dedent("""
        import sys, time
        from scheduler.cli import solving
        from scheduler.cli.main import app

        def solve(*arguments):
            print("solving", file=sys.stderr, flush=True)
            time.sleep(60)

        solving.solve = solve
        app(["solve", sys.argv[1]])
    """)
    path = save(tmp_path / "p.json", PROBLEM)
    with subprocess.Popen(
        [sys.executable, "-c", script, str(path)],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None
        assert process.stderr.readline() == "solving\n"
        process.send_signal(signal.SIGINT)
        assert process.stderr.readline().startswith("stopping: ")
        process.send_signal(signal.SIGINT)

        assert process.wait(timeout=20) == 130
        assert "Traceback" not in process.stderr.read()


@pytest.mark.parametrize("is_first_heard", [True, False])
def test_a_late_interruption_has_no_traceback(is_first_heard: bool) -> None:
    """
    While the interpreter ends nothing can be raised any more: exit code 130.
    """
    script = textwrap.dedent("""
        import atexit, os, signal, sys
        from scheduler.cli.interruption import interruptible, interruptions

        def interrupt():
            os.kill(os.getpid(), signal.SIGINT)

        with interruptible():
            atexit.register(interrupt)
            with interruptions() as is_asked:
                if sys.argv[1] == "True":
                    interrupt()
                    assert is_asked()
    """)
    done = subprocess.run(
        [sys.executable, "-c", script, str(is_first_heard)],
        cwd=ROOT,
        capture_output=True,
        check=False,
        text=True,
        timeout=60,
    )

    assert (done.returncode, done.stderr) == (130, "")


def test_the_first_request_is_noted_once() -> None:
    """
    By whoever asks first, and not in the midst of what the signal interrupts.
    """
    notes: list[str] = []
    with interruptions(lambda: notes.append("stopping")) as is_asked:
        os.kill(os.getpid(), signal.SIGINT)
        noted_at_the_signal = list(notes)
        answers = is_asked(), is_asked()

    assert noted_at_the_signal == []
    assert answers == (True, True)
    assert notes == ["stopping"]
