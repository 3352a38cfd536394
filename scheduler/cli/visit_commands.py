"""The commands about visits and participants, without what they need."""

from enum import StrEnum
from typing import Annotated

import typer

from scheduler.cli.booking_commands import Json, Network, Reason, VisitId

visits = typer.Typer(
    help="Visits: list, show, what became of them.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
participants = typer.Typer(
    help="Participants: add, weigh, withdraw; results.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Code = Annotated[
    str, typer.Argument(help="Code of the participant.", metavar="PARTICIPANT")
]


class Status(StrEnum):
    """What is known of a result."""

    PASSED = "passed"
    PENDING = "pending"
    FAILED = "failed"


def register(app: typer.Typer) -> None:
    """Add these commands to the others."""
    app.add_typer(visits, name="visits")
    app.add_typer(participants, name="participants")


@visits.command("list")
def list_(
    site: Annotated[str | None, typer.Option("--site", help="At this site.")] = None,
    day: Annotated[
        str | None, typer.Option("--day", help="On this local day.", metavar="DATE")
    ] = None,
    trial: Annotated[str | None, typer.Option("--trial", help="Of this trial.")] = None,
    participant: Annotated[
        str | None, typer.Option("--participant", help="Of this participant.")
    ] = None,
    state: Annotated[
        str | None, typer.Option("--state", help="In this state: open, confirmed, …")
    ] = None,
    network: Network = None,
    as_json: Json = False,
) -> None:
    """Visits as they stand, by time."""
    from scheduler.cli import visits as bodies  # noqa: PLC0415 - help is quick

    typed = bodies.Filters(site, day, trial, participant, state)
    raise typer.Exit(bodies.print_visits(network, typed, as_json=as_json))


@visits.command()
def show(visit: VisitId, network: Network = None, as_json: Json = False) -> None:
    """One visit as it stands."""
    from scheduler.cli import visits as bodies  # noqa: PLC0415 - help is quick

    raise typer.Exit(bodies.print_visit(network, visit, as_json=as_json))


@visits.command()
def history(visit: VisitId, network: Network = None, as_json: Json = False) -> None:
    """What became of a visit, oldest first."""
    from scheduler.cli import visits as bodies  # noqa: PLC0415 - help is quick

    raise typer.Exit(bodies.print_history(network, visit, as_json=as_json))


@visits.command()
def outcomes(network: Network = None, as_json: Json = False) -> None:
    """Planned and actual: minutes, activities, waiting."""
    from scheduler.cli import reports  # noqa: PLC0415 - help is quick

    raise typer.Exit(reports.print_outcomes(network, as_json=as_json))


@visits.command("no-show")
def no_show(
    visit: VisitId,
    reason: Reason,
    with_followers: Annotated[
        bool,
        typer.Option("--with-followers", help="Cancel the booked ones that follow."),
    ] = False,
    network: Network = None,
    as_json: Json = False,
) -> None:
    """Record that the participant did not come."""
    from scheduler.cli import booking  # noqa: PLC0415 - help is quick
    from scheduler.cli import visits as bodies  # noqa: PLC0415 - help is quick

    wanted = booking.Ending(visit, reason, with_followers)
    raise typer.Exit(bodies.print_no_show(network, wanted, as_json=as_json))


@visits.command()
def late(
    visit: VisitId,
    minutes: Annotated[
        int, typer.Argument(help="How late.", min=1, max=1440, metavar="MINUTES")
    ],
    network: Network = None,
    as_json: Json = False,
) -> None:
    """A participant is late: go on, shift within the day, or lost (1)."""
    from scheduler.cli import visits as bodies  # noqa: PLC0415 - help is quick

    raise typer.Exit(bodies.print_late(network, visit, minutes, as_json=as_json))


@visits.command()
def administered(  # noqa: PLR0913, PLR0917 - one for each option
    visit: VisitId,
    assay: Annotated[
        str, typer.Option("--assay", help="Activity drawn.", metavar="MBQ")
    ],
    assayed: Annotated[
        str, typer.Option("--assayed", help="When it was measured.", metavar="TIME")
    ],
    injected: Annotated[
        str, typer.Option("--injected", help="When it was injected.", metavar="TIME")
    ],
    residual: Annotated[
        str | None, typer.Option("--residual", help="What was left.", metavar="MBQ")
    ] = None,
    residual_at: Annotated[
        str | None,
        typer.Option("--residual-at", help="When that was measured.", metavar="TIME"),
    ] = None,
    scan: Annotated[
        str | None, typer.Option("--scan", help="Start of the scan.", metavar="TIME")
    ] = None,
    scanner: Annotated[
        str | None, typer.Option("--scanner", help="If it was another one.")
    ] = None,
    vial: Annotated[
        str | None, typer.Option("--vial", help="If it was another one.")
    ] = None,
    reason: Annotated[
        str | None, typer.Option("--reason", help="Why so far off, or corrected.")
    ] = None,
    correct: Annotated[
        bool, typer.Option("--correct", help="Replace a wrong record.")
    ] = False,
    network: Network = None,
    as_json: Json = False,
) -> None:
    """Record a dose that was given; times are local to the site."""
    from scheduler.cli import visits as bodies  # noqa: PLC0415 - help is quick

    typed = {
        "assay": assay,
        "assayed": assayed,
        "injected": injected,
        "residual": residual,
        "residual_at": residual_at,
        "scan": scan,
        "scanner": scanner,
        "vial": vial,
        "reason": reason,
    }
    raise typer.Exit(
        bodies.print_administered(
            network, visit, typed, is_correction=correct, as_json=as_json
        )
    )


@visits.command()
def reopen(visit: VisitId, reason: Reason, network: Network = None) -> None:
    """Take back that a visit has ended."""
    from scheduler.cli import visits as bodies  # noqa: PLC0415 - help is quick

    raise typer.Exit(bodies.print_reopened(network, visit, reason))


@participants.command()
def add(  # noqa: PLR0913, PLR0917 - one for each option
    trial: Annotated[str, typer.Option("--trial", help="The trial.")],
    site: Annotated[str, typer.Option("--site", help="The site.")],
    code: Annotated[
        str | None, typer.Option("--code", help="A random one if left out.")
    ] = None,
    arm: Annotated[str | None, typer.Option("--arm", help="Arm of the trial.")] = None,
    dose_level: Annotated[
        str | None, typer.Option("--dose-level", help="In the trial's dose tables.")
    ] = None,
    weight: Annotated[
        str | None, typer.Option("--weight", help="With --weighed-on.", metavar="KG")
    ] = None,
    weighed_on: Annotated[
        str | None, typer.Option("--weighed-on", metavar="DATE", help="When.")
    ] = None,
    anchor: Annotated[
        str | None,
        typer.Option("--anchor", help="What windows count from.", metavar="DATE"),
    ] = None,
    consented: Annotated[
        bool, typer.Option("--consented", help="Consent has been given.")
    ] = False,
    network: Network = None,
    as_json: Json = False,
) -> None:
    """Enrol a participant under a random code."""
    from scheduler.cli import requesting  # noqa: PLC0415 - help is quick

    typed = {
        "trial": trial,
        "site": site,
        "code": code,
        "arm": arm,
        "dose_level": dose_level,
        "weight": weight,
        "weighed_on": weighed_on,
        "anchor": anchor,
        "consented": consented,
    }
    raise typer.Exit(requesting.add(network, typed, as_json=as_json))


@participants.command()
def weigh(
    participant: Code,
    weight: Annotated[str, typer.Argument(help="In kg.", metavar="KG")],
    on: Annotated[str, typer.Option("--on", help="When.", metavar="DATE")],
    network: Network = None,
    as_json: Json = False,
) -> None:
    """Write down a weight."""
    from scheduler.cli import requesting  # noqa: PLC0415 - help is quick

    raise typer.Exit(
        requesting.print_weighed(network, participant, weight, on, as_json=as_json)
    )


@participants.command()
def withdraw(
    participant: Code, reason: Reason, network: Network = None, as_json: Json = False
) -> None:
    """Take a participant out of the trial."""
    from scheduler.cli import requesting  # noqa: PLC0415 - help is quick

    raise typer.Exit(
        requesting.print_withdrawn(network, participant, reason, as_json=as_json)
    )


@participants.command()
def unavailable(
    participant: Code,
    start: Annotated[str, typer.Option("--from", help="Local.", metavar="TIME")],
    end: Annotated[str, typer.Option("--to", help="Local.", metavar="TIME")],
    network: Network = None,
    as_json: Json = False,
) -> None:
    """Write down when a participant cannot come."""
    from scheduler.cli import requesting  # noqa: PLC0415 - help is quick

    raise typer.Exit(
        requesting.print_unavailable(
            network, participant, (start, end), as_json=as_json
        )
    )


@participants.command()
def result(
    visit: VisitId,
    gate: Annotated[str, typer.Argument(help="Name of the gate.", metavar="GATE")],
    status: Annotated[Status, typer.Argument(help="What is known.")],
    taken: Annotated[
        str, typer.Option("--taken", help="When the sample was taken.", metavar="TIME")
    ],
    due: Annotated[
        str | None, typer.Option("--due", help="Of a pending one.", metavar="TIME")
    ] = None,
    network: Network = None,
    as_json: Json = False,
) -> None:
    """Enter a result that gates a visit."""
    from scheduler.cli import requesting  # noqa: PLC0415 - help is quick

    typed = requesting.Entered(visit, gate, status.value, taken, due)
    raise typer.Exit(requesting.print_result(network, typed, as_json=as_json))
