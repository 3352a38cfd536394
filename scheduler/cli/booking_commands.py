"""The commands of site staff about slots, without what they need."""

from typing import Annotated

import typer

Network = Annotated[
    str | None, typer.Option("--network", help="Which network, if there are several.")
]
VisitId = Annotated[str, typer.Argument(help="The visit.", metavar="VISIT")]
Reason = Annotated[str, typer.Option("--reason", help="Why.", metavar="TEXT")]
OfferOption = Annotated[
    str,
    typer.Option(
        "--offer",
        help="Its number or id in `offers VISIT`, or the whole token.",
        metavar="N|TOKEN",
    ),
]
Json = Annotated[
    bool, typer.Option("--json", help="One JSON object on stdout, nothing else.")
]


def register(app: typer.Typer) -> None:
    """Add these commands to the others."""
    for command in (request, offers, confirm, give_back, move, cancel, risk):
        app.command()(command)


def request(  # noqa: PLR0913, PLR0917 - one for each option
    participant: Annotated[
        str, typer.Argument(help="Code of the participant.", metavar="PARTICIPANT")
    ],
    definition: Annotated[
        str | None,
        typer.Argument(help="Visit of the protocol.", metavar="[DEFINITION]"),
    ] = None,
    schedule: Annotated[
        bool,
        typer.Option("--schedule", help="All visits of the arm that are not there."),
    ] = False,
    start: Annotated[
        str | None, typer.Option("--from", help="Earliest date.", metavar="DATE")
    ] = None,
    end: Annotated[
        str | None,
        typer.Option("--to", help="Latest date, included.", metavar="DATE"),
    ] = None,
    follows: Annotated[
        str | None,
        typer.Option("--follows", help="The visit before.", metavar="VISIT"),
    ] = None,
    network: Network = None,
    as_json: Json = False,
) -> None:
    """Ask for a visit, or for a participant's whole schedule."""
    from scheduler.cli import requesting  # noqa: PLC0415 - help is quick

    wanted = requesting.Wanted(participant, definition, start, end, follows)
    raise typer.Exit(
        requesting.request(network, wanted, schedule=schedule, as_json=as_json)
    )


def offers(
    visit: VisitId,
    limit: Annotated[
        int, typer.Option("--limit", help="How many at most.", min=1, max=200)
    ] = 20,
    network: Network = None,
    as_json: Json = False,
) -> None:
    """Slots that a visit may be booked for, the cheapest first."""
    from scheduler.cli import booking  # noqa: PLC0415 - help is quick

    raise typer.Exit(booking.print_offers(network, visit, limit, as_json=as_json))


def confirm(
    visit: VisitId,
    offer: Annotated[
        str | None,
        typer.Option(
            "--offer",
            help="Its number or id in `offers VISIT`, or the whole token; left out: "
            "what is held, or planned.",
            metavar="N|TOKEN",
        ),
    ] = None,
    hold: Annotated[
        bool, typer.Option("--hold", help="Only reserve it, until the hold lapses.")
    ] = False,
    network: Network = None,
    as_json: Json = False,
) -> None:
    """Book a slot for a visit."""
    from scheduler.cli import booking  # noqa: PLC0415 - help is quick

    raise typer.Exit(
        booking.confirm(network, visit, offer, is_hold=hold, as_json=as_json)
    )


def give_back(visit: VisitId, network: Network = None) -> None:
    """Give a held slot back."""
    from scheduler.cli import booking  # noqa: PLC0415 - help is quick

    raise typer.Exit(booking.give_back(network, visit))


def move(
    visit: VisitId,
    offer: OfferOption,
    reason: Reason,
    override: Annotated[
        bool, typer.Option("--override", help="Move it though it is frozen.")
    ] = False,
    network: Network = None,
    as_json: Json = False,
) -> None:
    """Give a booked visit another slot."""
    from scheduler.cli import booking  # noqa: PLC0415 - help is quick

    wanted = booking.Moving(visit, offer, reason, override)
    raise typer.Exit(booking.move(network, wanted, as_json=as_json))


def cancel(
    visit: VisitId,
    reason: Reason,
    with_followers: Annotated[
        bool,
        typer.Option("--with-followers", help="And the booked visits that follow it."),
    ] = False,
    network: Network = None,
    as_json: Json = False,
) -> None:
    """Cancel a visit; say what that wastes."""
    from scheduler.cli import booking  # noqa: PLC0415 - help is quick

    given_up = booking.Ending(visit, reason, with_followers)
    raise typer.Exit(booking.cancel(network, given_up, as_json=as_json))


def risk(
    days: Annotated[
        int, typer.Option("--days", help="How far to look ahead.", min=1, max=400)
    ] = 14,
    network: Network = None,
    as_json: Json = False,
) -> None:
    """Visits that nobody has booked, and whose time is running out."""
    from scheduler.cli import reports  # noqa: PLC0415 - help is quick

    raise typer.Exit(reports.print_risk(network, days, as_json=as_json))
