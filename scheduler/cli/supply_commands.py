"""The commands of transport and orders, without what they need."""

from typing import Annotated

import typer

shipments = typer.Typer(
    help="Shipments: dispatch, late, arrive, receive, reject.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
departures = typer.Typer(
    help="Departures: change, cancel.", no_args_is_help=True, rich_markup_mode=None
)
orders = typer.Typer(
    help="Orders of bought products: due, place.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

MOST_HOURS = 9_600
"""How far ahead orders are looked for: 400 days."""

Network = Annotated[
    str | None, typer.Option("--network", help="Which network, if there are several.")
]
Json = Annotated[
    bool, typer.Option("--json", help="One JSON object on stdout, nothing else.")
]
ShipmentId = Annotated[str, typer.Argument(help="The shipment.", metavar="SHIPMENT")]
DepartureId = Annotated[str, typer.Argument(help="The departure.", metavar="DEPARTURE")]
Reason = Annotated[str, typer.Option("--reason", help="Why.", metavar="TEXT")]
ReasonIfAny = Annotated[
    str | None, typer.Option("--reason", help="Why.", metavar="TEXT")
]
At = Annotated[
    str | None, typer.Option("--at", help="When; now if left out.", metavar="TIME")
]


def register(app: typer.Typer) -> None:
    """Add these commands to the others."""
    app.add_typer(shipments, name="shipments")
    app.add_typer(departures, name="departures")
    app.add_typer(orders, name="orders")


@shipments.command()
def dispatch(
    shipment: ShipmentId, at: At = None, network: Network = None, as_json: Json = False
) -> None:
    """The carrier has it."""
    from scheduler.cli.shipments import step  # noqa: PLC0415 - help is quick

    raise typer.Exit(step(network, "dispatch", shipment, at, as_json=as_json))


@shipments.command()
def late(
    shipment: ShipmentId,
    arrives: Annotated[
        str, typer.Option("--arrives", help="When it is said to.", metavar="TIME")
    ],
    reason: Reason,
    network: Network = None,
    as_json: Json = False,
) -> None:
    """It is said to arrive at another time: who cannot wait so long?"""
    from scheduler.cli import shipments as cli  # noqa: PLC0415 - help is quick

    raise typer.Exit(cli.late(network, shipment, arrives, reason, as_json=as_json))


@shipments.command()
def arrive(
    shipment: ShipmentId, at: At = None, network: Network = None, as_json: Json = False
) -> None:
    """It is at the site's door."""
    from scheduler.cli.shipments import step  # noqa: PLC0415 - help is quick

    raise typer.Exit(step(network, "arrive", shipment, at, as_json=as_json))


@shipments.command()
def receive(
    shipment: ShipmentId, at: At = None, network: Network = None, as_json: Json = False
) -> None:
    """The site has checked it, and takes it."""
    from scheduler.cli.shipments import step  # noqa: PLC0415 - help is quick

    raise typer.Exit(step(network, "receive", shipment, at, as_json=as_json))


@shipments.command()
def reject(
    shipment: ShipmentId, reason: Reason, network: Network = None, as_json: Json = False
) -> None:
    """The site does not take it: all its vials are lost."""
    from scheduler.cli import shipments as cli  # noqa: PLC0415 - help is quick

    raise typer.Exit(cli.reject(network, shipment, reason, as_json=as_json))


@departures.command()
def change(
    departure: DepartureId,
    arrives: Annotated[
        str, typer.Option("--arrives", help="When it arrives now.", metavar="TIME")
    ],
    reason: Reason,
    handover: Annotated[
        str | None,
        typer.Option("--handover", help="Last hand-over now.", metavar="TIME"),
    ] = None,
    network: Network = None,
    as_json: Json = False,
) -> None:
    """It has other times, by the clock of the unit it leaves from."""
    from scheduler.cli.shipments import change_departure  # noqa: PLC0415

    times = (arrives, handover)
    raise typer.Exit(
        change_departure(network, departure, times, reason, as_json=as_json)
    )


@departures.command()
def cancel(
    departure: DepartureId,
    reason: Reason,
    network: Network = None,
    as_json: Json = False,
) -> None:
    """It does not leave at all."""
    from scheduler.cli.shipments import change_departure  # noqa: PLC0415

    raise typer.Exit(
        change_departure(network, departure, (None, None), reason, as_json=as_json)
    )


@orders.command()
def due(
    hours: Annotated[
        int, typer.Option("--hours", help="Within so many.", min=0, max=MOST_HOURS)
    ] = 72,
    network: Network = None,
    as_json: Json = False,
) -> None:
    """What is to be placed or changed, by cut-off; overdue comes first."""
    from scheduler.cli.shipments import print_due  # noqa: PLC0415 - help is quick

    raise typer.Exit(print_due(network, hours, as_json=as_json))


@orders.command("place")
def place_order(
    order: Annotated[str, typer.Argument(help="The order.", metavar="ORDER")],
    portions: Annotated[
        int, typer.Argument(help="How many are placed now; 0: none.", metavar="N")
    ],
    reason: ReasonIfAny = None,
    network: Network = None,
    as_json: Json = False,
) -> None:
    """So many portions are placed with the maker."""
    from scheduler.cli.shipments import place  # noqa: PLC0415 - help is quick

    raise typer.Exit(place(network, order, portions, reason, as_json=as_json))
