"""What is drawn on the time charts: blocks of segments in rows of groups."""

from dataclasses import dataclass

from solver.problem.base import Interval


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """
    One stretch of a block.

    Parameters
    ----------
    kind
        How it is drawn: "synthesis", "control", "transport", "receiving",
        "preparation", "injection", "uptake", "scan", "turnover" or "staff".
    start_min, end_min
        From and to [min]; a moment has both equal.
    """

    kind: str
    start_min: int
    end_min: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """
    Segments that belong together: a batch on its line, a participant in a chair.

    Parameters
    ----------
    label
        Text on the bar, if it fits.
    short
        Text that replaces a label that does not fit; without one, its tail does.
    title
        Full text, shown on hovering and read out.
    product_id
        Decides the color.
    """

    label: str
    title: str
    product_id: str
    segments: tuple[Segment, ...]
    short: str = ""

    @property
    def start_min(self) -> int:
        """First minute of the block."""
        return min(segment.start_min for segment in self.segments)

    @property
    def end_min(self) -> int:
        """Minute after the block."""
        return max(segment.end_min for segment in self.segments)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line, a lane, a place, a scanner or a person, with its blocks."""

    label: str
    blocks: tuple[Block, ...]
    available: tuple[Interval, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Rows of one facility; the hours above them are those of its zone."""

    title: str
    zone: str
    rows: tuple[Row, ...]
