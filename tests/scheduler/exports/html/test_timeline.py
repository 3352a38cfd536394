"""Time charts: what is where, to the pixel, and local days of any length."""

from datetime import UTC, date, datetime

from scheduler.exports.html.blocks import Block, Group, Row, Segment
from scheduler.exports.html.days import LocalDay, days, main_zone
from scheduler.exports.html.shapes import Bar, Chart
from scheduler.exports.html.timeline import (
    BAR_HEIGHT,
    LABEL_WIDTH,
    RIGHT_MARGIN,
    ROW_GAP,
    WIDTH,
    chart,
)
from scheduler.exports.local_time import LocalClock
from solver.problem.base import Interval
from solver.problem.problem import Problem
from tests.scheduler.exports.sample_week import sample_week

MIDNIGHT = datetime(2026, 3, 1, 23, tzinfo=UTC)  # in Oslo
PER_HOUR = (WIDTH - LABEL_WIDTH - RIGHT_MARGIN) / 6
DAY = LocalDay(day=date(2026, 3, 2), start_min=0, end_min=24 * 60)


def _block(label: str, start_min: int, end_min: int, short: str = "") -> Block:
    return Block(
        label=label,
        title=label,
        product_id="P",
        segments=(Segment(kind="scan", start_min=start_min, end_min=end_min),),
        short=short,
    )


def _chart(*rows: Row, as_of_min: int = -60, zone: str = "Europe/Oslo") -> Chart:
    problem = Problem(
        name="x", origin_at=MIDNIGHT, as_of_min=as_of_min, horizon_min=24 * 60
    )
    drawn = chart(problem, DAY, [Group(title="G", zone=zone, rows=rows)])
    assert drawn is not None
    return drawn


def _bars(*blocks: Block) -> tuple[Bar, ...]:
    return _chart(Row(label="R", blocks=blocks)).bands[0].bars


def test_a_bar_is_where_its_minutes_are() -> None:
    """
    08:30 to 09:30 starts half an hour into a chart that begins at 08:00.

    A chart spans six hours at least, so an hour is a sixth of its width.
    """
    rect = _bars(_block("A", 8 * 60 + 30, 9 * 60 + 30))[0].rects[0]

    assert rect.x == round(LABEL_WIDTH + PER_HOUR / 2, 1)
    assert abs(rect.width - PER_HOUR) < 0.11


def test_what_overlaps_lies_below_each_other() -> None:
    """Two blocks that touch share a lane; one that overlaps has its own."""
    first, touching, overlapping = _bars(
        _block("A", 480, 540), _block("B", 540, 600), _block("C", 530, 560)
    )

    by_label = {bar.label: bar.y for bar in (first, touching, overlapping)}
    assert by_label["A"] == by_label["B"]
    assert by_label["C"] == by_label["A"] + BAR_HEIGHT + ROW_GAP


def test_midnight_clips() -> None:
    """What began yesterday is drawn from the chart's edge; tomorrow not at all."""
    drawn = _chart(
        Row(
            label="R",
            blocks=(_block("A", -600, 60), _block("tomorrow", 1440, 1500)),
        )
    )

    bars = drawn.bands[0].bars
    assert [bar.title for bar in bars] == ["A"]
    assert bars[0].rects[0].x == LABEL_WIDTH


def test_hours_are_local() -> None:
    """The same chart has its own hours for a group in another zone."""
    row = Row(label="R", blocks=(_block("A", 480, 540),))

    oslo = _chart(row).bands[0].ticks
    kolkata = _chart(row, zone="Asia/Kolkata").bands[0].ticks

    assert oslo[0] == (LABEL_WIDTH, "08:00")
    # 08:00 in Oslo is 12:30 in Kolkata: the first full hour is 30 minutes later.
    assert kolkata[0] == (round(LABEL_WIDTH + PER_HOUR / 2, 1), "13:00")


def test_closed_hours_are_shaded() -> None:
    """Outside a row's calendar the chart is shaded: here before 09:00."""
    row = Row(
        label="R",
        blocks=(_block("A", 480, 540),),
        available=(Interval(start_min=540, end_min=1440),),
    )

    closed = _chart(row).bands[0].closed

    assert [rect.x for rect in closed] == [LABEL_WIDTH]
    assert abs(closed[0].width - PER_HOUR) < 0.11


def test_labels_fit_their_bars() -> None:
    """
    A label that does not fit gives way to its short form, its tail or nothing.

    An hour is PER_HOUR = 158 px wide, 25 minutes 65.8 px: less the margin of 6 px
    that is 9 letters of 6.5 px. The bars touch, so there is no room beside them.
    """
    bars = _bars(
        _block("TRIAL-7-101", 480, 505),
        _block("clinical, urgent", 505, 530, short="clin"),
        _block("TRIAL-7-102", 530, 533),
        _block("", 533, 560),
    )

    assert [bar.label for bar in bars] == ["\u2026AL-7-101", "clin", "", ""]


def test_a_label_may_stand_beside_its_bar() -> None:
    """Where a row is free, the label of a short bar stands to its right."""
    bar = _bars(_block("TRIAL-7-102", 540, 543))[0]

    assert bar.label == "TRIAL-7-102"
    assert bar.label_x > bar.rects[0].x + bar.rects[0].width


def test_a_moment_is_drawn_and_named() -> None:
    """What takes no time, like an order that is ready, still has a mark and a name."""
    bar = _bars(_block("LU 7.4 GBq", 540, 540))[0]

    assert bar.rects[0].width > 0
    assert bar.label == "LU 7.4 GBq"
    assert bar.label_x > bar.rects[0].x


def test_no_label_lies_on_an_injection() -> None:
    """The dark mark of an injection stays free: the label is on the widest stretch."""
    segments = (
        Segment(kind="preparation", start_min=480, end_min=510),
        Segment(kind="injection", start_min=510, end_min=515),
        Segment(kind="uptake", start_min=515, end_min=575),
    )
    block = Block(label="TRIAL-7", title="x", product_id="P", segments=segments)

    bar = _bars(block)[0]

    assert bar.label == "TRIAL-7"
    assert bar.label_x > bar.rects[2].x


def test_now_is_marked_when_it_is_shown() -> None:
    """The line of now is where it is, and only on its day."""
    row = Row(label="R", blocks=(_block("A", 480, 540),))

    assert _chart(row, as_of_min=480 + 180).now_x == round(
        LABEL_WIDTH + 3 * PER_HOUR, 1
    )
    assert _chart(row, as_of_min=0).now_x is None


def test_a_day_without_blocks_has_no_chart() -> None:
    """Nothing happens, nothing is drawn."""
    problem, _ = sample_week()
    group = Group(title="G", zone="Europe/Oslo", rows=(Row(label="R", blocks=()),))

    assert chart(problem, DAY, [group]) is None


def test_days_follow_the_clock() -> None:
    """
    Days are local, and as long as they are.

    On 29 March 2026 Oslo has 23 hours, on 25 October 25.
    """
    spring = LocalClock(datetime(2026, 3, 28, 23, tzinfo=UTC), "Europe/Oslo")
    autumn = LocalClock(datetime(2026, 10, 24, 22, tzinfo=UTC), "Europe/Oslo")
    rows = (Row(label="R", blocks=(_block("A", 300, 360),)),)
    groups = [Group(title="G", zone="Europe/Oslo", rows=rows)]

    assert days(spring, groups) == [
        LocalDay(day=date(2026, 3, 29), start_min=0, end_min=23 * 60)
    ]
    assert days(autumn, groups) == [
        LocalDay(day=date(2026, 10, 25), start_min=0, end_min=25 * 60)
    ]


def test_a_long_block_is_on_each_of_its_days() -> None:
    """A stay over two midnights is drawn on three days."""
    clock = LocalClock(MIDNIGHT, "Europe/Oslo")
    rows = (Row(label="R", blocks=(_block("A", 1430, 2 * 1440 + 10),)),)

    found = days(clock, [Group(title="G", zone="Europe/Oslo", rows=rows)])

    assert [day.day.day for day in found] == [2, 3, 4]


def test_the_main_zone_is_the_most_common() -> None:
    """Three of four sites and both producers are in Oslo's zone."""
    assert main_zone(sample_week()[0]) == "Europe/Oslo"
