"""Run table and day sheets for the terminal."""

from collections.abc import Sequence

from rich.console import Group, RenderableType

from scheduler.exports.columns import NONE, WIDE, Column, plain, table_of
from scheduler.exports.conditions import cohort_text, gate_text
from scheduler.exports.day_sheets import DaySheet, DoseRow
from scheduler.exports.local_time import (
    clock_text,
    day_text,
    moment_text,
    offset_text,
)
from scheduler.exports.quantities import (
    activity_text,
    duration_text,
    mbq_text,
    ml_text,
)
from scheduler.exports.run_table import RunRow

_NAMES = 2


def runs_table(rows: Sequence[RunRow], width: int = WIDE) -> RenderableType:
    """The run table."""
    if not rows:
        return plain("Nothing is made or ordered.")
    columns: list[Column[RunRow]] = [
        Column("Batch", lambda row: row.batch_id, is_fixed=width >= WIDE),
        Column("Product", lambda row: row.product),
        Column("Made by", _made_by, is_wide=True),
        Column("EOS or reference", _reference, is_fixed=True),
        Column("Activity", lambda row: activity_text(row.activity_kbq), is_number=True),
        Column("Doses", lambda row: str(row.num_doses), is_number=True),
        Column("Dispatch", _dispatch, is_wide=True),
        Column("Release", _release, is_wide=True),
        Column("Order by", _order_by),
        Column("Slack", _slack, is_number=True, is_wide=True),
        Column("Lost first", _lost_first, is_wide=True),
    ]
    if any(row.at_risk for row in rows):
        columns.append(Column("Ordered at risk", lambda row: _names(row.at_risk)))
    return table_of(
        "Runs and orders (local time of the producer)", columns, rows, width
    )


def sheet_table(sheet: DaySheet, width: int = WIDE) -> RenderableType:
    """One site's day."""
    starts_at = sheet.starts_at
    title = (
        f"{sheet.site}, {day_text(sheet.day)} ({sheet.zone}, "
        f"UTC{offset_text(starts_at)})"
    )

    def usable(row: DoseRow) -> str:
        first = clock_text(row.usable_from_at, starts_at)
        return f"{first}{NONE}{clock_text(row.usable_until_at, starts_at)}"

    def scan(row: DoseRow) -> str:
        if row.scan_at is None:
            return NONE
        return f"{clock_text(row.scan_at, starts_at)} {row.scanner}"

    def place(row: DoseRow) -> str:
        if row.place is None or row.discharge_at is None:
            return row.place or NONE
        return f"{row.place} to {clock_text(row.discharge_at, starts_at)}"

    columns: list[Column[DoseRow]] = [
        Column("Inject", lambda row: clock_text(row.injection_at, starts_at)),
        Column("Participant", lambda row: f"{row.participant} ({row.visit_id})"),
        Column("Product", lambda row: row.product),
        Column("MBq", lambda row: mbq_text(row.draw_kbq), is_number=True),
        Column("mL", _volume, is_number=True, is_wide=True),
        Column("Usable", usable),
        Column(
            "Arrive", lambda row: clock_text(row.arrival_at, starts_at), is_wide=True
        ),
        Column("Vial", lambda row: ", ".join(row.vial_ids), is_wide=True),
        Column("Place", place),
        Column("Scan", scan),
        Column("Staff", lambda row: row.staff or NONE, is_wide=True),
    ]
    rest = _lists(sheet)
    if not sheet.doses:
        return Group(plain(title, "bold"), *rest)
    table = table_of(title, columns, sheet.doses, width)
    return Group(table, *rest) if rest else table


def _lists(sheet: DaySheet) -> list[RenderableType]:
    """What a sheet says besides its doses, each kind under its heading."""
    starts_at = sheet.starts_at
    deliveries = [
        f"{clock_text(row.arrives_at, starts_at)}  {row.product}, "
        f"batch {row.batch_id}, by {row.carrier}; "
        f"usable from {clock_text(row.usable_at, starts_at)}"
        for row in sheet.deliveries
    ]
    scans = [
        f"{clock_text(row.scan_at, starts_at)}  {row.participant} ({row.visit_id}), "
        f"{row.name} after {row.product}, {row.scanner or NONE}, "
        f"{duration_text(row.scan_min)}, {row.scan_operator or NONE}"
        for row in sheet.later_scans
    ]
    discharges = [
        f"{clock_text(row.discharge_at, starts_at)}  "
        f"{row.participant} ({row.visit_id}), {row.place}"
        for row in sheet.discharges
    ]
    conditions = [
        f"{clock_text(row.injection_at, starts_at)}  "
        f"{row.participant} ({row.visit_id}): {text}"
        for row in sheet.doses
        for text in _conditions(row)
    ]
    return [
        plain(text)
        for heading, lines in (
            ("Deliveries", deliveries),
            ("Later scans", scans),
            ("Discharges", discharges),
            ("Conditions", conditions),
        )
        if lines
        for text in (heading, *(f"  {line}" for line in lines))
    ]


def _conditions(row: DoseRow) -> list[str]:
    """On what a dose hangs, one text for each condition."""
    cohort = [] if row.cohort is None else [cohort_text(row.cohort)]
    return cohort + [gate_text(each) for each in row.pending]


def _made_by(row: RunRow) -> str:
    return f"{row.unit}, {row.line}" if row.line else f"{row.unit} (order)"


def _reference(row: RunRow) -> str:
    return moment_text(row.reference_at)


def _dispatch(row: RunRow) -> str:
    if row.first_dispatch_at is None:
        return NONE
    return clock_text(row.first_dispatch_at, row.reference_at)


def _release(row: RunRow) -> str:
    return clock_text(row.release_at, row.reference_at)


def _order_by(row: RunRow) -> str:
    return clock_text(row.order_deadline_at, row.reference_at)


def _slack(row: RunRow) -> str:
    return NONE if row.slack_min is None else duration_text(row.slack_min)


def _lost_first(row: RunRow) -> str:
    return _names(row.lost_first)


def _names(names: Sequence[str]) -> str:
    """The first names, and how many more there are."""
    shown = ", ".join(names[:_NAMES]) or NONE
    more = len(names) - _NAMES
    return f"{shown} and {more} more" if more > 0 else shown


def _volume(row: DoseRow) -> str:
    return NONE if row.draw_ul is None else ml_text(row.draw_ul)
