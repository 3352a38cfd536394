"""`tracerplan solve`: from a planning file to a verified plan."""

from pathlib import Path

import typer
from pydantic import ValidationError
from rich.console import Console

from scheduler.cli.consoles import answers, notes
from scheduler.cli.documents import read_problem
from scheduler.cli.failures import BadInput, ExitCode, complain, exit_codes
from scheduler.cli.files import require_other, require_writable, write_atomically
from scheduler.cli.interruption import call_interruptibly, interruptions
from scheduler.cli.progress import progress_shown
from scheduler.exports.change_tables import change_tables
from scheduler.exports.outcome_tables import (
    broken_table,
    deferred_table,
    headline,
    left_out_table,
    level_table,
)
from scheduler.exports.tables import runs_table
from scheduler.exports.views import Views, views
from solver.config import SolverConfig
from solver.documents import issues_of, write_document
from solver.plan.result import Result
from solver.problem.problem import Problem
from solver.solve import solve


def solve_file(
    path: Path,
    output: Path | None,
    config: dict[str, float],
    *,
    as_json: bool,
) -> ExitCode:
    """Solve one file; write, and print tables or the result's JSON."""
    with exit_codes():
        settings = read_config(config)
        problem = read_problem(path)
        if output is not None:
            require_writable(output)
            require_other(output, [path])
        result = solve_problem(problem, settings)
        if output is not None:
            write_atomically(output, write_document(result))
        if as_json:
            typer.echo(write_document(result), nl=False)
        else:
            print_overview(answers(), views(problem, result))
        if output is not None:
            complain(f"written: {output}")
        return exit_code(result)


def read_config(config: dict[str, float]) -> SolverConfig:
    """Limits and manner of the solve, as options say."""
    try:
        return SolverConfig.model_validate(config)
    except ValidationError as error:
        raise BadInput("options", tuple(issues_of(error))) from None


def solve_problem(problem: Problem, config: SolverConfig) -> Result:
    """Solve with progress on stderr; the first Ctrl-C keeps the best plan so far."""

    def note() -> None:
        complain("stopping: the best plan so far is kept; again to end at once")

    with progress_shown(notes()) as show, interruptions(note) as is_asked:
        result = call_interruptibly(
            lambda: solve(problem, config, show, is_asked), is_asked
        )
    if is_asked():
        complain(
            "interrupted: this is the best verified plan so far"
            if result.plan is not None
            else "interrupted before any plan was found"
        )
    return result


def exit_code(result: Result) -> ExitCode:
    """Fine if there is a plan."""
    return ExitCode.FINE if result.plan is not None else ExitCode.NO_PLAN


def print_overview(console: Console, shown: Views) -> None:
    """Everything but the day sheets."""
    console.print(headline(shown))
    console.print(runs_table(shown.runs, console.width))
    print_rest(console, shown)


def print_rest(console: Console, shown: Views) -> None:
    """Who is not served, and the levels."""
    console.print(left_out_table(shown.left_out))
    if shown.deferred:
        console.print(deferred_table(shown.deferred))
    if shown.broken:
        console.print(broken_table(shown.broken))
    for table in change_tables(shown.changes):
        console.print(table)
    console.print(level_table(shown.levels))
