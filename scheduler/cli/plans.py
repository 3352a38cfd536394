"""`tracerplan plans`: versions of the plan, and decisions on them."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from rich.console import RenderableType
from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduler.canonical import plain as plain_json
from scheduler.cli.consoles import answers, print_json
from scheduler.cli.databases import cli_actor, cli_clock, opened_database
from scheduler.cli.failures import BadInput, ExitCode, complain, exit_codes
from scheduler.cli.files import require_writable, write_atomically
from scheduler.cli.networks import network_named
from scheduler.cli.solving import print_rest
from scheduler.exports.columns import NONE, Column, table_of
from scheduler.exports.html.page import render_page
from scheduler.exports.local_time import moment_text
from scheduler.exports.outcome_tables import headline
from scheduler.exports.references import issues as reference_issues
from scheduler.exports.tables import runs_table, sheet_table
from scheduler.exports.version_tables import version_tables
from scheduler.exports.views import Views, to_json, views
from scheduler.planning.approval import approve, reject
from scheduler.planning.differences import compare, version_by_number
from scheduler.planning.problem_builder import build, network_of
from scheduler.planning.read_back import plan_of_version
from scheduler.planning.restoring import restore
from scheduler.planning.version_results import result_of_version
from scheduler.planning.versions import PlanState, PlanVersion
from solver.checks import check

_DECISIONS: dict[str, Callable[..., PlanVersion]] = {
    "approve": approve,
    "reject": reject,
    "restore": restore,
}
_NOT_LISTED = {"document", "outcome"}

NO_PLAN_YET = "There is no plan yet: tracerplan replan"


def list_versions(named: str | None, state: str | None, *, as_json: bool) -> ExitCode:
    """The versions of a network, the newest first."""
    with exit_codes(), opened_database() as database:
        with database.reading() as session:
            network_id = network_named(session, named)
            zone = network_of(session, network_id).zone
            query = select(PlanVersion).where(PlanVersion.network_id == network_id)
            if state is not None:
                query = query.where(PlanVersion.state == PlanState(state))
            found = session.scalars(query.order_by(PlanVersion.number.desc())).all()
            rows = [_row(version, zone) for version in found]
        if as_json:
            print_json({"network": network_id, "versions": plain_json(rows)})
        elif rows:
            answers().print(_table(rows))
        elif state is None:
            answers().print(NO_PLAN_YET)
        else:
            answers().print(f"No version is {state}.")
        return ExitCode.FINE


def show_version(
    named: str | None, number: int, html: Path | None, *, as_json: bool
) -> ExitCode:
    """One version, as of now; its violations of the present problem are told."""
    with exit_codes(), opened_database() as database:
        if html is not None:
            require_writable(html)
        with database.reading() as session:
            network_id = network_named(session, named)
            version = version_by_number(session, network_id, number)
            problem = build(session, network_id, cli_clock(), with_lost=True).problem
            plan = plan_of_version(session, network_id, number, problem.origin_at)
            row = _row(version, network_of(session, network_id).zone)
        result = result_of_version(problem, version, plan)
        if issues := tuple(reference_issues(problem, result)):
            raise BadInput(f"version {number} cannot be shown any more", issues)
        violations = [str(each) for each in check(problem, plan)]
        shown = views(problem, result)
        if html is not None:
            write_atomically(html, render_page(problem, result, violations).encode())
        if as_json:
            print_json({"version": plain_json(row), "plan": to_json(shown)})
        else:
            _print(row, shown)
        if html is not None:
            complain(f"written: {html}")
        for violation in violations:
            complain(f"violation, as of now: {violation}")
        return ExitCode.NO_PLAN if violations else ExitCode.FINE


def compare_versions(
    named: str | None, before: int, after: int, *, as_json: bool
) -> ExitCode:
    """What differs from one version to another."""
    with exit_codes(), opened_database() as database:
        with database.reading() as session:
            network_id = network_named(session, named)
            found = compare(session, network_id, before, after, cli_clock())
        if as_json:
            print_json(plain_json(asdict(found)))
        else:
            for each in version_tables(found):
                answers().print(each)
        return ExitCode.FINE


def decide(
    decision: str, named: str | None, number: int, reason: str, *, as_json: bool
) -> ExitCode:
    """Approve, reject or restore a version."""
    with exit_codes(), opened_database() as database:
        with database.reading() as session:
            network_id = network_named(session, named)
            zone = network_of(session, network_id).zone
        change = partial(
            _DECISIONS[decision],
            now=cli_clock(),
            actor=cli_actor(),
            network_id=network_id,
            number=number,
            reason=reason,
        )

        def decided(session: Session) -> dict[str, Any]:
            return _row(change(session), zone)

        row = database.run(decided)
        if as_json:
            print_json({"version": plain_json(row)})
        else:
            answers().print(_sentence(row, decision, number))
        return ExitCode.FINE


def _row(version: PlanVersion, zone: str) -> dict[str, Any]:
    """A version as a JSON object: its columns by name, times local to the network."""
    row: dict[str, Any] = {}
    for column in PlanVersion.__table__.columns:
        if column.key not in _NOT_LISTED:
            value = getattr(version, column.key)
            is_instant = isinstance(value, datetime)
            row[column.key] = value.astimezone(ZoneInfo(zone)) if is_instant else value
    return row


def _table(rows: list[dict[str, Any]]) -> RenderableType:
    columns: list[Column[dict[str, Any]]] = [
        Column("Version", lambda row: str(row["number"]), is_number=True),
        Column("State", lambda row: row["state"].value),
        Column("From", lambda row: row["kind"].value),
        Column("Made for", lambda row: str(row["base_revision"]), is_number=True),
        Column("In force as", lambda row: str(row["revision"] or NONE), is_number=True),
        Column("Proposed", lambda row: moment_text(row["proposed_at"]), is_fixed=True),
        Column("By", lambda row: row["proposed_by"]),
        Column("Decided", lambda row: _moment(row["decided_at"]), is_fixed=True),
        Column("By", lambda row: row["decided_by"] or NONE),
        Column("Reason", _why),
    ]
    return table_of("Plan versions", columns, rows)


def _why(row: dict[str, Any]) -> str:
    """Why it was decided so, or why somebody has to decide, and until when."""
    if row["reason"] or not row["doubts"]:
        return row["reason"] or NONE
    return f"until {moment_text(row['expires_at'])}: {'; '.join(row['doubts'])}"


def _moment(at: datetime | None) -> str:
    return NONE if at is None else moment_text(at)


def _print(row: dict[str, Any], shown: Views) -> None:
    console = answers()
    console.print(_table([row]))
    console.print(headline(shown))
    console.print(runs_table(shown.runs, console.width))
    for sheet in shown.sheets:
        console.print(sheet_table(sheet, console.width))
        console.print()
    print_rest(console, shown)


def _sentence(row: dict[str, Any], decision: str, asked: int) -> str:
    number, state = row["number"], row["state"]
    if state is not PlanState.APPROVED:
        return f"version {number} is {state.value}"
    if number == asked:
        return f"version {number} is in force"
    how = "again" if decision == "restore" else "with what was booked since"
    return f"version {number} is in force: version {asked} {how}"
