"""The commands that need the HTTP layer, without what they need."""

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add these commands to the others."""
    app.command()(serve)
    app.command()(openapi)


def serve(
    port: Annotated[
        int,
        typer.Option(help="0 for any that is free.", metavar="N", min=0, max=65535),
    ] = 8000,
    host: Annotated[
        str, typer.Option(help="Address to listen at.", metavar="H")
    ] = "127.0.0.1",
    demo: Annotated[
        bool,
        typer.Option(
            "--demo",
            help=(
                "A rehearsal: the demo week with a plan in force, in a database of "
                "its own that begins anew each time, and keys of four people."
            ),
        ),
    ] = False,
) -> None:
    """Serve the application over HTTP, with a worker for what takes long."""
    from api.serving.serve import Wanted, serve_until_told  # noqa: PLC0415 - help is quick

    raise typer.Exit(serve_until_told(Wanted(host, port, is_demo=demo)))


def openapi(
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="Write it here.", metavar="FILE"),
    ] = None,
) -> None:
    """Print the OpenAPI document."""
    from api.serving.document import print_document  # noqa: PLC0415 - help is quick

    raise typer.Exit(print_document(output))
