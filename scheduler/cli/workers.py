"""`tracerplan jobs workers`: who works, and at what."""

from typing import Any

from rich.table import Table

from scheduler.canonical import plain
from scheduler.cli.consoles import answers, print_json
from scheduler.cli.databases import opened_database
from scheduler.cli.failures import ExitCode, exit_codes
from scheduler.exports.columns import NONE, Column, table_of
from scheduler.jobs.at_work import AtWork, workers_at_work


def print_workers(*, as_json: bool) -> ExitCode:
    """The workers that have not ended, as a table or as JSON."""
    with exit_codes(), opened_database() as database:
        with database.reading() as session:
            found = workers_at_work(session)
        if as_json:
            print_json({"workers": [_row_of(each) for each in found]})
        elif found:
            answers().print(_table(found))
        else:
            answers().print("No worker works on this database: tracerplan worker")
        return ExitCode.FINE


def _row_of(found: AtWork) -> dict[str, Any]:
    worker = found.worker
    row: dict[str, Any] = plain(
        {
            "id": worker.id,
            "host": worker.host,
            "process": worker.process,
            "started_at": worker.started_at,
            "beat_at": worker.beat_at,
            "silent_s": found.silent_s,
            "jobs": [{"id": job.id, "kind": job.kind} for job in found.jobs],
        }
    )
    return row


def _table(found: list[AtWork]) -> Table:
    columns: list[Column[AtWork]] = [
        Column("Worker", lambda each: each.worker.id, is_fixed=True),
        Column("Host", lambda each: each.worker.host),
        Column("Process", lambda each: str(each.worker.process), is_number=True),
        Column("Started (UTC)", lambda each: f"{each.worker.started_at:%F %H:%M}"),
        Column("Last beat", lambda each: f"{each.silent_s:.0f} s ago", is_number=True),
        Column("At", _jobs_text),
    ]
    return table_of("Workers", columns, found)


def _jobs_text(found: AtWork) -> str:
    return ", ".join(f"{job.kind} {job.id}" for job in found.jobs) or NONE
