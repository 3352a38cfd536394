"""Help is quick and complete; misuse is told apart from bad input."""

import resource
import statistics
import subprocess
import sys

import pytest

from tests.scheduler.cli.command import invoke, run

COMMANDS = ("demo", "solve", "check", "show", "schema")


def test_help_is_quick() -> None:
    """
    The median of five runs of `--help` stays below half a second of work.

    Relative to what starting Python takes on the same machine, which half a second is
    granted above; in time of a processor, so that a busy machine does not fail.
    """
    python: list[float] = []
    help_: list[float] = []
    for _ in range(5):
        start = _worked_s()
        subprocess.run([sys.executable, "-c", "pass"], check=True)
        python.append(_worked_s() - start)
        start = _worked_s()
        assert run("--help").exit_code == 0
        help_.append(_worked_s() - start)

    assert 0 < statistics.median(help_) < 0.5 + statistics.median(python)


def _worked_s() -> float:
    """What processors have worked for the children that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def test_help_loads_nothing_heavy() -> None:
    """`--help` imports neither solver nor models nor templates."""
    outcome = run(
        "--help", PYTHONPROFILEIMPORTTIME="1"
    )  # Python lists every import on stderr

    imported = {line.rsplit("|", 1)[-1].strip() for line in outcome.stderr.splitlines()}
    assert "typer" in imported
    assert not {"ortools", "pydantic", "jinja2", "solver", "solver.solve"} & imported


def test_help_names_every_command() -> None:
    """Every command is in the help, and says the disclaimer once."""
    outcome = invoke("--help")

    assert outcome.exit_code == 0
    assert all(f"  {command} " in outcome.stdout for command in COMMANDS)
    assert "Not a medical device." in outcome.stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command: str) -> None:
    """Each command explains itself."""
    outcome = invoke(command, "--help")

    assert outcome.exit_code == 0
    assert f"{command} [OPTIONS]" in outcome.stdout


@pytest.mark.parametrize(
    "arguments",
    [("solve",), ("fly",), ("schema", "plan"), ("solve", "x", "--time-limit", "soon")],
)
def test_misuse_is_exit_code_2(arguments: tuple[str, ...]) -> None:
    """A missing argument, an unknown command, a wrong option: 2, nothing on stdout."""
    outcome = invoke(*arguments)

    assert outcome.exit_code == 2
    assert outcome.stdout == ""
    assert outcome.stderr
