"""What units may be asked for, as tables."""

from collections.abc import Iterator
from itertools import groupby

from rich.console import RenderableType

from scheduler.exports.columns import NONE, WIDE, Column, plain, table_of
from scheduler.exports.local_time import day_text, moment_text
from scheduler.exports.quantities import activity_text
from scheduler.production.forecast_records import (
    ASSUMPTION,
    DayForecast,
    NetworkForecast,
)
from solver.forecast.bands import Amount


def forecast_tables(
    found: NetworkForecast | None, width: int = WIDE
) -> Iterator[RenderableType]:
    """When it was made, a table per unit and product, and what it rests on."""
    if found is None:
        yield plain("No forecast was made yet: a worker makes it in working hours.")
        return
    mark = ", OUTDATED" if found.is_outdated else ""
    yield plain(f"Forecast of {moment_text(found.as_of)}{mark}", "bold")
    outlook = found.outlook
    for (unit, product), days in groupby(
        outlook.days, key=lambda each: (each.unit, each.product)
    ):
        yield table_of(f"{product}, {unit}", _DAYS, list(days), width)
    if not outlook.days:
        yield plain("Nothing may be asked for.")
    yield plain(
        f"In the whole network, {outlook.num_nowhere} visits can be served by nobody "
        f"as things are, and {outlook.expected_later:.1f} are expected later."
    )
    yield plain(f"Low to high holds with 80 %. Assumed: {ASSUMPTION}")


def _text(amount: Amount) -> str:
    if not amount.doses:
        return NONE
    return f"{amount.doses} ({activity_text(amount.activity_kbq)})"


def _expected(row: DayForecast) -> str:
    if not row.expected_doses:
        return NONE
    return f"{row.expected_doses:.1f} ({activity_text(row.expected_kbq)})"


_DAYS: list[Column[DayForecast]] = [
    Column("Day", lambda row: day_text(row.day), is_fixed=True),
    Column("Certain", lambda row: _text(row.certain), is_number=True),
    Column("Planned", lambda row: _text(row.planned), is_number=True),
    Column("At least", lambda row: _text(row.least), is_number=True, is_wide=True),
    Column("Low", lambda row: _text(row.low), is_number=True),
    Column("Expected", _expected, is_number=True, is_wide=True),
    Column("High", lambda row: _text(row.high), is_number=True),
    Column("At most", lambda row: _text(row.most), is_number=True, is_wide=True),
]
