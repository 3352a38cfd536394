"""Decay and draw-down of each batch: what is left of it, dose after dose."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from scheduler.exports.index import Index, participant_text
from scheduler.exports.local_time import moment_text
from scheduler.exports.quantities import activity_text, mbq_text
from solver.decay import decay_factor
from solver.plan.plan import PlannedBatch
from solver.units import (
    KBQ_PER_GBQ,
    KBQ_PER_MBQ,
    MINUTES_PER_DAY,
    MINUTES_PER_HOUR,
)

WIDTH, HEIGHT = 376, 210
LEFT, RIGHT, TOP, BOTTOM = 46, 10, 12, 34
_SAMPLES = 90
_TICKS = 6
_LONG_HOURS = 72
_MOST_DOUBLINGS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw:
    """One dose on the curve [px]."""

    x: float
    y: float
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """
    One batch.

    Parameters
    ----------
    left
        Path of the activity left, falling by each dose at its injection.
    undrawn
        Path of the activity if nothing were drawn.
    x_ticks, y_ticks
        Position and text of the axes' marks.
    """

    batch_id: str
    reference_at: datetime
    product_id: str
    product: str
    caption: str
    width: int
    height: int
    left: str
    undrawn: str
    draws: tuple[Draw, ...]
    x_ticks: tuple[tuple[float, str], ...]
    y_ticks: tuple[tuple[float, str], ...]
    x_name: str
    y_name: str


@dataclass(frozen=True, slots=True)
class _Frame:
    """From minutes and kBq to pixels."""

    start_min: int
    end_min: int
    top_kbq: float

    def x(self, minute: float) -> float:
        share = (minute - self.start_min) / (self.end_min - self.start_min)
        return round(LEFT + share * (WIDTH - LEFT - RIGHT), 1)

    def y(self, kbq: float) -> float:
        share = kbq / self.top_kbq
        return round(HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM), 1)


def curves(index: Index) -> tuple[Curve, ...]:
    """A curve for every batch, by EOS or reference time."""
    batches = sorted(index.plan.batches, key=lambda each: (each.reference_min, each.id))
    return tuple(_curve(index, batch) for batch in batches)


def _curve(index: Index, batch: PlannedBatch) -> Curve:
    product = index.product_of(batch.id)
    unit = index.unit_of(batch.id)
    process = index.process_of(batch.id)
    doses = index.administrations_of_batch.get(batch.id, [])
    injections = [each.injection_min for each in doses]
    start_min = min([batch.reference_min, *injections])
    last_min = max([batch.reference_min + MINUTES_PER_HOUR, *injections])
    end_min = last_min + max(10, (last_min - start_min) // 16)

    def at_minute(kbq: float, minute: float) -> float:
        # A plan that nobody has checked may say anything.
        age_min = max(
            minute - batch.reference_min, -_MOST_DOUBLINGS * product.half_life_min
        )
        return kbq * decay_factor(age_min, product.half_life_min)

    frame = _Frame(start_min, end_min, at_minute(batch.activity_kbq, start_min))
    step_min = (end_min - start_min) / _SAMPLES
    grid = [start_min + number * step_min for number in range(_SAMPLES + 1)]

    # Quality control takes its sample at EOS; each dose leaves at its injection.
    at_reference = float(batch.activity_kbq - (process.sample_kbq if process else 0))
    points: list[tuple[float, float]] = []
    draws: list[Draw] = []
    clock = index.clock(unit.zone)
    pending = list(doses)
    for minute in sorted({*grid, *injections}):
        points.append((minute, at_minute(at_reference, minute)))
        while pending and pending[0].injection_min <= minute:
            each = pending.pop(0)
            at_reference -= _taken_kbq(index, batch, each.vial_ids, each.demand_kbq)
            points.append((minute, at_minute(at_reference, minute)))
            visit = index.visits[each.visit_id]
            site = index.sites[visit.site_id]
            draws.append(
                Draw(
                    x=frame.x(minute),
                    y=frame.y(max(points[-1][1], 0.0)),
                    title=(
                        f"{participant_text(visit)} ({visit.id}): "
                        f"{mbq_text(each.draw_kbq)} MBq at {site.name}, "
                        f"{moment_text(index.clock(site.zone).at(each.injection_min))}"
                    ),
                )
            )
    in_gbq = frame.top_kbq >= KBQ_PER_GBQ
    in_hours = end_min - start_min <= _LONG_HOURS * MINUTES_PER_HOUR
    zero = "EOS" if process else "reference time"
    return Curve(
        batch_id=batch.id,
        reference_at=clock.at(batch.reference_min),
        product_id=product.id,
        product=product.name,
        caption=(
            f"{activity_text(batch.activity_kbq)} at {zero}, "
            f"{moment_text(clock.at(batch.reference_min))}"
        ),
        width=WIDTH,
        height=HEIGHT,
        left=_path(frame, points),
        undrawn=_path(
            frame, [(each, at_minute(batch.activity_kbq, each)) for each in grid]
        ),
        draws=tuple(draws),
        x_ticks=tuple(_x_ticks(frame, batch.reference_min, in_hours=in_hours)),
        y_ticks=tuple(
            _y_ticks(frame, KBQ_PER_GBQ if in_gbq else KBQ_PER_MBQ),
        ),
        x_name=f"{'hours' if in_hours else 'days'} from {zero}",
        y_name="GBq" if in_gbq else "MBq",
    )


def _taken_kbq(
    index: Index, batch: PlannedBatch, vial_ids: tuple[str, ...], demand_kbq: int
) -> int:
    """What a dose takes from this batch: whole vials go as a whole."""
    if index.product_of(batch.id).container.content_kbq is None:
        return demand_kbq
    return sum(
        index.vials[vial].activity_kbq
        for vial in vial_ids
        if index.shipments[index.vials[vial].shipment_id].batch_id == batch.id
    )


def _path(frame: _Frame, points: list[tuple[float, float]]) -> str:
    return "M" + "L".join(
        f"{frame.x(minute)} {frame.y(max(kbq, 0.0))}" for minute, kbq in points
    )


def _nice(step: float) -> float:
    """Least of 1, 2, 5 times a power of ten that is not below."""
    power = 1.0
    while power > step:
        power /= 10
    while power * 10 <= step:
        power *= 10
    return next(
        (power * each for each in (1, 2, 5) if power * each >= step), power * 10
    )


def _x_ticks(
    frame: _Frame, zero_min: int, *, in_hours: bool
) -> Iterator[tuple[float, str]]:
    unit_min = MINUTES_PER_HOUR if in_hours else MINUTES_PER_DAY
    span = (frame.end_min - frame.start_min) / unit_min
    step = _nice(span / 6)
    number = -int((zero_min - frame.start_min) / unit_min / step)
    while (minute := zero_min + number * step * unit_min) <= frame.end_min:
        yield frame.x(minute), f"{number * step:g}"
        number += 1


def _y_ticks(frame: _Frame, unit_kbq: int) -> Iterator[tuple[float, str]]:
    step = _nice(frame.top_kbq / unit_kbq / _TICKS)
    number = 0
    while number * step * unit_kbq <= frame.top_kbq:
        yield frame.y(number * step * unit_kbq), f"{number * step:g}"
        number += 1
