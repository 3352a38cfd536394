"""`tracerplan jobs schedules` and its like: what is done periodically."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime
from functools import partial
from typing import Any

import typer
from pydantic import ValidationError
from rich.console import RenderableType
from sqlalchemy.orm import Session

from scheduler.canonical import plain
from scheduler.cli.consoles import answers, print_json
from scheduler.cli.databases import cli_actor, cli_clock, opened_database
from scheduler.cli.failures import BadInput, ExitCode, bad_input, exit_codes
from scheduler.cli.networks import network_named
from scheduler.clockwork import managing
from scheduler.clockwork.cadences import Cadence, Daily, Every
from scheduler.clockwork.managing import ScheduleSeen
from scheduler.clockwork.registry import PERIODICS
from scheduler.errors import NotFound
from scheduler.exports.columns import NONE, Column, table_of
from scheduler.exports.local_time import moment_text
from solver.documents import issues_of

_MINUTE_S = 60


def print_schedules(named: str | None, *, as_json: bool) -> ExitCode:
    """All schedules, or those of one network."""
    with exit_codes():
        with opened_database() as database, database.reading() as session:
            network_id = None if named is None else network_named(session, named)
            found = managing.schedules(session, cli_clock(), network_id)
        if as_json:
            print_json({"schedules": [_json(each) for each in found]})
        else:
            answers().print(_table(found))
        return ExitCode.FINE


def pause(name: str, network: str | None, reason: str, *, as_json: bool) -> ExitCode:
    """Ask for nothing any more."""
    return _changed(
        name, network, partial(managing.pause, reason=reason), as_json=as_json
    )


def resume(name: str, network: str | None, reason: str, *, as_json: bool) -> ExitCode:
    """Ask again from now on."""
    return _changed(
        name, network, partial(managing.resume, reason=reason), as_json=as_json
    )


def change(
    name: str,
    network: str | None,
    said: dict[str, Any],
    reason: str,
    *,
    as_json: bool,
) -> ExitCode:
    """Do it at other times; as by default if none are said."""
    with exit_codes():
        cadence = _cadence(said)
    changing = partial(managing.change_cadence, cadence=cadence, reason=reason)
    return _changed(name, network, changing, as_json=as_json)


def run(name: str, network: str | None, *, as_json: bool) -> ExitCode:
    """Ask for the job out of turn."""
    with exit_codes():
        job = _done(name, network, managing.run_now)
        if as_json:
            print_json({"job": job.id})
        else:
            typer.echo(f"job {job.id} is asked for")
        return ExitCode.FINE


def _cadence(said: dict[str, Any]) -> Cadence | None:
    named = {key: value for key, value in said.items() if value is not None}
    if minutes := named.pop("every_min", None):
        named["every_s"] = minutes * _MINUTE_S
    if not named:
        return None
    if "weekdays" in named:
        named["weekdays"] = tuple(
            each.strip().lower() for each in named["weekdays"].split(",")
        )
    if len(named.keys() & {"at", "every_s"}) != 1:
        raise bad_input("--every, --at", "say one of them")
    kind = Daily if "at" in named else Every
    try:
        return kind.model_validate(named)
    except ValidationError as error:
        raise BadInput("times", tuple(issues_of(error))) from None


def _changed(
    name: str,
    network: str | None,
    use_case: Callable[..., ScheduleSeen],
    *,
    as_json: bool,
) -> ExitCode:
    with exit_codes():
        seen = _done(name, network, use_case)
        if as_json:
            print_json(_json(seen))
        else:
            answers().print(_table([seen]))
        return ExitCode.FINE


def _done(name: str, network: str | None, use_case: Callable[..., Any]) -> Any:
    actor = cli_actor()

    def change(session: Session) -> Any:
        network_id = _place(session, name, network)
        return use_case(session, cli_clock(), actor, name=name, network_id=network_id)

    with opened_database() as database:
        return database.run(change)


def _place(session: Session, name: str, network: str | None) -> str | None:
    """The network that is meant; ``None`` for what is done once in the database."""
    periodic = PERIODICS.get(name)
    if periodic is None:
        raise NotFound("schedule", name)
    if periodic.is_of_network:
        return network_named(session, network)
    if network is not None:
        raise bad_input("--network", f"{name} is done once in the database")
    return None


def _json(seen: ScheduleSeen) -> dict[str, Any]:
    told: dict[str, Any] = plain(asdict(seen))
    return told


def _table(rows: Sequence[ScheduleSeen]) -> RenderableType:
    columns: list[Column[ScheduleSeen]] = [
        Column("Name", lambda row: row.name, is_fixed=True),
        Column("Network", lambda row: row.network_id or "(database)"),
        Column("When", lambda row: row.cadence),
        Column("Zone", lambda row: row.zone),
        Column("Last slot", lambda row: _moment(row.last_slot_at), is_fixed=True),
        Column("Next slot", _next, is_fixed=True),
        Column("Last job", lambda row: row.note or row.last_job_id or NONE),
    ]
    return table_of("Schedules", columns, rows)


def _next(row: ScheduleSeen) -> str:
    return "paused" if row.is_paused else _moment(row.next_slot_at)


def _moment(at: datetime | None) -> str:
    return NONE if at is None else moment_text(at)
