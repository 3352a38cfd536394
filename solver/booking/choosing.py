"""Which of many seats to show: few, far enough apart, on as many days as there are."""

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import TypeVar

from solver.booking.candidates import QUARTER_MIN
from solver.search.insertion import Seat

MOST_A_DAY = 5
"""Slots of one day to show, at most."""

APART_MIN = (120, 60, 30, QUARTER_MIN)
"""How far apart they are, as far as there are enough."""

T = TypeVar("T")


def chosen(
    by_day: Iterable[list[Seat]], limit: int, attempt: Callable[[Seat], T | None]
) -> list[T]:
    """
    What comes of the best seats, day after day in turns, up to a limit.

    Parameters
    ----------
    by_day
        Seats of each day.
    attempt
        Makes something of a seat, or ``None`` if it turns out to be none.
    """
    days = sorted(by_day, key=lambda seats: min(each.key for each in seats))
    turns = [_of_day(seats, attempt) for seats in days]
    found: list[T] = []
    while turns and len(found) < limit:
        going = []
        for turn in turns:
            one = next(turn, None) if len(found) < limit else None
            if one is not None:
                found.append(one)
                going.append(turn)
        turns = going
    return found


def _of_day(seats: list[Seat], attempt: Callable[[Seat], T | None]) -> Iterator[T]:
    """The cheapest seats of a day that can be had, far apart before close together."""
    taken: list[int] = []
    failed: set[int] = set()
    for _, tier in groupby(sorted(seats, key=_rank), key=lambda each: each.key[:2]):
        alike = list(tier)
        for apart in APART_MIN:
            for seat in alike:
                minute = seat.injection_min
                if minute in failed or any(abs(minute - e) < apart for e in taken):
                    continue
                made = attempt(seat)
                if made is None:
                    failed.add(minute)
                    continue
                taken.append(minute)
                yield made
                if len(taken) == MOST_A_DAY:
                    return


def _rank(seat: Seat) -> tuple[float, ...]:
    """The cheapest first; of those that cost the same, full quarters before others."""
    *key, minute = seat.key
    return (*key, minute % QUARTER_MIN != 0, minute)
