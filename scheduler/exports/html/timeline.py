"""From blocks to coordinates: one time chart per local day."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from scheduler.exports.html.blocks import Block, Group, Row
from scheduler.exports.html.days import LocalDay
from scheduler.exports.html.shapes import Band, Bar, Chart, Rect, RowLabel
from scheduler.exports.local_time import LocalClock, offset_text
from solver.problem.problem import Problem

WIDTH = 1180
LABEL_WIDTH = 214
RIGHT_MARGIN = 18
BAR_HEIGHT = 20
ROW_GAP = 6
HEADER_HEIGHT = 44
GROUP_GAP = 12
LETTER_WIDTH = 6.5
"""Width of a letter at the bars' type size, generous [px]."""

_MIN_SPAN_MIN = 6 * 60
_MIN_BAR_WIDTH = 3
_MIN_LETTERS = 3
_QUARTER = 15
_LABEL_GAP = 4
_ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"


@dataclass(slots=True)
class _Scale:
    """From minutes to pixels."""

    start_min: int
    end_min: int
    per_min: float = field(init=False)

    def __post_init__(self) -> None:
        self.per_min = (WIDTH - LABEL_WIDTH - RIGHT_MARGIN) / (
            self.end_min - self.start_min
        )

    def x(self, minute: int) -> float:
        clipped = min(max(minute, self.start_min), self.end_min)
        return round(LABEL_WIDTH + (clipped - self.start_min) * self.per_min, 1)

    def shows(self, start_min: int, end_min: int) -> bool:
        if start_min == end_min:
            return self.start_min <= start_min < self.end_min
        return start_min < self.end_min and end_min > self.start_min


def chart(problem: Problem, day: LocalDay, groups: Sequence[Group]) -> Chart | None:
    """The groups on one day, or nothing if nothing happens."""
    whole_day = _Scale(day.start_min, day.end_min)
    shown = [
        block
        for group in groups
        for row in group.rows
        for block in row.blocks
        if whole_day.shows(block.start_min, block.end_min)
    ]
    if not shown:
        return None
    scale = _scale(day, shown)
    bands: list[Band] = []
    y = 0.0
    for group in groups:
        rows = [row for row in group.rows if _on(scale, row)]
        if rows:
            bands.append(_band(problem, scale, group, rows, y))
            y += bands[-1].height + GROUP_GAP
    now = problem.as_of_min
    return Chart(
        day=day.day,
        width=WIDTH,
        height=y,
        label_width=LABEL_WIDTH,
        bands=tuple(bands),
        now_x=scale.x(now) if scale.shows(now, now) else None,
    )


def _on(scale: _Scale, row: Row) -> list[Block]:
    return [
        block for block in row.blocks if scale.shows(block.start_min, block.end_min)
    ]


def _scale(day: LocalDay, blocks: Sequence[Block]) -> _Scale:
    """Whole hours around what happens that day, six at least."""
    start = max(min(block.start_min for block in blocks), day.start_min)
    end = min(max(block.end_min for block in blocks), day.end_min)
    start -= (start - day.start_min) % 60
    end += -(end - day.start_min) % 60
    end = max(end, start + _MIN_SPAN_MIN)
    return _Scale(start, end)


def _band(
    problem: Problem, scale: _Scale, group: Group, rows: Sequence[Row], top: float
) -> Band:
    clock = LocalClock(problem.origin_at, group.zone)
    y = top + HEADER_HEIGHT
    labels: list[RowLabel] = []
    closed: list[Rect] = []
    bars: list[Bar] = []
    for row in rows:
        lanes = _lanes(_on(scale, row))
        height = len(lanes) * (BAR_HEIGHT + ROW_GAP)
        labels.append(
            RowLabel(
                y=y + BAR_HEIGHT / 2,
                text=_cut(row.label, LABEL_WIDTH - 12),
                title=row.label,
            )
        )
        closed.extend(_closed(scale, row, y - ROW_GAP / 2, height))
        for lane in lanes:
            ends = [*(scale.x(block.start_min) for block in lane[1:]), WIDTH]
            bars.extend(
                _bar(scale, block, y, room_until=end)
                for block, end in zip(lane, ends, strict=True)
            )
            y += BAR_HEIGHT + ROW_GAP
    return Band(
        title=group.title,
        zone=f"{group.zone}, UTC{offset_text(clock.at(scale.start_min))}",
        y=top,
        height=y - top,
        ticks=tuple(_ticks(scale, clock)),
        labels=tuple(labels),
        closed=tuple(closed),
        bars=tuple(bars),
    )


def _lanes(blocks: Sequence[Block]) -> list[list[Block]]:
    """Blocks that overlap lie below each other: first fit by start."""
    lanes: list[list[Block]] = []
    for block in sorted(blocks, key=lambda each: (each.start_min, each.end_min)):
        for lane in lanes:
            if lane[-1].end_min <= block.start_min:
                lane.append(block)
                break
        else:
            lanes.append([block])
    return lanes


def _closed(scale: _Scale, row: Row, y: float, height: float) -> Iterator[Rect]:
    """Stretches outside a row's calendar."""
    if row.available is None:
        return
    at = scale.start_min
    ends = [(each.start_min, each.end_min) for each in row.available]
    for start, end in [*sorted(ends), (scale.end_min, scale.end_min)]:
        if start > at and at < scale.end_min:
            x = scale.x(at)
            yield Rect(
                x=x,
                y=y,
                width=round(scale.x(start) - x, 1),
                height=height,
                kind="closed",
            )
        at = max(at, end)


def _bar(scale: _Scale, block: Block, y: float, *, room_until: float) -> Bar:
    rects = []
    for segment in block.segments:
        if scale.shows(segment.start_min, segment.end_min):
            x = scale.x(segment.start_min)
            width = max(scale.x(segment.end_min) - x, _MIN_BAR_WIDTH)
            rects.append(
                Rect(
                    x=x,
                    y=y,
                    width=round(width, 1),
                    height=BAR_HEIGHT,
                    kind=segment.kind,
                )
            )
    label_x, label = _label(block, rects, room_until)
    return Bar(
        label_x=label_x,
        y=y,
        label=label,
        title=block.title,
        product_id=block.product_id,
        rects=tuple(rects),
    )


def _label(block: Block, rects: Sequence[Rect], room_until: float) -> tuple[float, str]:
    """
    Where the label begins, and as much of it as is legible there.

    On the widest stretch; else over the whole bar, unless the dark mark of an
    injection lies in it; else beside the bar, where the row is free; else its
    tail, which tells codes apart.
    """
    widest = max(rects, key=lambda rect: rect.width)
    left = min(rect.x for rect in rects)
    right = max(rect.x + rect.width for rect in rects)
    on_bar = [(widest.x, widest.width)]
    if all(rect.kind != "injection" for rect in rects):
        on_bar.append((left, right - left))
    if block.start_min == block.end_min:
        on_bar = []
    spaces = [*on_bar, (right, room_until - right)]
    for x, width in spaces:
        for text in filter(None, (block.label, block.short)):
            if len(text) <= _letters(width):
                return round(x + _LABEL_GAP, 1), text
    x, width = (on_bar or spaces)[-1]
    letters = _letters(width)
    if not block.label or block.short or letters < _MIN_LETTERS:
        return x, ""
    tail = block.label[len(block.label) - letters + 1 :]
    return round(x + _LABEL_GAP, 1), _ELLIPSIS + tail


def _letters(width: float) -> int:
    """How many letters fit into a stretch of a bar."""
    return int((width - 1.5 * _LABEL_GAP) / LETTER_WIDTH)


def _cut(text: str, width: float) -> str:
    """The text, or as much of its beginning as fits."""
    letters = int(width / LETTER_WIDTH)
    return text if len(text) <= letters else text[: letters - 1] + _ELLIPSIS


def _ticks(scale: _Scale, clock: LocalClock) -> Iterator[tuple[float, str]]:
    """Full local hours; every second one where a day is long."""
    # Offsets of all zones are whole quarters of an hour.
    first = scale.start_min + -clock.at(scale.start_min).minute % _QUARTER
    step = 1 if scale.end_min - scale.start_min <= 16 * 60 else 2
    for minute in range(first, scale.end_min + 1, _QUARTER):
        at = clock.at(minute)
        if at.minute == 0 and at.hour % step == 0:
            yield scale.x(minute), f"{at:%H:%M}"
