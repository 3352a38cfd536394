"""Shapes of a time chart, in pixels."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Rect:
    """A rectangle of a kind [px]."""

    x: float
    y: float
    width: float
    height: float
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A block that has its place: rectangles, the label that fits, the title."""

    label_x: float
    y: float
    label: str
    title: str
    product_id: str
    rects: tuple[Rect, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RowLabel:
    """Name of a row, cut to its column, and in full."""

    y: float
    text: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A group that has its place: header with local hours, rows below it."""

    title: str
    zone: str
    y: float
    height: float
    ticks: tuple[tuple[float, str], ...]
    labels: tuple[RowLabel, ...]
    closed: tuple[Rect, ...]
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """One day of one family of groups."""

    day: date
    width: float
    height: float
    label_width: float
    bands: tuple[Band, ...]
    now_x: float | None
