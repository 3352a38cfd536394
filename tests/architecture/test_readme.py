import re

import pytest
from typer.core import TyperGroup
from typer.main import get_command
from typer.testing import CliRunner

from api.main import app
from scheduler.cli.failures import ExitCode
from scheduler.imports.planning_file import read_planning_file, to_problem
from solver.checks import check_result
from solver.config import SolverConfig
from solver.plan.result import LevelName, SolveStatus
from solver.solve import solve
from tests.architecture.repository import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
REFERENCE = (ROOT / "scheduler" / "cli" / "COMMANDS.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")

NAMED_COMMANDS = sorted(set(re.findall(r"\btracerplan ([a-z]+(?:-[a-z]+)*)\b", README)))
TARGETS = set(re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE))
TREE = get_command(app)
assert isinstance(TREE, TyperGroup)
COMMANDS = set(TREE.commands)
COMMANDS_OF_COMMANDS = sorted(
    f"{name} {each}"
    for name, command in TREE.commands.items()
    if isinstance(command, TyperGroup)
    for each in command.commands
)

_WHOLE = re.DOTALL | re.MULTILINE


def _block(language: str) -> str:
    """The one code block of a language."""
    (found,) = re.findall(rf"^```{language}\n(.*?)^```$", README, _WHOLE)
    assert isinstance(found, str)
    return found


def _help(command: str) -> str:
    """What `--help` prints, 80 columns wide."""
    outcome = CliRunner().invoke(
        app, [*command.split()[1:], "--help"], prog_name="tracerplan", terminal_width=80
    )
    assert outcome.exit_code == 0
    return outcome.output


def test_two_commands_are_targets() -> None:
    """
    A newcomer types two commands, and both are there.
    """
    assert _block("sh").split("\n") == ["make demo", "make test", ""]
    assert {"demo", "test"} <= TARGETS


def test_every_target_named_is_there() -> None:
    """
    No make target is praised that is gone.
    """
    assert set(re.findall(r"`make ([a-z-]+)`", README)) <= TARGETS


def test_every_command_is_named_and_there() -> None:
    """
    The README speaks of all commands of `tracerplan`, and of no other.
    """
    assert set(NAMED_COMMANDS) == COMMANDS


@pytest.mark.parametrize("command", ["", *sorted(COMMANDS)])
def test_help_is_current(command: str) -> None:
    """
    The reference is what `--help` prints, for every command.
    """
    name = f"tracerplan {command}".strip()
    part = f"$ {name} --help\n{_help(name)}"

    assert part.strip() in _block("text")


@pytest.mark.parametrize("command", COMMANDS_OF_COMMANDS)
def test_help_of_commands_of_commands_is_current(command: str) -> None:
    """
    The reference beside the command line has all others, and no more.
    """
    name = f"tracerplan {command}"

    assert f"$ {name} --help\n{_help(name)}".strip() in REFERENCE
    named = re.findall(r"^\$ tracerplan (.+) --help$", REFERENCE, re.MULTILINE)
    assert sorted(named) == COMMANDS_OF_COMMANDS


def test_exit_codes_are_those_of_the_command() -> None:
    """
    Scripts rely on the table of exit codes.
    """
    table = re.findall(r"^\| (\d+) \| \w", README, re.MULTILINE)

    assert [int(code) for code in table] == [code.value for code in ExitCode]


def test_example_is_planned() -> None:
    """
    The smallest planning file is a planning file, and its one visit is served.
    """
    problem = to_problem(read_planning_file(_block("json").encode()))
    result = solve(problem, SolverConfig(time_limit_s=20))

    assert result.status is SolveStatus.OPTIMAL
    assert check_result(problem, result) == []
    assert result.plan is not None
    served = [each.visit_id for each in result.plan.administrations]
    assert served == ["X7Q2-1"]
    # The flight lands at 09:25 and the check takes 10 minutes: 575 minutes into Monday
    # or, 2 * 1440 minutes later, into Wednesday; any later, and more must be made.
    assert result.plan.administrations[0].injection_min in {575, 575 + 2 * 1440}
    # One run of 20 000 NOK and one flight of 4 000 NOK.
    costs = [each.value for each in result.levels if each.name is LevelName.COST_NOK]
    assert costs == [24_000]
