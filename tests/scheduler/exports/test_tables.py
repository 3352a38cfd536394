"""Tables for the terminal: what they show, and that names are never markup."""

from collections.abc import Iterable
from io import StringIO

from rich.console import Console, RenderableType

from scheduler.exports.outcome_tables import (
    broken_table,
    deferred_table,
    headline,
    left_out_table,
    level_table,
)
from scheduler.exports.tables import runs_table, sheet_table
from scheduler.exports.views import views
from solver.plan.result import SolveStatus
from tests.scheduler.exports.sample_week import empty_result, sample_week


def _text(*tables: RenderableType, width: int = 200) -> str:
    console = Console(file=StringIO(), width=width, color_system=None)
    for table in tables:
        console.print(table)
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()


def _contains_all(text: str, parts: Iterable[str]) -> bool:
    return all(part in text for part in parts)


def test_tables_show_the_week() -> None:
    """One look at each table finds what the views say."""
    shown = views(*sample_week())

    runs = _text(runs_table(shown.runs))
    sheet = _text(sheet_table(shown.sheets[0]))
    rest = _text(
        headline(shown),
        left_out_table(shown.left_out),
        deferred_table(shown.deferred),
        broken_table(shown.broken),
        level_table(shown.levels),
    )

    assert _contains_all(
        runs, ["R-PSMA-wed", "Mon 2 Mar 06:30 +01:00", "26 min", "Hot cell 1"]
    )
    assert _contains_all(
        sheet,
        ["Monday 2 March 2026 (Europe/Oslo, UTC+01:00)", "255.2", "NT-101 (V01)"],
    )
    assert _contains_all(
        rest,
        [
            "30 of 33 visits served, 2 left out, 1 deferred",
            "occupancy, visit_windows",
            "no batch reaches the site before expiry",
            "412\u202f000 NOK",
            "Wed 4 Mar 15:00 +01:00",
            "transport",
            "proved",
        ],
    )


def test_names_are_not_markup() -> None:
    """A name in brackets is shown as it is; an escape sequence does not get out."""
    name = "[red]Oslo[/red] \x1b[31m"
    shown = views(*sample_week(site_name=name))

    text = _text(sheet_table(shown.sheets[0]))

    assert "[red]Oslo[/red]" in text
    assert "\x1b" not in text


def test_empty_tables_say_so() -> None:
    """Nothing planned and nobody refused are sentences, not empty boxes."""
    problem, _ = sample_week()
    shown = views(problem, empty_result(problem, SolveStatus.INFEASIBLE))

    text = _text(
        headline(shown),
        runs_table(shown.runs),
        left_out_table(shown.left_out),
        deferred_table(shown.deferred),
        broken_table(shown.broken),
        level_table(shown.levels),
    )

    assert _contains_all(
        text,
        [
            "infeasible (the facts contradict the rules",
            "Nothing is made or ordered.",
            "Nobody is left out.",
            "Nobody is deferred.",
            "No commitment is broken.",
            "Without a plan there are no levels.",
        ],
    )


def test_a_narrow_terminal_is_shown_what_matters() -> None:
    """At 80 columns a table is readable: fewer columns, no line too long."""
    shown = views(*sample_week())

    text = _text(
        runs_table(shown.runs, width=80),
        sheet_table(shown.sheets[0], width=80),
        width=80,
    )

    assert "Activity" in text
    assert "Lost first" not in text
    assert "Mon 2 Mar 06:30 +01:00" in text
    assert max(len(line.rstrip()) for line in text.splitlines()) <= 80
