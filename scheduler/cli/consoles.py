"""Where the command line writes: answers to stdout, everything else to stderr."""

import json

import typer
from rich.console import Console

PIPE_WIDTH = 200
"""Columns of a table that goes to a file or a pipe, where no width is known."""


def answers() -> Console:
    """Console for tables on stdout."""
    console = Console(highlight=False, soft_wrap=False)
    if not console.is_terminal:
        console.width = PIPE_WIDTH
    return console


def notes() -> Console:
    """Console for progress on stderr."""
    return Console(stderr=True, highlight=False)


def print_json(value: object) -> None:
    """One JSON object on stdout."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))
