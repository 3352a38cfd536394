"""Progress of a solve on stderr: a table that lives, or plain lines."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console, Group
from rich.live import Live
from rich.text import Text

from scheduler.exports.levels import level_rows_of
from scheduler.exports.outcome_tables import level_table
from solver.search.progress import Progress

_QUIET_S = 2.0
"""Seconds between plain lines of one phase, which may better its plan many times."""


@contextmanager
def progress_shown(console: Console) -> Iterator[Callable[[Progress], None]]:
    """A callback for the solver, for as long as the solve takes."""
    if not console.is_terminal:
        lines = _Lines(console)
        try:
            yield lines
        finally:
            lines.flush()
        return
    with Live(console=console, transient=True, refresh_per_second=4) as live:

        def show(progress: Progress) -> None:
            heading = Text(f"{progress.wall_s:6.1f} s  {progress.phase}", "bold")
            live.update(Group(heading, level_table(level_rows_of(progress.levels))))

        yield show


class _Lines:
    """A line when the phase changes, and every few seconds when a level does."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._shown: Progress | None = None
        self._latest: Progress | None = None

    def __call__(self, progress: Progress) -> None:
        self._latest = progress
        shown = self._shown
        if (
            shown is None
            or shown.phase != progress.phase
            or progress.wall_s - shown.wall_s >= _QUIET_S
        ):
            self.flush()

    def flush(self) -> None:
        """Print the latest state, unless it has been printed already."""
        latest, shown = self._latest, self._shown
        if latest is None or (
            shown and (shown.phase, shown.levels) == (latest.phase, latest.levels)
        ):
            return
        self._shown = latest
        levels = ", ".join(
            f"{row.name}{f'[{row.priority}]' if row.priority else ''} "
            f"{row.value} (bound {row.bound})"
            for row in level_rows_of(latest.levels)
        )
        self._console.print(
            f"{latest.wall_s:.1f} s {latest.phase}: {levels or 'no plan yet'}",
            soft_wrap=True,
            markup=False,
        )
