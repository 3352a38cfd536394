"""Rehearsals: a day is played at the time it is about, and the trail says so."""

from contextlib import suppress
from datetime import UTC, datetime

import typer

from scheduler.clock import system_clock

REHEARSAL = "rehearsal"
"""What whoever rehearses goes by, in every entry of the audit trail."""

_instants: list[datetime] = []
"""The instant at which the clock of this process stands; none if it goes."""


def rehearse(typed: str | None) -> None:
    """
    Let the clock of the command line stand at an instant; ``None`` lets it go.

    Raises
    ------
    typer.BadParameter
        If what was typed is no instant.

    """
    _instants.clear()
    if typed is not None:
        _instants.append(_instant(typed))


def is_rehearsal() -> bool:
    """Whether the clock of the command line stands."""
    return bool(_instants)


def cli_clock() -> datetime:
    """The clock of a person at a terminal."""
    return _instants[0] if _instants else system_clock()


def _instant(typed: str) -> datetime:
    with suppress(ValueError, OverflowError):
        instant = datetime.fromisoformat(typed)
        if instant.tzinfo is not None:
            return instant.astimezone(UTC)
    raise typer.BadParameter(
        "write an instant with its offset: 2026-09-11T15:00+02:00", param_hint="--now"
    )
