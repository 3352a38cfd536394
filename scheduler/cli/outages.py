"""`tracerplan outages`: what is out of use, from when to when."""

from datetime import datetime

from rich.table import Table
from sqlalchemy.orm import Session

from scheduler.actors import Actor
from scheduler.bookings.overrunning import overran
from scheduler.cli.consoles import answers, print_json
from scheduler.cli.failures import ExitCode, exit_codes
from scheduler.cli.happened import report as reported
from scheduler.cli.typed import typed_instant
from scheduler.cli.using import asked
from scheduler.exports.columns import NONE, Column, table_of
from scheduler.exports.local_time import moment_text
from scheduler.exports.views import to_json
from scheduler.imports.planning_file.closures import ResourceKind
from scheduler.outages.listing import OutageRow, outages_in, zone_of_resource
from scheduler.outages.service import (
    OutageReport,
    end_outage,
    outage_of,
    report_outage,
    withdraw_outage,
)
from scheduler.planning.asked_for import written_down
from scheduler.planning.problem_builder import network_of
from scheduler.production.affected import Happening


def print_outages(network: str | None, *, with_past: bool, as_json: bool) -> ExitCode:
    """What is out of use, or will be."""

    def read(session: Session, now: datetime, network_id: str) -> tuple[OutageRow, ...]:
        return outages_in(session, now, network_id, with_past=with_past)

    with exit_codes():
        found = asked(network, read)
        if as_json:
            print_json({"outages": to_json(found)})
        elif found:
            answers().print(_table(found))
        else:
            answers().print("Nothing is out of use.")
        return ExitCode.FINE


def report(
    network: str | None,
    kind: str,
    resource_id: str,
    typed: tuple[str, str],
    reason: str,
    *,
    as_json: bool,
) -> ExitCode:
    """Something cannot be used for a while."""

    def write(
        session: Session, now: datetime, actor: Actor, network_id: str
    ) -> Happening:
        resource = ResourceKind(kind)
        zone = _zone(session, network_id, resource, resource_id)
        outage = OutageReport(
            kind=resource,
            resource_id=resource_id,
            start_at=typed_instant("--from", typed[0], zone),
            end_at=typed_instant("--to", typed[1], zone),
            reason=reason,
        )
        return report_outage(session, now, actor, network_id=network_id, outage=outage)

    return reported(network, write, as_json=as_json)


def overrun(
    network: str | None, visit_id: str, minutes: int, reason: str, *, as_json: bool
) -> ExitCode:
    """A visit takes longer than was planned."""

    def write(
        session: Session, now: datetime, actor: Actor, network_id: str
    ) -> Happening:
        return overran(
            session,
            now,
            actor,
            network_id=network_id,
            visit_id=visit_id,
            minutes=minutes,
            reason=reason,
        )

    return reported(network, write, as_json=as_json)


def end(
    network: str | None, number: int, at: str | None, reason: str, *, as_json: bool
) -> ExitCode:
    """It is over, or ends at another time than was said."""

    def write(
        session: Session, now: datetime, actor: Actor, network_id: str
    ) -> Happening:
        row = outage_of(session, network_id, number)
        zone = _zone(session, network_id, row.kind, row.resource_id)
        return end_outage(
            session,
            now,
            actor,
            network_id=network_id,
            number=number,
            end_at=None if at is None else typed_instant("--at", at, zone),
            reason=reason,
        )

    return reported(network, write, as_json=as_json)


def withdraw(
    network: str | None, number: int, reason: str, *, as_json: bool
) -> ExitCode:
    """It was never so."""

    def write(
        session: Session, now: datetime, actor: Actor, network_id: str
    ) -> Happening:
        return withdraw_outage(
            session, now, actor, network_id=network_id, number=number, reason=reason
        )

    return reported(network, write, as_json=as_json)


def _zone(
    session: Session, network_id: str, kind: ResourceKind, resource_id: str
) -> str:
    file = written_down(session, network_of(session, network_id))
    return zone_of_resource(file, kind, resource_id)


def _table(rows: tuple[OutageRow, ...]) -> Table:
    columns: list[Column[OutageRow]] = [
        Column("No.", lambda row: str(row.number), is_number=True),
        Column("What", lambda row: f"{row.kind.value} {row.resource_id}"),
        Column("Where", lambda row: row.owner_id or NONE),
        Column("From", lambda row: moment_text(row.start_at), is_fixed=True),
        Column("To", lambda row: moment_text(row.end_at), is_fixed=True),
        Column("Why", lambda row: row.reason),
        Column("", lambda row: "withdrawn" if row.withdrawn_at else ""),
    ]
    return table_of("Outages", columns, rows)
