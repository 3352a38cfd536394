"""Tables for the terminal. Names come from files, so they are never markup."""

from collections.abc import Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from scheduler.exports.day_sheets import DaySheet
from scheduler.exports.levels import LevelRow
from scheduler.exports.local_time import (
    clock_text,
    day_text,
    moment_text,
    offset_text,
)
from scheduler.exports.not_served import BrokenRow, DeferredRow, LeftOutRow
from scheduler.exports.quantities import (
    activity_text,
    duration_text,
    mbq_text,
    ml_text,
)
from scheduler.exports.run_table import RunRow
from scheduler.exports.views import Views

NONE = "\N{EN DASH}"

_WHO = (("Visit", "<"), ("Participant", "<"), ("Site", "<"))


def plain(text: str, style: str = "") -> Text:
    """Text as it is: no markup, and no control character reaches the terminal."""
    return Text(
        "".join(
            letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}"
            for letter in text
        ),
        style=style,
    )


def _table(title: str, columns: Sequence[tuple[str, str]]) -> Table:
    table = Table(
        title=plain(title),
        title_justify="left",
        title_style="bold",
        box=SIMPLE_HEAD,
        pad_edge=False,
    )
    for name, align in columns:
        table.add_column(
            name, justify="right" if align == ">" else "left", overflow="fold"
        )
    return table


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


def run_tables(rows: Sequence[RunRow]) -> RenderableType:
    """The run table."""
    if not rows:
        return plain("Nothing is made or ordered.")
    table = _table(
        "Runs and orders (local time of the producer)",
        [
            ("Batch", "<"),
            ("Product", "<"),
            ("Made by", "<"),
            ("EOS / reference", "<"),
            ("Activity", ">"),
            ("Doses", ">"),
            ("First dispatch", "<"),
            ("Release", "<"),
            ("Order by", "<"),
            ("Slack", ">"),
            ("Lost first", "<"),
        ],
    )
    for row in rows:
        table.add_row(
            plain(row.batch_id),
            plain(row.product),
            plain(f"{row.unit}, {row.line}" if row.line else f"{row.unit} (order)"),
            moment_text(row.reference_at),
            activity_text(row.activity_kbq),
            str(row.num_doses),
            clock_text(row.first_dispatch_at, row.reference_at)
            if row.first_dispatch_at
            else NONE,
            clock_text(row.release_at, row.reference_at),
            clock_text(row.order_deadline_at, row.reference_at),
            NONE if row.slack_min is None else duration_text(row.slack_min),
            plain(", ".join(row.lost_first) or NONE),
        )
    return table


def sheet_table(sheet: DaySheet) -> RenderableType:
    """One site's day."""
    starts_at = sheet.starts_at
    title = (
        f"{sheet.site}, {day_text(sheet.day)} ({sheet.zone}, "
        f"UTC{offset_text(starts_at)})"
    )
    table = _table(
        title,
        [
            ("Inject", "<"),
            ("Participant", "<"),
            ("Product", "<"),
            ("MBq", ">"),
            ("mL", ">"),
            ("Usable", "<"),
            ("Arrive", "<"),
            ("Vial", "<"),
            ("Place", "<"),
            ("Scan", "<"),
            ("Staff", "<"),
        ],
    )
    for row in sheet.doses:
        table.add_row(
            clock_text(row.injection_at, starts_at),
            plain(f"{row.participant} ({row.visit_id})"),
            plain(row.product),
            mbq_text(row.draw_kbq),
            NONE if row.draw_ul is None else ml_text(row.draw_ul),
            clock_text(row.usable_from_at, starts_at)
            + NONE
            + clock_text(row.usable_until_at, starts_at),
            clock_text(row.arrival_at, starts_at),
            plain(", ".join(row.vial_ids)),
            plain(row.place or NONE),
            plain(
                f"{clock_text(row.scan_at, starts_at)} {row.scanner}"
                if row.scan_at
                else NONE
            ),
            plain(row.staff or NONE),
        )
    arrivals = [
        plain(
            f"  {clock_text(row.arrives_at, starts_at)}  {row.product}, "
            f"batch {row.batch_id}, by {row.carrier}; "
            f"usable from {clock_text(row.usable_at, starts_at)}"
        )
        for row in sheet.deliveries
    ]
    if not sheet.doses:
        return Group(plain(title, "bold"), plain("Deliveries"), *arrivals)
    return Group(table, plain("Deliveries"), *arrivals) if arrivals else table


def left_out_table(rows: Sequence[LeftOutRow]) -> RenderableType:
    """Visits left out, with the rules."""
    if not rows:
        return plain("Nobody is left out.")
    table = _table(
        "Left out",
        [*_WHO, ("Rules", "<"), ("Reason", "<")],
    )
    for row in rows:
        table.add_row(
            plain(row.visit_id),
            plain(row.participant),
            plain(row.site),
            plain(", ".join(row.rules) or NONE),
            plain(
                f"{'impossible even alone: ' if row.is_impossible else ''}{row.reason}"
            ),
        )
    return table


def deferred_table(rows: Sequence[DeferredRow]) -> RenderableType:
    """Deferred visits, with the last moment to decide."""
    if not rows:
        return plain("Nobody is deferred.")
    table = _table(
        "Deferred (window open beyond the horizon)",
        [*_WHO, ("Decide by", "<")],
    )
    for row in rows:
        table.add_row(
            plain(row.visit_id),
            plain(row.participant),
            plain(row.site),
            moment_text(row.decide_by_at),
        )
    return table


def broken_table(rows: Sequence[BrokenRow]) -> RenderableType:
    """Commitments that cannot be kept."""
    if not rows:
        return plain("No commitment is broken.")
    table = _table(
        "Broken commitments",
        [*_WHO, ("Rules", "<"), ("Served otherwise", "<")],
    )
    for row in rows:
        table.add_row(
            plain(row.visit_id),
            plain(row.participant),
            plain(row.site),
            plain(", ".join(row.rules) or NONE),
            "yes" if row.is_served else "no",
        )
    return table


def level_table(rows: Sequence[LevelRow]) -> RenderableType:
    """Levels of the objective with value, bound, and whether proved."""
    if not rows:
        return plain("Without a plan there are no levels.")
    table = _table(
        "Objective, first things first",
        [("Level", "<"), ("Value", ">"), ("Bound", ">"), ("", "<")],
    )
    for row in rows:
        name = f"{row.label} ({row.priority})" if row.priority else row.label
        table.add_row(
            name,
            row.value_text,
            row.bound_text,
            Text("proved", "green") if row.is_proved else Text("open", "yellow"),
        )
    return table
