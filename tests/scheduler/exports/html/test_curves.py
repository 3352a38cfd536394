"""Decay curves: they start at the batch's activity and end with what is left."""

import re
from itertools import pairwise

from scheduler.exports.html.curves import BOTTOM, HEIGHT, LEFT, RIGHT, WIDTH, curves
from scheduler.exports.index import Index
from tests.scheduler.exports.sample_week import sample_week

FLOOR = HEIGHT - BOTTOM


def _points(path: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r"([\d.-]+) ([\d.-]+)", path)]


def _index() -> Index:
    problem, result = sample_week()
    assert result.plan is not None
    return Index(problem, result.plan)


def test_the_activity_only_falls() -> None:
    """Left to right, what is left of a batch never rises and never turns negative."""
    for curve in curves(_index()):
        points = _points(curve.left)

        assert points == sorted(points, key=lambda point: point[0])
        heights = [FLOOR - y for _, y in points]
        assert all(now >= later for now, later in pairwise(heights))
        assert heights[-1] >= 0
        assert all(LEFT <= x <= WIDTH - RIGHT for x, _ in points)


def test_every_dose_is_a_step() -> None:
    """A batch of seven doses has seven points, each at a fall of the curve."""
    curve = next(each for each in curves(_index()) if each.batch_id == "R-FDG-mon")
    points = _points(curve.left)

    assert len(curve.draws) == 7
    for draw in curve.draws:
        heights = [y for x, y in points if x == draw.x]
        assert max(heights) == draw.y > min(heights)


def test_unit_doses_leave_nothing() -> None:
    """
    A run whose vials are exactly its doses ends at nothing.

    R-FDG-mon has the demands and the sample of quality control, and no more, so
    after the last dose the curve lies on the floor, to a tenth of a pixel.
    """
    curve = next(each for each in curves(_index()) if each.batch_id == "R-FDG-mon")

    assert abs(_points(curve.left)[-1][1] - FLOOR) <= 0.1


def test_half_is_left_after_a_half_life() -> None:
    """Undrawn, the curve of F-18 halves within 109.77 minutes, to half a pixel."""
    curve = next(each for each in curves(_index()) if each.batch_id == "R-FDG-mon")
    undrawn = _points(curve.undrawn)
    # The axis' marks give the scale: minutes per pixel from hours 0 and 1.
    (x0, _), (x1, _) = curve.x_ticks[:2]
    half_x = x0 + (x1 - x0) * 109.77 / 60

    nearest = min(undrawn, key=lambda point: abs(point[0] - half_x))

    start_height = FLOOR - undrawn[0][1]
    # Samples lie at most a 90th of the width apart: 3.6 px, 2 % of the height.
    assert abs((FLOOR - nearest[1]) - start_height / 2) < 0.02 * start_height


def test_axes_are_named() -> None:
    """A run counts hours from EOS, an order from its reference time."""
    named = {curve.batch_id: (curve.x_name, curve.y_name) for curve in curves(_index())}

    assert named["R-FDG-mon"] == ("hours from EOS", "GBq")
    assert named["O-LU"] == ("hours from reference time", "GBq")
