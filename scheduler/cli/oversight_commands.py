"""The commands about the audit trail and about keys, without what they need."""

from pathlib import Path
from typing import Annotated

import typer

from scheduler.access.roles import Role

audit = typer.Typer(
    help="The audit trail: verify it, export it, keep its heads.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
keys = typer.Typer(
    help="Who may use it, by keys and grants: create, grant, list, revoke.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Chain = Annotated[
    str | None,
    typer.Option("--chain", help="A network, or `system`; else all.", metavar="ID"),
]
Json = Annotated[
    bool, typer.Option("--json", help="One JSON object on stdout, nothing else.")
]
Name = Annotated[
    str | None, typer.Option("--name", help="What it is for; no name of a person.")
]
Network = Annotated[
    str | None,
    typer.Option("--network", help="Network it is good for; else the only one."),
]
Sites = Annotated[
    list[str] | None,
    typer.Option("--site", help="Site it is good for; again for more."),
]
Units = Annotated[
    list[str] | None, typer.Option("--unit", help="Production unit it is good for.")
]
Trials = Annotated[
    list[str] | None, typer.Option("--trial", help="Trial it is good for.")
]
Days = Annotated[
    int | None, typer.Option("--days", help="Days until it expires; else never.", min=1)
]


def register(app: typer.Typer) -> None:
    """Add these commands to the others."""
    app.add_typer(audit, name="audit")
    app.add_typer(keys, name="keys")


@audit.command()
def verify(
    chain: Chain = None,
    head: Annotated[
        Path | None,
        typer.Option("--head", help="Heads kept from `audit head --json`."),
    ] = None,
    file: Annotated[
        Path | None,
        typer.Option("--file", help="An exported trail, instead of the database."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Follow every chain from its first entry to its last; 1 if one is broken."""
    from scheduler.cli import auditing  # noqa: PLC0415 - help is quick

    raise typer.Exit(auditing.verify_trail(chain, head, file, as_json=as_json))


@audit.command()
def export(
    output: Annotated[
        Path, typer.Option("-o", "--output", help="Write it here.", metavar="FILE")
    ],
    chain: Chain = None,
) -> None:
    """Write the trail as JSON lines, which `audit verify --file` reads."""
    from scheduler.cli import auditing  # noqa: PLC0415 - help is quick

    raise typer.Exit(auditing.export_trail(output, chain))


@audit.command()
def head(as_json: Json = False) -> None:
    """Print where the chains end: keep it where nobody can change it."""
    from scheduler.cli import auditing  # noqa: PLC0415 - help is quick

    raise typer.Exit(auditing.print_heads(as_json=as_json))


@keys.command()
def create(  # noqa: PLR0913, PLR0917 - its options
    role: Annotated[Role | None, typer.Option(help="What it may do.")] = None,
    name: Name = None,
    network: Network = None,
    site: Sites = None,
    unit: Units = None,
    trial: Trials = None,
    days: Days = None,
    first: Annotated[
        bool, typer.Option("--first", help="The first key, of an administrator.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Make a key and print it, once. The very first is an administrator's."""
    from scheduler.cli import keys as bodies  # noqa: PLC0415 - help is quick

    wanted = bodies.Wanted(
        role=role,
        name=name,
        network=network,
        sites=tuple(site or ()),
        units=tuple(unit or ()),
        trials=tuple(trial or ()),
        days=days,
        is_first=first,
    )
    raise typer.Exit(bodies.create_key(wanted, as_json=as_json))


@keys.command()
def grant(  # noqa: PLR0913, PLR0917 - its options
    role: Annotated[Role, typer.Option(help="What they may do.")],
    issuer: Annotated[
        str, typer.Option(help="Their identity provider, as its tokens say (iss).")
    ],
    subject: Annotated[
        str, typer.Option(help="Who they are to it (sub); only a hash is kept.")
    ],
    name: Name = None,
    network: Network = None,
    site: Sites = None,
    unit: Units = None,
    trial: Trials = None,
    days: Days = None,
    as_json: Json = False,
) -> None:
    """Let somebody in who signs in with an identity provider."""
    from scheduler.cli import grants  # noqa: PLC0415 - help is quick
    from scheduler.cli import keys as bodies  # noqa: PLC0415

    wanted = bodies.Wanted(
        role=role,
        name=name,
        network=network,
        sites=tuple(site or ()),
        units=tuple(unit or ()),
        trials=tuple(trial or ()),
        days=days,
        is_first=False,
    )
    raise typer.Exit(grants.grant_access(wanted, issuer, subject, as_json=as_json))


@keys.command("list")
def list_keys(as_json: Json = False) -> None:
    """List all keys and grants there ever were; what they are is not kept."""
    from scheduler.cli import keys as bodies  # noqa: PLC0415 - help is quick

    raise typer.Exit(bodies.print_keys(as_json=as_json))


@keys.command()
def revoke(
    key: Annotated[str, typer.Argument(help="Id of the key or grant.", metavar="ID")],
    reason: Annotated[str, typer.Option(help="Why: it is kept in the audit trail.")],
) -> None:
    """Refuse a key or a grant from now on, for good."""
    from scheduler.cli import keys as bodies  # noqa: PLC0415 - help is quick

    raise typer.Exit(bodies.revoke_key(key, reason))
