"""Outcome for the terminal: status, who is not served, and the levels."""

from collections.abc import Sequence

from rich.console import RenderableType
from rich.text import Text

from scheduler.exports.columns import NONE, Column, plain, table_of
from scheduler.exports.levels import LevelRow
from scheduler.exports.local_time import moment_text
from scheduler.exports.not_served import BrokenRow, DeferredRow, LeftOutRow
from scheduler.exports.views import Views


def headline(shown: Views) -> Text:
    """Status and how many are served, on one line."""
    color = {"optimal": "green", "feasible": "yellow"}.get(shown.status, "red")
    line = plain(f"{shown.name}: ")
    line.append(shown.status, style=f"bold {color}")
    line.append(
        f" ({shown.status_text}). {shown.num_served} of {shown.num_visits} visits "
        f"served, {len(shown.left_out)} left out, {len(shown.deferred)} deferred, "
        f"{shown.wall_time_s:.1f} s."
    )
    return line


def left_out_table(rows: Sequence[LeftOutRow]) -> RenderableType:
    """Visits left out, with the rules."""
    if not rows:
        return plain("Nobody is left out.")
    columns: list[Column[LeftOutRow]] = [
        Column("Visit", lambda row: row.visit_id),
        Column("Participant", lambda row: row.participant),
        Column("Site", lambda row: row.site),
        Column("Rules", lambda row: ", ".join(row.rules) or NONE),
        Column("Reason", lambda row: row.reason),
    ]
    return table_of("Left out", columns, rows)


def deferred_table(rows: Sequence[DeferredRow]) -> RenderableType:
    """Deferred visits, with the last moment to decide."""
    if not rows:
        return plain("Nobody is deferred.")
    columns: list[Column[DeferredRow]] = [
        Column("Visit", lambda row: row.visit_id),
        Column("Participant", lambda row: row.participant),
        Column("Site", lambda row: row.site),
        Column("Decide by", lambda row: moment_text(row.decide_by_at), is_fixed=True),
    ]
    return table_of("Deferred (window open beyond the horizon)", columns, rows)


def broken_table(rows: Sequence[BrokenRow]) -> RenderableType:
    """Commitments that cannot be kept."""
    if not rows:
        return plain("No commitment is broken.")
    columns: list[Column[BrokenRow]] = [
        Column("Visit", lambda row: row.visit_id),
        Column("Participant", lambda row: row.participant),
        Column("Site", lambda row: row.site),
        Column("Rules", lambda row: ", ".join(row.rules) or NONE),
        Column("Served otherwise", lambda row: "yes" if row.is_served else "no"),
    ]
    return table_of("Broken commitments", columns, rows)


def level_table(rows: Sequence[LevelRow]) -> RenderableType:
    """Levels of the objective with value, bound, and whether proved."""
    if not rows:
        return plain("Without a plan there are no levels.")
    columns: list[Column[LevelRow]] = [
        Column("Level", _level),
        Column("Value", lambda row: row.value_text, is_number=True),
        Column("Bound", lambda row: row.bound_text, is_number=True),
        Column(
            "",
            lambda row: "proved" if row.is_proved else "open",
            style=lambda row: "green" if row.is_proved else "yellow",
        ),
    ]
    return table_of("Objective, first things first", columns, rows)


def _level(row: LevelRow) -> str:
    return f"{row.label} ({row.priority})" if row.priority else row.label
