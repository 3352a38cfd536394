"""Days on which batches are low or late, as tables."""

from collections.abc import Iterator, Sequence

from rich.console import RenderableType

from scheduler.exports.columns import NONE, WIDE, Column, plain, table_of
from scheduler.exports.local_time import clock_text, moment_text
from scheduler.exports.quantities import activity_text
from scheduler.production.timetable_records import (
    BatchTimetables,
    ChangedDose,
    PreparedTimetable,
)


def timetable_tables(
    batches: Sequence[BatchTimetables], width: int = WIDE
) -> Iterator[RenderableType]:
    """A heading for each batch, and a table for each trigger."""
    if not batches:
        yield plain("Nothing is prepared.")
    for batch in batches:
        yield plain(_heading(batch), "bold")
        if not batch.day.timetables:
            yield plain("Nobody's time depends on it.")
        for each in batch.day.timetables:
            yield table_of(trigger_text(each), _CHANGES, each.changed, width)


def trigger_text(timetable: PreparedTimetable) -> str:
    """When a timetable applies, in words, and how far it holds."""
    at = moment_text(timetable.at)
    if timetable.below_kbq is not None and timetable.holds_kbq is not None:
        return (
            f"If less than {activity_text(timetable.below_kbq)} is measured at {at} "
            f"(down to {activity_text(timetable.holds_kbq)})"
        )
    until = timetable.holds_until_at
    held = "" if until is None else f" (but by {clock_text(until, timetable.at)})"
    return f"If not released by {at}{held}"


def _heading(batch: BatchTimetables) -> str:
    mark = ", OUTDATED" if batch.is_outdated else ""
    doses = f"{len(batch.day.normal)} doses"
    prepared = f"prepared {moment_text(batch.prepared_at)}{mark}"
    at = moment_text(batch.reference_at)
    return f"{batch.batch_id}: {batch.day.product}, {at}, {doses}, {prepared}"


def _after(row: ChangedDose) -> str:
    return "not served" if row.after_at is None else moment_text(row.after_at)


_CHANGES: list[Column[ChangedDose]] = [
    Column("Who", lambda row: row.visit_id or NONE),
    Column("Site", lambda row: row.site_id),
    Column("Instead of", lambda row: moment_text(row.before_at), is_fixed=True),
    Column("Is injected", _after, is_fixed=True),
    Column("From batch", lambda row: row.batch_id or NONE, is_wide=True),
    Column("Because of", lambda row: ", ".join(row.rules), is_wide=True),
]
