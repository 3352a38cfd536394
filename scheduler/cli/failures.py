"""How the command line fails: every issue printed with its place, never a traceback."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import IntEnum

import typer

from scheduler.errors import Invalid, SchedulerError
from scheduler.exports.printable import printable
from solver.errors import InvalidDocument, Issue, UnverifiedPlan


class ExitCode(IntEnum):
    """What the command line answers to the shell."""

    FINE = 0
    NO_PLAN = 1
    BAD_INPUT = 2
    INTERRUPTED = 130


class BadInput(Exception):
    """Something the user gave cannot be used; ``issues`` lists all that is wrong."""

    def __init__(self, source: str, issues: tuple[Issue, ...]) -> None:
        self.source = source
        self.issues = issues
        super().__init__(f"{source}: {len(issues)} issues")


def bad_input(source: str, message: str) -> BadInput:
    """One issue with no place inside the source."""
    return BadInput(source, (Issue("", message),))


@contextmanager
def refusing(source: str) -> Iterator[None]:
    """Say of which file the issues are that something invalid has."""
    try:
        yield
    except (Invalid, InvalidDocument) as error:
        raise BadInput(source, tuple(error.issues)) from None


@contextmanager
def exit_codes() -> Iterator[None]:
    """Turn expected failures into lines on stderr and an exit code."""
    try:
        yield
    except BadInput as error:
        for issue in error.issues:
            complain(f"{error.source}: {issue}")
        raise typer.Exit(ExitCode.BAD_INPUT) from None
    except (Invalid, InvalidDocument) as error:
        for issue in error.issues:
            complain(str(issue))
        raise typer.Exit(ExitCode.BAD_INPUT) from None
    except SchedulerError as error:
        complain(str(error))
        raise typer.Exit(ExitCode.BAD_INPUT) from None
    except UnverifiedPlan as error:
        complain(f"a defect of ours, the plan is withheld: {error}")
        raise typer.Exit(ExitCode.NO_PLAN) from None
    except KeyboardInterrupt:
        complain("interrupted")
        raise typer.Exit(ExitCode.INTERRUPTED) from None


def complain(line: str) -> None:
    """
    One line on stderr; what came from a file cannot steer the terminal.

    If nobody listens, nothing is said.
    """
    with suppress(OSError):
        typer.echo(printable(line.replace("\n", "; ")), err=True)
