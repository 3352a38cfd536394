"""The commands of trials, without what they need."""

from typing import Annotated

import typer

trials = typer.Typer(
    help="Trials: list, pause, resume.", no_args_is_help=True, rich_markup_mode=None
)

Network = Annotated[
    str | None, typer.Option("--network", help="Which network, if there are several.")
]
Json = Annotated[
    bool, typer.Option("--json", help="One JSON object on stdout, nothing else.")
]
Trial = Annotated[str, typer.Argument(help="The trial.", metavar="TRIAL")]
Reason = Annotated[str, typer.Option("--reason", help="Why.", metavar="TEXT")]


def register(app: typer.Typer) -> None:
    """Add these commands to the others."""
    app.add_typer(trials, name="trials")


@trials.command("list")
def show(network: Network = None, as_json: Json = False) -> None:
    """Trials of a network, and which of them are paused."""
    from scheduler.cli.trials import print_trials  # noqa: PLC0415 - help is quick

    raise typer.Exit(print_trials(network, as_json=as_json))


@trials.command()
def pause(
    trial: Trial, reason: Reason, network: Network = None, as_json: Json = False
) -> None:
    """Plan nothing new for a trial; what is promised stays."""
    from scheduler.cli import trials as cli  # noqa: PLC0415 - help is quick

    raise typer.Exit(cli.pause(network, trial, reason, as_json=as_json))


@trials.command()
def resume(
    trial: Trial, reason: Reason, network: Network = None, as_json: Json = False
) -> None:
    """Plan for a trial again."""
    from scheduler.cli import trials as cli  # noqa: PLC0415 - help is quick

    raise typer.Exit(cli.resume(network, trial, reason, as_json=as_json))
