"""Frames: bits are minutes counted from the frame's start."""

from solver.problem.base import Interval
from solver.state.bitset import merged
from solver.state.frame import Frame
from solver.state.hours import NEVER_MIN, first_inside, last_inside

FRAME = Frame(100, 110)


def test_span_is_cut_to_the_frame() -> None:
    """Minutes before and after the frame are left out; bit 0 is minute 100."""
    assert FRAME.span(90, 103) == 0b111
    assert FRAME.span(108, 200) == 0b1100000000
    assert FRAME.span(110, 120) == 0
    assert FRAME.full == 2**10 - 1


def test_minutes_are_absolute_on_the_outside() -> None:
    """First, last and membership speak of minutes, not of bits; -1 is none."""
    bits = FRAME.span(103, 105)
    assert FRAME.first_at_or_after(bits, 0) == 103
    assert FRAME.first_at_or_after(bits, 105) == -1
    assert FRAME.last_at_or_before(bits, 400) == 104
    assert FRAME.last_at_or_before(bits, 102) == -1
    assert [FRAME.holds(bits, minute) for minute in (102, 103, 104, 105, 90)] == [
        False,
        True,
        True,
        False,
        False,
    ]


def test_moved_frame_keeps_its_bits_in_step() -> None:
    """Bit k of a frame moved by five minutes is five minutes later."""
    assert FRAME.moved(5, longer=2) == Frame(105, 117)
    assert FRAME.moved(-100).span(3, 4) == FRAME.span(103, 104)


def test_frame_without_minutes_is_empty() -> None:
    """A window that has closed leaves nothing, whatever is asked."""
    nothing = Frame(10, 10)
    assert nothing.is_empty
    assert nothing.full == nothing.span(0, 100) == 0


def test_hours_find_the_nearest_minute_inside() -> None:
    """Between two spans, the first minute after and the last before."""
    spans = merged(
        [
            Interval(start_min=60, end_min=70),
            Interval(start_min=10, end_min=15),
            Interval(start_min=15, end_min=20),
        ],
        horizon_min=65,
    )
    assert spans == ((10, 20), (60, 65))
    assert [first_inside(spans, at) for at in (0, 12, 20, 64, 65)] == [
        10,
        12,
        60,
        64,
        NEVER_MIN,
    ]
    assert [last_inside(spans, at) for at in (9, 12, 20, 64, 90)] == [
        NEVER_MIN,
        12,
        19,
        64,
        64,
    ]
