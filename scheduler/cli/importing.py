"""`tracerplan import`: a planning file becomes a network of the database."""

from pathlib import Path
from typing import Any

import typer

from scheduler.cli.consoles import print_json
from scheduler.cli.databases import cli_actor, cli_clock, opened_database
from scheduler.cli.failures import ExitCode, exit_codes, refusing
from scheduler.cli.files import read_bytes
from scheduler.exports.printable import printable
from scheduler.imports.report import ImportReport
from scheduler.imports.service import import_file


def import_planning_file(
    path: Path, network_id: str | None, *, dry_run: bool, as_json: bool
) -> ExitCode:
    """Import one file; print what that took, and what it does to the plan."""
    with exit_codes():
        data = read_bytes(path)
        with opened_database() as database, refusing(str(path)):
            now, actor = cli_clock(), cli_actor()
            report = database.run(
                lambda session: import_file(
                    session, now, actor, data, network_id=network_id, dry_run=dry_run
                )
            )
        if as_json:
            print_json(_json(report))
        else:
            for line in _lines(report):
                typer.echo(printable(line))
        return ExitCode.FINE


def _json(report: ImportReport) -> dict[str, Any]:
    return {
        "network": report.network_id,
        "is_new": report.is_new,
        "is_dry_run": report.is_dry_run,
        "added": report.added,
        "changed": report.changed,
        "removed": report.removed,
        "version": report.version,
        "broken": [each.model_dump(mode="json") for each in report.broken],
        "bookings_gone": list(report.bookings_gone),
        "not_asked": {
            "participants": sorted(report.not_asked.participants),
            "visits": sorted(report.not_asked.visits),
        },
    }


def _lines(report: ImportReport) -> list[str]:
    """The report for a reader."""
    would = "would be " if report.is_dry_run else ""
    if report.is_new:
        told = f"{would}imported as a new network"
    elif report.is_different:
        told = f"{would}changed"
    else:
        told = "is as the file says: nothing to change"
    lines = [f"{report.network_id}: {told}"]
    tables = sorted({*report.added, *report.changed, *report.removed})
    lines += [f"  {table}: {_counts(report, table)}" for table in tables]
    if report.version is not None:
        in_force = "would come" if report.is_dry_run else "came"
        lines.append(f"plan version {report.version} {in_force} into force")
    lines += [
        f"cannot stay: {each.visit_id} ({', '.join(each.rules)})"
        for each in report.broken
    ]
    lines += [f"not asked for any more: {each}" for each in report.bookings_gone]
    lines += [
        f"has ended, and stays so: {each}" for each in sorted(report.not_asked.visits)
    ]
    return lines


def _counts(report: ImportReport, table: str) -> str:
    """How many rows of a table: "2 added, 1 changed"."""
    return ", ".join(
        f"{counts[table]} {done}"
        for done, counts in (
            ("added", report.added),
            ("changed", report.changed),
            ("removed", report.removed),
        )
        if table in counts
    )
