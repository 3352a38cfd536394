"""The commands about what-ifs, without what they need."""

from pathlib import Path
from typing import Annotated

import typer

scenarios = typer.Typer(
    help="What-ifs that were asked of a network: list, show.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Network = Annotated[
    str | None, typer.Option("--network", help="Which network, if there are several.")
]
Json = Annotated[
    bool, typer.Option("--json", help="One JSON object on stdout, nothing else.")
]


def register(app: typer.Typer) -> None:
    """Add these commands to the others."""
    app.command()(whatif)
    app.add_typer(scenarios, name="scenarios")


def whatif(  # noqa: PLR0913, PLR0917 - its options
    base: Annotated[
        str | None,
        typer.Argument(
            help="Planning file, which needs no database, or number of a plan version "
            "of a network; by default the one in force.",
            metavar="FILE|VERSION",
        ),
    ] = None,
    change: Annotated[
        list[str] | None,
        typer.Option(
            "--change",
            help="What would be otherwise, as 'close scanner PET1'; may be repeated. "
            "A wrong one lists all there are.",
            metavar="CHANGE",
        ),
    ] = None,
    changes: Annotated[
        Path | None,
        typer.Option("--changes", help="More of them, in a file.", metavar="FILE"),
    ] = None,
    name: Annotated[
        str | None, typer.Option("--name", help="What it is called.")
    ] = None,
    network: Network = None,
    time_limit: Annotated[
        float, typer.Option("--time-limit", help="Of each solve.", metavar="SECONDS")
    ] = 60.0,
    deterministic: Annotated[
        bool,
        typer.Option("--deterministic", help="Same base and seed: the same plan."),
    ] = False,
    seed: Annotated[int, typer.Option(help="Seed of all random choices.")] = 0,
    promote: Annotated[
        bool, typer.Option("--promote", help="Propose its plan, if it is one.")
    ] = False,
    reason: Annotated[
        str | None, typer.Option("--reason", help="Why; it is kept for good.")
    ] = None,
    as_json: Json = False,
) -> None:
    """See what would be if something were otherwise. Ctrl-C keeps the best so far."""
    from scheduler.cli.exploring import Wanted, explore  # noqa: PLC0415

    config = {
        "time_limit_s": time_limit,
        "is_deterministic": deterministic,
        "seed": seed,
    }
    why = (reason or "") if promote else None
    wanted = Wanted(base, tuple(change or ()), changes, name, network, config, why)
    raise typer.Exit(explore(wanted, as_json=as_json))


@scenarios.command("list")
def list_(network: Network = None, as_json: Json = False) -> None:
    """List the what-ifs of a network, the newest first."""
    from scheduler.cli.scenarios import list_scenarios  # noqa: PLC0415 - help is quick

    raise typer.Exit(list_scenarios(network, as_json=as_json))


@scenarios.command()
def show(
    scenario: Annotated[
        str, typer.Argument(help="What it goes by.", metavar="SCENARIO")
    ],
    network: Network = None,
    as_json: Json = False,
) -> None:
    """Show a what-if: what was changed, and what came of it."""
    from scheduler.cli.scenarios import show_scenario  # noqa: PLC0415 - help is quick

    raise typer.Exit(show_scenario(network, scenario, as_json=as_json))
