"""
The commands of `tracerplan`, and nothing else.

What a command needs is imported when it runs: `--help` loads neither the solver
nor the documents' models.
"""

import gc
import os
import sys
from contextlib import suppress
from enum import StrEnum
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from scheduler.cli import (
    booking_commands,
    database_app,
    file_commands,
    forecast_commands,
    job_commands,
    notice_commands,
    outage_commands,
    oversight_commands,
    plan_commands,
    production_commands,
    rehearsing,
    scenario_commands,
    settings_commands,
    supply_commands,
    timetable_commands,
    trial_commands,
    visit_commands,
)

app = typer.Typer(
    name="tracerplan",
    help=(
        "Plans dosing slots of radiopharmaceutical trials. "
        "Proposes only; people confirm. Not a medical device."
    ),
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    epilog=(
        "Exit codes: 0 fine, 1 no plan or check failed, 2 bad input, "
        "130 interrupted twice."
    ),
)


_YOUNG = 200_000
"""Objects that are made before garbage is looked for."""


class Document(StrEnum):
    """Documents that have a schema."""

    PLANNING_FILE = "planning-file"
    PROBLEM = "problem"
    RESULT = "result"


File = Annotated[
    Path, typer.Argument(help="Planning file, or problem document.", metavar="FILE")
]
ResultFile = Annotated[
    Path, typer.Argument(help="Result of solving it.", metavar="RESULT")
]
TimeLimit = Annotated[
    float, typer.Option("--time-limit", help="Wall-clock limit.", metavar="SECONDS")
]
Json = Annotated[
    bool, typer.Option("--json", help="One JSON object on stdout, nothing else.")
]


@app.callback()
def main(
    now: Annotated[
        str | None,
        typer.Option(
            "--now",
            help=(
                "For rehearsals, in a database of their own: the clock stands at "
                "this instant, and the audit trail says `rehearsal`."
            ),
            metavar="TIME",
        ),
    ] = None,
) -> None:
    """What comes before a command."""
    rehearsing.rehearse(now)


@app.command()
def demo(
    out: Annotated[
        Path, typer.Option("--out", help="Where its files go.", metavar="DIR")
    ] = Path("tracerplan-demo"),
    time_limit: TimeLimit = 60.0,
) -> None:
    """Solve an embedded week of trials in Norway, check it, and show it."""
    from scheduler.cli.demonstration import run_demo  # noqa: PLC0415 - help is quick

    raise typer.Exit(run_demo(out, {"time_limit_s": time_limit}))


@app.command()
def solve(
    file: File,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="Write the result here.", metavar="RESULT"),
    ] = None,
    time_limit: TimeLimit = 60.0,
    deterministic: Annotated[
        bool,
        typer.Option("--deterministic", help="Same file and seed: the same plan."),
    ] = False,
    seed: Annotated[int, typer.Option(help="Seed of all random choices.")] = 0,
    as_json: Json = False,
) -> None:
    """Plan a file. Ctrl-C keeps the best plan so far."""
    from scheduler.cli.solving import solve_file  # noqa: PLC0415 - help is quick

    config = {
        "time_limit_s": time_limit,
        "is_deterministic": deterministic,
        "seed": seed,
    }
    raise typer.Exit(solve_file(file, output, config, as_json=as_json))


@app.command()
def check(file: File, result: ResultFile, as_json: Json = False) -> None:
    """Check a result against every rule, independently of the solver."""
    from scheduler.cli.checking import check_file  # noqa: PLC0415 - help is quick

    raise typer.Exit(check_file(file, result, as_json=as_json))


@app.command()
def show(
    file: File,
    result: ResultFile,
    html: Annotated[
        Path | None,
        typer.Option("--html", help="Write a page that works offline.", metavar="OUT"),
    ] = None,
    as_json: Json = False,
) -> None:
    """Show a result: runs, day sheets, who is not served, levels."""
    from scheduler.cli.showing import show_file  # noqa: PLC0415 - help is quick

    raise typer.Exit(show_file(file, result, html, as_json=as_json))


@app.command()
def schema(
    document: Annotated[Document, typer.Argument(help="Which document.")],
) -> None:
    """Print the JSON Schema of a document."""
    from scheduler.cli.schemas import print_schema  # noqa: PLC0415 - help is quick

    raise typer.Exit(print_schema(document.value))


database_app.register(app)
file_commands.register(app)
job_commands.register(app)
oversight_commands.register(app)
booking_commands.register(app)
production_commands.register(app)
supply_commands.register(app)
forecast_commands.register(app)
timetable_commands.register(app)
trial_commands.register(app)
visit_commands.register(app)
plan_commands.register(app)
scenario_commands.register(app)
notice_commands.register(app)
outage_commands.register(app)
settings_commands.register(app)


def run() -> None:
    """Entry point of the command."""
    # What a command loads stays: looking for garbage in it took a fifth of the time.
    gc.set_threshold(_YOUNG)
    # Letters that an old terminal does not know become marks, not tracebacks.
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        app()
    except OSError as error:
        _give_up(error)


def _give_up(error: OSError) -> NoReturn:
    """Say that the answer cannot be written, and write no more of it."""
    with suppress(OSError):
        typer.echo(f"stdout: {(error.strerror or str(error)).lower()}", err=True)
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(2)
