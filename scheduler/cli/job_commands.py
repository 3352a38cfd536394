"""The commands about jobs, without what they need."""

from typing import Annotated

import typer

from scheduler.cli import schedule_commands

jobs = typer.Typer(
    help="Jobs: list, show, cancel; what is done periodically.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Network = Annotated[
    str | None, typer.Option("--network", help="Which network, if there are several.")
]
JobId = Annotated[str, typer.Argument(help="What the job goes by.", metavar="JOB")]
Json = Annotated[
    bool, typer.Option("--json", help="One JSON object on stdout, nothing else.")
]


def register(app: typer.Typer) -> None:
    """Add these commands to the others."""
    app.command()(replan)
    app.command()(worker)
    schedule_commands.register(jobs)
    app.add_typer(jobs, name="jobs")


def replan(  # noqa: PLR0913, PLR0917 - its options
    network: Network = None,
    time_limit: Annotated[
        float, typer.Option("--time-limit", help="Wall-clock limit.", metavar="SECONDS")
    ] = 60.0,
    deterministic: Annotated[
        bool,
        typer.Option("--deterministic", help="Same data and seed: the same plan."),
    ] = False,
    seed: Annotated[int, typer.Option(help="Seed of all random choices.")] = 0,
    now: Annotated[
        str | None,
        typer.Option("--now", help="Plan from this instant instead.", metavar="TIME"),
    ] = None,
    wait: Annotated[
        bool, typer.Option("--wait/--no-wait", help="Stay until it is done.")
    ] = True,
    job: Annotated[
        str | None,
        typer.Option("--job", help="Its id; the same id twice is one job."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Replan a network: a proposed version. Ctrl-C keeps the best plan so far."""
    from scheduler.cli.replanning import Wanted, replan_network  # noqa: PLC0415

    config = {
        "time_limit_s": time_limit,
        "is_deterministic": deterministic,
        "seed": seed,
    }
    wanted = Wanted(network, config, job, now)
    raise typer.Exit(replan_network(wanted, wait=wait, as_json=as_json))


def worker() -> None:
    """Work on jobs until told to stop; what is not done goes on at the next start."""
    from scheduler.cli.working import work  # noqa: PLC0415 - help is quick

    raise typer.Exit(work())


@jobs.command("list")
def list_(network: Network = None, as_json: Json = False) -> None:
    """List the newest jobs."""
    from scheduler.cli.jobs import print_jobs  # noqa: PLC0415 - help is quick

    raise typer.Exit(print_jobs(network, as_json=as_json))


@jobs.command()
def show(job: JobId, as_json: Json = False) -> None:
    """Show one job."""
    from scheduler.cli.jobs import print_job  # noqa: PLC0415 - help is quick

    raise typer.Exit(print_job(job, as_json=as_json))


@jobs.command()
def workers(as_json: Json = False) -> None:
    """List the workers of the database, when they last beat, and what they are at."""
    from scheduler.cli.workers import print_workers  # noqa: PLC0415 - help is quick

    raise typer.Exit(print_workers(as_json=as_json))


@jobs.command()
def cancel(job: JobId, as_json: Json = False) -> None:
    """Ask a job to stop; a solve keeps the best plan it has found."""
    from scheduler.cli.jobs import ask_to_stop  # noqa: PLC0415 - help is quick

    raise typer.Exit(ask_to_stop(job, as_json=as_json))
