"""`tracerplan export`: a network of the database becomes a planning file."""

from collections.abc import Collection, Sequence
from pathlib import Path

import typer

from scheduler.cli.databases import cli_clock, opened_database
from scheduler.cli.failures import ExitCode, complain, exit_codes
from scheduler.cli.files import require_writable, write_atomically
from scheduler.cli.networks import network_named
from scheduler.exports.network_files import export_file
from scheduler.exports.planning_file import to_document
from scheduler.imports.planning_file.convert import to_problem
from scheduler.imports.planning_file.read import read_planning_file
from solver.errors import InvalidDocument, Issue


def export_network(
    output: Path | None, network_id: str | None, *, as_of_now: bool
) -> ExitCode:
    """Write one network, and say what of it is not in the file."""
    with exit_codes():
        if output is not None:
            require_writable(output)
        with opened_database() as database, database.reading() as session:
            exported = export_file(
                session,
                network_named(session, network_id),
                now=cli_clock() if as_of_now else None,
            )
        document = to_document(exported.file)
        if output is None:
            typer.echo(document, nl=False)
        else:
            write_atomically(output, document)
            complain(f"written: {output}")
        for kind, ids in (
            ("participants", exported.not_asked.participants),
            ("visits", exported.not_asked.visits),
        ):
            if ids:
                complain(f"not in it, as nothing is asked: {kind} {_listed(ids)}")
        for issue in _obstacles(document):
            complain(f"it cannot be imported as it is: {issue}")
        return ExitCode.FINE


def _obstacles(document: bytes) -> Sequence[Issue]:
    """
    What keeps a file from being planned or imported.

    As of the import, it may tell of things that had not happened by then; as of now,
    its horizon may be over.
    """
    try:
        to_problem(read_planning_file(document))
    except InvalidDocument as error:
        return error.issues
    return ()


def _listed(ids: Collection[str]) -> str:
    return ", ".join(sorted(ids))
