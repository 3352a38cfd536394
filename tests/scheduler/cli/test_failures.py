import pytest
import typer

from scheduler.cli.failures import ExitCode, exit_codes, refusing
from scheduler.errors import (
    Forbidden,
    Invalid,
    NotFound,
    NotReady,
    PlanMoved,
    SchedulerError,
    WrongState,
)
from solver.errors import Issue

EXPECTED: list[tuple[SchedulerError, str]] = [
    (NotFound("network", "oslo"), "there is no network oslo\n"),
    (PlanMoved("oslo"), "the plan of oslo has changed meanwhile\n"),
    (
        WrongState("version", 3, "rejected", "approved"),
        "version 3 is rejected: it cannot be approved\n",
    ),
    (Forbidden("not for an auditor"), "not for an auditor\n"),
    (
        NotReady("the database has\nanother schema"),
        "the database has; another schema\n",
    ),
    (Invalid([Issue("a", "is wrong"), Issue("b", "too")]), "a: is wrong\nb: too\n"),
]


@pytest.mark.parametrize(
    ("error", "told"), EXPECTED, ids=[type(each).__name__ for each, _ in EXPECTED]
)
def test_expected_failures_are_lines_and_not_tracebacks(
    error: SchedulerError, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """
    Whatever a use case refuses ends with exit code 2, one line per issue.
    """
    with pytest.raises(typer.Exit) as ending, exit_codes():
        raise error

    assert ending.value.exit_code == ExitCode.BAD_INPUT
    assert capsys.readouterr().err == told


def test_issues_of_a_file_name_it(capsys: pytest.CaptureFixture[str]) -> None:
    """
    Of several files it is told which one is wrong.
    """
    with pytest.raises(typer.Exit), exit_codes(), refusing("week.json"):
        raise Invalid([Issue("name", "too long")])

    assert capsys.readouterr().err == "week.json: name: too long\n"
