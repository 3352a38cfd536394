"""`tracerplan risk` and `visits outcomes`: what is running out, and what came of it."""

from datetime import datetime

import typer
from sqlalchemy.orm import Session

from scheduler.bookings.given import Outcomes, outcomes
from scheduler.bookings.risk import AtRisk, at_risk
from scheduler.cli.consoles import answers, print_json
from scheduler.cli.failures import ExitCode, exit_codes
from scheduler.cli.told import at_text
from scheduler.cli.using import asked
from scheduler.exports.columns import NONE, Column, table_of

_RISKS: list[Column[AtRisk]] = [
    Column("visit", lambda each: each.visit_id, is_fixed=True),
    Column("state", lambda each: each.state.value, is_fixed=True),
    Column("site", lambda each: each.site_id),
    Column("slots", lambda each: str(each.offers), is_number=True),
    Column("decide by", lambda x: at_text(x.decide_by_at, x.zone), is_fixed=True),
    Column("window to", lambda x: at_text(x.window_to_at, x.zone), is_fixed=True),
    Column("waits for", lambda each: each.waits_for or NONE),
    Column("needs", lambda each: each.needs or NONE),
]


def print_outcomes(network: str | None, *, as_json: bool) -> ExitCode:
    """Planned and actual."""

    def read(session: Session, now: datetime, network_id: str) -> Outcomes:
        return outcomes(session, now, network_id)

    with exit_codes():
        found = asked(network, read)
        if as_json:
            print_json(found.as_json())
            return ExitCode.FINE
        for each in found.doses:
            typer.echo(
                f"{each.visit_id}: {each.late_min:+d} min, "
                f"{each.net_mbq:.1f} of {each.target_mbq:.1f} MBq"
            )
        summary = found.summary
        typer.echo(
            f"{summary.doses} doses, {summary.within_tolerance} within tolerance, "
            f"{summary.no_shows} no-shows, {summary.cancelled} cancelled"
        )
        return ExitCode.FINE


def print_risk(network: str | None, days: int, *, as_json: bool) -> ExitCode:
    """Visits that nobody has booked, and whose time is running out."""

    def read(session: Session, now: datetime, network_id: str) -> tuple[AtRisk, ...]:
        return at_risk(session, now, network_id, days)

    with exit_codes():
        rows = asked(network, read)
        if as_json:
            print_json({"visits": [each.as_json() for each in rows]})
        elif rows:
            answers().print(table_of("At risk", _RISKS, rows, answers().width))
        else:
            typer.echo(f"nothing is at risk within {days} days")
        return ExitCode.FINE
