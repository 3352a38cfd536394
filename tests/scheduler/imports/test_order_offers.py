"""Orders of an offer: its dates, deadlines, placed portions and costs."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.imports.planning_file import read_planning_file, to_problem
from scheduler.imports.planning_file.context import Context
from scheduler.imports.planning_file.convert_orders import orders
from scheduler.imports.planning_file.convert_products import products
from solver.errors import InvalidDocument
from solver.problem.production import Order
from tests.scheduler.imports.order_oracle import (
    DAY,
    NAMES,
    deadline_day,
    shown_at,
)
from tests.scheduler.imports.small_file import a_file, as_bytes

NIGHTS = [
    ("Europe/Oslo", date(2026, 3, 29)),
    ("Europe/Oslo", date(2026, 10, 25)),
    ("America/Santiago", date(2026, 9, 6)),
    ("America/Santiago", date(2026, 4, 4)),
]
CLOCKS = ["00:00", "00:30", "02:30", "12:00", "23:30"]
OFFER: dict[str, Any] = {
    "id": "LU",
    "product": "LU",
    "unit": "MAKER",
    "reference_dates": {"weekdays": ["tue", "thu"], "holidays": "DE"},
    "reference_clock": "12:00",
    "ready": {"days_before": 1, "at": "15:00"},
    "cutoff": {"weekday": "wed", "weeks_before": 2, "at": "15:00"},
    "max_portions": 6,
}


def a_context(first: date, days: int, zone: str, **offer: Any) -> Context:
    """One offer of a maker in a zone, over some days; now is their beginning."""
    file = a_file(commitments=None, supplies=[OFFER | offer])
    maker = next(each for each in file["units"] if each["id"] == "MAKER")
    maker |= {"zone": zone, "working_days": {"except_dates": [f"{first + 5 * DAY}"]}}
    file["horizon"] = {"first_date": f"{first}", "days": days, "zone": zone}
    file["as_of"] = f"{first}T12:00Z"
    return Context(read_planning_file(as_bytes(file)))


def expanded(context: Context) -> dict[str, Order]:
    """The orders by id."""
    known = {each.id: each for each in products(context)}
    return {order.id: order for order in orders(context, known)}


def leads() -> st.SearchStrategy[dict[str, Any]]:
    """Deadlines in each of the three ways."""
    clock = st.sampled_from(CLOCKS)
    return st.one_of(
        st.fixed_dictionaries({"working_days_before": st.integers(0, 9), "at": clock}),
        st.fixed_dictionaries({"days_before": st.integers(0, 12), "at": clock}),
        st.fixed_dictionaries(
            {
                "weekday": st.sampled_from(NAMES),
                "weeks_before": st.integers(0, 2),
                "at": clock,
            }
        ),
    )


@settings(max_examples=60, deadline=None)
@given(
    night=st.sampled_from(NIGHTS),
    weekdays=st.lists(st.sampled_from(NAMES), min_size=1, unique=True),
    reference=st.sampled_from(CLOCKS),
    ready=st.fixed_dictionaries(
        {"days_before": st.integers(0, 3), "at": st.sampled_from(CLOCKS)}
    ),
    cutoff=leads(),
    free=leads(),
)
def test_deadlines_agree_with_a_walk_over_days_and_minutes(
    night: tuple[str, date],
    weekdays: list[str],
    reference: str,
    ready: dict[str, Any],
    cutoff: dict[str, Any],
    free: dict[str, Any],
) -> None:
    """
    Around both changes of the clock, every order has the instants of the oracle.
    """
    zone, change = night
    first = change - 7 * DAY
    context = a_context(
        first,
        15,
        zone,
        reference_dates={"weekdays": weekdays},
        reference_clock=reference,
        ready=ready,
        cutoff=cutoff,
        free_cancellation=free,
        cancel_cost_per_portion_nok=1,
    )
    found = expanded(context)
    origin = context.axis.origin_at
    closed = first + 5 * DAY

    def is_working(day: date) -> bool:
        return day.isoweekday() <= 5 and day != closed

    expected: dict[str, tuple[datetime, ...]] = {}
    days_here = range(-14, 15 + ready["days_before"])
    for day in (first + number * DAY for number in days_here):
        if NAMES[day.isoweekday() - 1] not in weekdays:
            continue
        instants = _instants(zone, day, (reference, ready, cutoff, free), is_working)
        if instants is None or None in instants[:3]:
            continue  # a time that is never shown, or shown twice
        calibrated, handed, *_ = instants
        assert calibrated is not None
        assert handed is not None
        end = shown_at(zone, first + 15 * DAY, "00:00")[0]
        last_use = max(calibrated, handed) + timedelta(hours=72)
        if handed < end and last_use > origin:
            expected[f"LU@{day}"] = instants  # type: ignore[assignment]

    assert {
        id_: tuple(
            None if minute is None else origin + timedelta(minutes=minute)
            for minute in (
                order.reference_min,
                order.ready_min,
                order.cutoff_min,
                order.free_cancel_until_min,
            )
        )
        for id_, order in found.items()
    } == expected


def _instants(
    zone: str,
    day: date,
    asked: tuple[str, dict[str, Any], dict[str, Any], dict[str, Any]],
    is_working: Callable[[date], bool],
) -> tuple[datetime | None, ...]:
    """Reference, hand-over, cut-off and free deadline; the first where one is due."""
    reference, ready, cutoff, free = asked
    found: list[datetime | None] = []
    for on, clock in (
        (day, reference),
        (day - ready["days_before"] * DAY, ready["at"]),
    ):
        shown = shown_at(zone, on, clock)
        found.append(shown[0] if len(shown) == 1 else None)
    for lead in (cutoff, free):
        due = deadline_day(lead, day, is_working)
        shown = [] if due is None else shown_at(zone, due, lead["at"])
        found.append(shown[0] if shown else None)
    return tuple(found)


def test_a_year_of_an_offer_keeps_local_time() -> None:
    """
    Twelve months of Tuesdays and Thursdays: noon and 15:00 in winter and in summer.
    """
    context = a_context(date(2026, 3, 2), 365, "Europe/Berlin")
    found = expanded(context)
    berlin = ZoneInfo("Europe/Berlin")

    def local(minute: int) -> datetime:
        return (context.axis.origin_at + timedelta(minutes=minute)).astimezone(berlin)

    # 53 Tuesdays from 2026-03-03 to 2027-03-02 (ready the day before, the last of the
    # horizon) and 52 Thursdays, but for Ascension, Thursday 2026-05-14.
    assert len(found) == 53 + 52 - 1
    assert "LU@2026-05-14" not in found
    for id_, order in found.items():
        assert f"LU@{local(order.reference_min):%Y-%m-%d %H:%M}" == f"{id_} 12:00"
        assert f"{local(order.cutoff_min):%a %H:%M}" == "Wed 15:00"


@pytest.mark.parametrize(
    ("reference", "cutoff"),
    [
        # Calibrated in the first summer week, closed at 15:00 winter time, 14:00 UTC.
        pytest.param("2026-03-31T10:00Z", "2026-03-18T14:00Z", id="spring"),
        # Calibrated in the first winter week, closed at 15:00 summer time, 13:00 UTC.
        pytest.param("2026-10-27T11:00Z", "2026-10-14T13:00Z", id="autumn"),
    ],
)
def test_cut_offs_on_the_other_side_of_a_change(reference: str, cutoff: str) -> None:
    """
    Tuesday noon after the change; Wednesday 15:00 two weeks before it, local time.
    """
    day = date.fromisoformat(reference[:10])
    context = a_context(day - 3 * DAY, 7, "Europe/Berlin")
    order = expanded(context)[f"LU@{day}"]

    minute = context.axis.minute
    assert order.reference_min == minute(datetime.fromisoformat(reference))
    assert order.cutoff_min == minute(datetime.fromisoformat(cutoff))


def test_a_weekday_that_is_no_working_day_closes_earlier() -> None:
    """
    Wednesday 2026-03-11 is closed: what it closes is closed the Tuesday before.
    """
    # Two weeks before the week of Tuesday 2026-03-24 begins Monday 2026-03-09; closed
    # is the sixth day from 2026-03-06.
    context = a_context(date(2026, 3, 6), 30, "Europe/Berlin")
    order = expanded(context)["LU@2026-03-24"]

    closes = datetime.fromisoformat("2026-03-10T15:00+01:00")
    assert order.cutoff_min == context.axis.minute(closes)


def test_cancellation_and_placed_portions_are_of_their_date() -> None:
    """
    Two portions of Friday's order are placed; free until Tuesday ten days before it.
    """
    orders_of_file = to_problem(read_planning_file(as_bytes(a_file()))).orders
    order = next(each for each in orders_of_file if each.id == "LU-late@2026-03-27")

    assert (order.placed_portions, order.max_portions) == (2, 4)
    assert order.cancel_cost_per_portion_nok == 40_000
    # 2026-03-17 15:00 is five days and nine hours before Monday's midnight.
    assert order.free_cancel_until_min == -5 * 24 * 60 - 9 * 60
    assert {each.placed_portions for each in orders_of_file} == {0, 2}


def test_issues_of_offers_are_told_at_once() -> None:
    """
    Placed twice, placed too many and where nothing is offered; free after delivery.
    """
    file = a_file()
    file["supplies"][1] |= {
        "placed": [
            {"reference_date": "2026-03-27", "portions": 5},
            {"reference_date": "2026-03-27", "portions": 1},
            {"reference_date": "2026-03-26", "portions": 1},
        ],
        "free_cancellation": {"days_before": 0, "at": "12:01"},
    }
    with pytest.raises(InvalidDocument) as refusal:
        to_problem(read_planning_file(as_bytes(file)))

    assert [str(issue) for issue in refusal.value.issues] == [
        "supplies[1].placed[0].portions: more than max_portions of the offer",
        "supplies[1].placed[1].reference_date: 2026-03-27 occurs twice",
        "supplies[1].placed[2].reference_date: nothing is offered for 2026-03-26",
        "supplies[1].free_cancellation: lies after an order is ready",
    ]
