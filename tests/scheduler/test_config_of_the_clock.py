"""What the environment says of how often the clock is looked at, and where to write."""

from pathlib import Path

import pytest

from scheduler.config import (
    BACKUP_DIRECTORY,
    TICK_SECONDS,
    directory_named,
    tick_seconds,
)
from scheduler.errors import NotReady


@pytest.mark.parametrize(("said", "seconds"), [("", 5), ("1", 1), ("60", 60)])
def test_the_clock_is_looked_at_as_said(
    monkeypatch: pytest.MonkeyPatch, said: str, seconds: int
) -> None:
    """
    Every five seconds if nothing is.
    """
    monkeypatch.setenv(TICK_SECONDS, said)

    assert tick_seconds() == seconds


@pytest.mark.parametrize("said", ["0", "61", "-5", "0.2", "soon", "٥"])
def test_what_is_no_pause_is_refused(
    monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    """
    A watch that is due each minute is looked at each minute.
    """
    monkeypatch.setenv(TICK_SECONDS, said)

    with pytest.raises(NotReady, match=TICK_SECONDS):
        tick_seconds()


@pytest.mark.parametrize(("said", "directory"), [("", None), ("/srv", Path("/srv"))])
def test_a_directory_is_named_or_not(
    monkeypatch: pytest.MonkeyPatch, said: str, directory: Path | None
) -> None:
    """
    Nothing is written where nobody said so.
    """
    monkeypatch.setenv(BACKUP_DIRECTORY, said)

    assert directory_named(BACKUP_DIRECTORY) == directory
