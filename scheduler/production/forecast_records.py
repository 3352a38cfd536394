"""What units may be asked for, product by product and day by day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from solver.forecast.bands import Amount

ASSUMPTION = (
    "Each day on which a visit could be is equally likely, about the middle of its "
    "hours, from the unit that needs the least activity; visits are independent."
)
"""The one that low, expected and high rest on; all other figures need none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayForecast:
    """
    One product of one unit, on a local day of its EOS or reference time.

    Activities are those of doses at that time; rests in vials and samples are not in
    them.

    Parameters
    ----------
    certain
        Agreed with somebody in the plan in force, or has happened.
    planned
        In the plan in force, agreed with nobody yet or held until it lapses.
    least, low, high, most, expected_doses, expected_kbq
        Asked for, and not in the plan, as of ``Band``.
    """

    unit_id: str
    unit: str
    product_id: str
    product: str
    day: date
    certain: Amount
    planned: Amount
    least: Amount
    low: Amount
    high: Amount
    most: Amount
    expected_doses: float
    expected_kbq: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """
    All that may be asked for in a network.

    Parameters
    ----------
    days
        By unit, product and day.
    expected_later
        Visits that are expected beyond the horizon.
    num_nowhere
        Visits that nobody could serve as things are.
    """

    days: tuple[DayForecast, ...]
    expected_later: float
    num_nowhere: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkForecast:
    """
    A forecast, and what it was made from.

    Parameters
    ----------
    as_of
        When it was made.
    is_outdated
        Whether plan or data have changed since.
    """

    as_of: datetime
    data_revision: int
    plan_revision: int
    outlook: Outlook
    is_outdated: bool = False


def chosen(
    days: Iterable[DayForecast],
    *,
    unit_id: str | None = None,
    product_id: str | None = None,
    start: date | None = None,
    end: date | None = None,
) -> list[DayForecast]:
    """
    Those of a unit, a product and a period; ``None`` for any.

    Parameters
    ----------
    start, end
        First and last local date of the unit, both included.
    """
    return [
        each
        for each in days
        if unit_id in {None, each.unit_id}
        and product_id in {None, each.product_id}
        and (start is None or start <= each.day)
        and (end is None or each.day <= end)
    ]
