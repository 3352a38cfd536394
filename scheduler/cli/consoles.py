"""Where the command line writes: answers to stdout, everything else to stderr."""

import json
import sys
from contextlib import suppress
from typing import IO, cast

import typer
from rich.console import Console

PIPE_WIDTH = 200
"""Columns of a table that goes to a file or a pipe, where no width is known."""

LEAST_WIDTH = 80
"""A narrower terminal folds the lines, rather than have numbers lose their end."""


class _Dropping:
    """A stream that drops what it cannot write: its reader or disk may be gone."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        with suppress(OSError):
            self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        with suppress(OSError):
            self._stream.flush()

    def __getattr__(self, name: str) -> object:
        return getattr(self._stream, name)


def answers() -> Console:
    """Console for tables on stdout."""
    console = Console(highlight=False, soft_wrap=False)
    console.width = (
        max(console.width, LEAST_WIDTH) if console.is_terminal else PIPE_WIDTH
    )
    return console


def notes() -> Console:
    """Console for progress on stderr, without which a solve goes on."""
    if sys.stderr is None:
        return Console(stderr=True, highlight=False)
    return Console(file=cast(IO[str], _Dropping(sys.stderr)), highlight=False)


def print_json(value: object) -> None:
    """One JSON object on stdout."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))
