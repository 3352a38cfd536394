"""What a what-if makes of its base, for the terminal."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from rich.console import RenderableType

from scheduler.exports.changes import WHAT, WHAT_OF_BATCHES
from scheduler.exports.columns import NONE, Column, plain, table_of
from scheduler.exports.local_time import moment_text
from scheduler.exports.quantities import thousands_text
from scheduler.scenarios.comparison_records import (
    BatchRow,
    Comparison,
    Figure,
    Load,
    NotServedRow,
    Standing,
    UseRow,
    VisitRow,
    Waited,
    WaitingRow,
)
from solver.explain.words import SENTENCES

_STANDINGS = {
    Standing.SERVED: "served",
    Standing.LEFT_OUT: "left out",
    Standing.DEFERRED: "deferred",
    Standing.NOT_ASKED: "not asked for",
}


def comparison_tables(found: Comparison) -> Iterator[RenderableType]:
    """What was changed, then figures, visits, batches, use and waiting that differ."""
    yield plain(headline(found))
    for each in found.changes:
        yield plain(f"  {each}")
    for each in found.amendments:
        yield plain(f"needs an amendment: {each}", "yellow")
    for each in found.notes:
        yield plain(f"note: {each}")
    if differing := [each for each in found.figures if each.before != each.after]:
        yield table_of("Figures that differ", _FIGURES, differing)
    else:
        yield plain("No figure differs.")
    if found.visits:
        title = f"Visits ({found.num_kept} stay as they were)"
        yield table_of(title, _VISITS, found.visits)
    if found.not_served:
        yield table_of("Not served in the what-if", _NOT_SERVED, found.not_served)
    if found.batches:
        yield table_of("Runs and orders", _BATCHES, found.batches)
    if used := [each for each in found.use if each.before != each.after]:
        yield table_of("Use, over the horizon", _USE, used)
    if waited := [each for each in found.waiting if each.before != each.after]:
        yield table_of("Waiting of participants", _WAITING, waited)


def headline(found: Comparison) -> str:
    """Both sides on one line."""
    base = (
        f"the base, solved alike ({found.base_status})"
        if found.base_version is None
        else f"version {found.base_version}"
    )
    figures = {each.name: each for each in found.figures if each.priority is None}
    served = figures["num_served"]
    return (
        f"Against {base}, the what-if ({found.status}) serves "
        f"{_number(served.after)} visits; there it is {_number(served.before)}."
    )


def _number(value: float | None) -> str:
    if value is None:
        return NONE
    if isinstance(value, int):
        return thousands_text(value)
    return f"{Decimal(str(value)).normalize():f}"


def _label(row: Figure) -> str:
    words = row.name.removeprefix("num_").replace("_", " ")
    return words if row.priority is None else f"{words} ({row.priority})"


def _moment(at: datetime | None) -> str:
    return NONE if at is None else moment_text(at)


def _activity(gbq: float | None) -> str:
    return NONE if gbq is None else f"{gbq:.2f} GBq"


def _load(load: Load | None) -> str:
    if load is None:
        return NONE
    share = NONE if load.share is None else f"{100 * load.share:.1f} %"
    return f"{load.busy_min} of {load.open_min} min ({share})"


def _waited(waited: Waited) -> str:
    return f"{waited.visits} visits, {waited.days} d"


def _what(row: VisitRow) -> str:
    return _STANDINGS[row.after] if row.kind is None else WHAT[row.kind]


def _sentences(rules: tuple[str, ...]) -> str:
    return "; ".join(SENTENCES[each] for each in rules) or NONE


_FIGURES: list[Column[Figure]] = [
    Column("Figure", _label),
    Column("Base", lambda row: _number(row.before), is_number=True),
    Column("What-if", lambda row: _number(row.after), is_number=True),
]
_VISITS: list[Column[VisitRow]] = [
    Column("Visit", lambda row: row.visit_id),
    Column("Participant", lambda row: row.participant or "clinical"),
    Column("Site", lambda row: row.site, is_wide=True),
    Column("Promised", lambda row: row.firmness or NONE),
    Column("Was", lambda row: _moment(row.before_at), is_fixed=True),
    Column("Is", lambda row: _moment(row.after_at), is_fixed=True),
    Column("Change", _what),
    Column("Why", lambda row: _sentences(row.rules)),
]
_NOT_SERVED: list[Column[NotServedRow]] = [
    Column("Visit", lambda row: row.visit_id),
    Column("Participant", lambda row: row.participant or "clinical"),
    Column("Site", lambda row: row.site, is_wide=True),
    Column("Is", lambda row: _STANDINGS[row.after]),
    Column("Was", lambda row: _STANDINGS[row.before]),
    Column("Rules", lambda row: ", ".join(row.rules) or NONE),
    Column("Decide by", lambda row: _moment(row.decide_by_at), is_fixed=True),
]
_BATCHES: list[Column[BatchRow]] = [
    Column("Batch", lambda row: row.batch_id),
    Column("Unit", lambda row: row.unit),
    Column("Was", lambda row: _moment(row.before_at), is_fixed=True),
    Column("Is", lambda row: _moment(row.after_at), is_fixed=True),
    Column("Had", lambda row: _activity(row.before_gbq), is_number=True),
    Column("Has", lambda row: _activity(row.after_gbq), is_number=True),
    Column("Change", lambda row: WHAT_OF_BATCHES[row.kind]),
]
_USE: list[Column[UseRow]] = [
    Column("", lambda row: row.kind),
    Column("Name", lambda row: f"{row.name} ({row.id})"),
    Column("Base", lambda row: _load(row.before), is_number=True),
    Column("What-if", lambda row: _load(row.after), is_number=True),
]
_WAITING: list[Column[WaitingRow]] = [
    Column("", lambda row: row.kind),
    Column("Name", lambda row: row.name),
    Column("Base", lambda row: _waited(row.before), is_number=True),
    Column("What-if", lambda row: _waited(row.after), is_number=True),
]
