"""`tracerplan jobs`: what was asked for, and what has become of it."""

from typing import Any

from rich.console import Console
from rich.table import Table

from scheduler.canonical import plain as plain_json
from scheduler.cli.consoles import answers, print_json
from scheduler.cli.databases import cli_clock, opened_database
from scheduler.cli.failures import ExitCode, exit_codes
from scheduler.exports.columns import NONE, Column, plain, table_of
from scheduler.jobs.models import Job
from scheduler.jobs.requests import cancel_job, job_by_id, list_jobs

JobRow = dict[str, Any]
"""A job as a JSON object."""


def print_jobs(network_id: str | None, *, as_json: bool) -> ExitCode:
    """The newest jobs, as a table or as JSON."""
    with exit_codes(), opened_database() as database:
        with database.reading() as session:
            rows = [row_of(job) for job in list_jobs(session, network_id)]
        if as_json:
            print_json({"jobs": rows})
        elif rows:
            answers().print(_table(rows))
        else:
            answers().print("No job has been asked for.")
        return ExitCode.FINE


def print_job(job_id: str, *, as_json: bool) -> ExitCode:
    """One job, as lines or as JSON."""
    with exit_codes(), opened_database() as database:
        with database.reading() as session:
            row = row_of(job_by_id(session, job_id))
        _print(row, as_json=as_json)
        return ExitCode.FINE


def ask_to_stop(job_id: str, *, as_json: bool) -> ExitCode:
    """Cancel a job, and show it as it is then."""
    with exit_codes(), opened_database() as database:
        with database.writing() as session:
            row = row_of(cancel_job(session, cli_clock(), job_id))
        _print(row, as_json=as_json)
        return ExitCode.FINE


def row_of(job: Job) -> JobRow:
    """A job as a JSON object: every column, by its name."""
    values = {column.key: getattr(job, column.key) for column in Job.__table__.columns}
    row: JobRow = plain_json(values)
    return row


def _print(row: JobRow, *, as_json: bool) -> None:
    if as_json:
        print_json(row)
        return
    console = answers()
    for name, value in row.items():
        _print_field(console, name, value)


def _print_field(console: Console, name: str, value: object) -> None:
    if value is not None and name != "progress":
        label = name.replace("_", " ")
        console.print(plain(f"{label:16} {value}"), soft_wrap=True)


def _table(rows: list[JobRow]) -> Table:
    columns: list[Column[JobRow]] = [
        Column("Job", lambda row: row["id"], is_fixed=True),
        Column("Kind", lambda row: row["kind"]),
        Column("Network", lambda row: row["network_id"] or NONE),
        Column("State", lambda row: row["state"]),
        Column("Attempts", lambda row: str(row["attempts"]), is_number=True),
        Column("Asked (UTC)", lambda row: row["asked_at"][:16], is_fixed=True),
        Column("Due (UTC)", lambda row: (row["due_at"] or NONE)[:16]),
        Column("By", lambda row: row["asked_by"], is_wide=True),
        Column("Ended (UTC)", lambda row: (row["ended_at"] or NONE)[:16]),
        Column("Outcome", _outcome_text),
    ]
    return table_of("Jobs", columns, rows)


def _outcome_text(row: JobRow) -> str:
    if row["failure"] is not None:
        first, *others = row["failure"].splitlines()
        return f"{first} (and {len(others)} more)" if others else str(first)
    outcome = row["outcome"]
    if outcome is None:
        return NONE
    version = outcome.get("version")
    if version is not None:
        return f"version {version}"
    return str(outcome.get("reason") or outcome.get("status") or NONE)
