"""`tracerplan openapi`: the document, without a database."""

import json
from pathlib import Path

import typer

from api.app import routed
from scheduler.cli.failures import ExitCode, exit_codes
from scheduler.cli.files import write_atomically


def document() -> str:
    """The OpenAPI document as it is written into a file."""
    return json.dumps(routed().openapi(), ensure_ascii=False, indent=2)


def print_document(output: Path | None) -> ExitCode:
    """Print it, or write it into a file."""
    with exit_codes():
        if output is None:
            typer.echo(document())
        else:
            write_atomically(output, f"{document()}\n".encode())
        return ExitCode.FINE
