"""What a replan changes, for the terminal."""

from collections.abc import Iterator
from datetime import datetime

from rich.console import RenderableType

from scheduler.exports.changes import BatchChangeRow, ChangeRows, VisitChangeRow
from scheduler.exports.columns import NONE, Column, plain, table_of
from scheduler.exports.local_time import moment_text


def change_tables(rows: ChangeRows | None) -> Iterator[RenderableType]:
    """Visits that change, then batches; nothing where nothing was planned before."""
    if rows is None:
        return
    if not rows.visits and not rows.batches:
        yield plain("Nothing changes against the previous plan.")
        return
    visits: list[Column[VisitChangeRow]] = [
        Column("Visit", lambda row: row.visit_id),
        Column("Participant", lambda row: row.participant),
        Column("Site", lambda row: row.site, is_wide=True),
        Column("Held", lambda row: row.firmness or NONE),
        Column("Was", lambda row: _moment(row.before_at), is_fixed=True),
        Column("Is", lambda row: _moment(row.after_at), is_fixed=True),
        Column("Change", lambda row: row.what),
        Column("Why", lambda row: row.why),
    ]
    if rows.visits:
        title = f"Changes to visits ({rows.num_kept} stay as they were)"
        yield table_of(title, visits, rows.visits)
    batches: list[Column[BatchChangeRow]] = [
        Column("Batch", lambda row: row.batch_id),
        Column("Unit", lambda row: row.unit),
        Column("Was", lambda row: _moment(row.before_at), is_fixed=True),
        Column("Is", lambda row: _moment(row.after_at), is_fixed=True),
        Column("Change", lambda row: row.what),
    ]
    if rows.batches:
        yield table_of("Changes to runs and orders", batches, rows.batches)


def _moment(at: datetime | None) -> str:
    return NONE if at is None else moment_text(at)
