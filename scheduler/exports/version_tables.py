"""What differs between two versions of a plan, for the terminal."""

from collections.abc import Iterator
from datetime import datetime

from rich.console import RenderableType

from scheduler.exports.changes import WHAT, WHAT_OF_BATCHES
from scheduler.exports.columns import NONE, Column, plain, table_of
from scheduler.exports.levels import level_label, value_text
from scheduler.exports.local_time import moment_text
from scheduler.exports.quantities import activity_text
from scheduler.planning.difference_records import (
    BatchDifference,
    LevelDifference,
    ShipmentDifference,
    VersionDifference,
    VisitDifference,
)
from solver.explain.words import SENTENCES
from solver.plan.difference import ChangeKind

_WHAT_OF_SHIPMENTS = {
    ChangeKind.MOVED: "arrives at another time",
    ChangeKind.LOST: "not sent any more",
    ChangeKind.ADDED: "sent anew",
    ChangeKind.REARRANGED: "arrives as before, otherwise sent",
}


def version_tables(found: VersionDifference) -> Iterator[RenderableType]:
    """Totals, then visits, batches, shipments and levels that differ."""
    yield plain(headline(found))
    if found.visits:
        title = f"Visits ({found.num_kept} stay as they were)"
        yield table_of(title, _VISITS, found.visits)
    if found.batches:
        yield table_of("Runs and orders", _BATCHES, found.batches)
    if found.shipments:
        yield table_of("Shipments", _SHIPMENTS, found.shipments)
    if differing := [each for each in found.levels if each.before != each.after]:
        yield table_of("Levels, measured as of now", _LEVELS, differing)


def headline(found: VersionDifference) -> str:
    """Both versions on one line."""
    versions = f"version {found.before} and version {found.after}"
    if found.is_none:
        return f"Nothing differs between {versions}."
    before, after = found.totals_before, found.totals_after
    return (
        f"From version {found.before} to version {found.after}: "
        f"{before.visits} to {after.visits} visits, "
        f"{before.batches} to {after.batches} batches, "
        f"{before.shipments} to {after.shipments} shipments, "
        f"{activity_text(before.activity_kbq)} to "
        f"{activity_text(after.activity_kbq)}."
    )


def _moment(at: datetime | None) -> str:
    return NONE if at is None else moment_text(at)


def _activity(kbq: int | None) -> str:
    return NONE if kbq is None else activity_text(kbq)


_VISITS: list[Column[VisitDifference]] = [
    Column("Visit", lambda row: row.visit_id),
    Column("Participant", lambda row: row.participant or "clinical"),
    Column("Site", lambda row: row.site),
    Column("Promised", lambda row: row.firmness or NONE),
    Column("Was", lambda row: _moment(row.before_at), is_fixed=True),
    Column("Is", lambda row: _moment(row.after_at), is_fixed=True),
    Column("Change", lambda row: WHAT[row.kind]),
    Column("Why", lambda row: "; ".join(SENTENCES[each] for each in row.rules) or NONE),
]
_BATCHES: list[Column[BatchDifference]] = [
    Column("Batch", lambda row: row.batch_id),
    Column("Unit", lambda row: row.unit),
    Column("Was", lambda row: _moment(row.before_at), is_fixed=True),
    Column("Is", lambda row: _moment(row.after_at), is_fixed=True),
    Column("Had", lambda row: _activity(row.before_kbq), is_number=True),
    Column("Has", lambda row: _activity(row.after_kbq), is_number=True),
    Column("Change", lambda row: WHAT_OF_BATCHES[row.kind]),
]
_SHIPMENTS: list[Column[ShipmentDifference]] = [
    Column("Shipment", lambda row: row.shipment_id),
    Column("Site", lambda row: row.site),
    Column("Arrived", lambda row: _moment(row.before_at), is_fixed=True),
    Column("Arrives", lambda row: _moment(row.after_at), is_fixed=True),
    Column("Change", lambda row: _WHAT_OF_SHIPMENTS[row.kind]),
]
_LEVELS: list[Column[LevelDifference]] = [
    Column("Level", lambda row: level_label(row.name, row.priority)),
    Column("Was", lambda row: value_text(row.name, row.before), is_number=True),
    Column("Is", lambda row: value_text(row.name, row.after), is_number=True),
]
