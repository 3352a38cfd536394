"""Timetables against all timetables there are."""

from collections.abc import Iterator
from itertools import permutations, product
from random import Random

import pytest

from solver.model.groups import NEVER, Group, Portion, Timetable, Use
from solver.model.timetable import best_timetable

MINUTES = 9
LENGTH = 16
WAITS = (2, 4)
USES = (
    Use(0, 0, starts_at_scan=False, end_min=2, ends_at_scan=False),  # injector
    Use(1, -1, starts_at_scan=False, end_min=0, ends_at_scan=True),  # place
    Use(2, 0, starts_at_scan=True, end_min=3, ends_at_scan=True),  # scanner
)
Seat = tuple[int, int, int]
"""Injection minute, batch, scan start."""


def _needs(rng: Random) -> tuple[tuple[int, ...], ...]:
    """What a dose takes from two batches, the later the more, with gaps."""
    rows = []
    for start in (rng.randint(0, 3), rng.randint(1, 5)):
        row = [
            NEVER if at < start or rng.random() < 0.15 else (100 + at) * 2 ** (at - 2)
            for at in range(MINUTES)
        ]
        rows.append(tuple(row))
    return tuple(rows)


def _fits(seats: tuple[Seat, ...], places: list[list[int]]) -> bool:
    """Whether no pool is used by more than are free."""
    taken = [[0] * LENGTH for _ in places]
    for injection, _, scan in seats:
        for use in USES:
            start = (scan if use.starts_at_scan else injection) + use.start_min
            end = (scan if use.ends_at_scan else injection) + use.end_min
            for minute in range(max(start, 0), end):
                taken[use.pool][minute] += 1
    return all(
        used <= free
        for row, pool in zip(taken, places, strict=True)
        for used, free in zip(row, pool, strict=True)
    )


def _all(portion: tuple[tuple[int, ...], ...]) -> Iterator[tuple[int, Seat]]:
    """Every seat of one dose, and what it takes."""
    for batch, row in enumerate(portion):
        for minute, need in enumerate(row):
            if need != NEVER:
                for wait in range(WAITS[0], WAITS[1] + 1):
                    yield need, (minute, batch, minute + wait)


def _least(
    portions: list[tuple[tuple[int, ...], ...]],
    places: list[list[int]],
    capacities: list[int | None],
) -> int | None:
    found = None
    for seats in product(*(list(_all(each)) for each in portions)):
        total = sum(need for need, _ in seats)
        if found is not None and total >= found:
            continue
        drawn = [
            sum(need for need, (_, source, _) in seats if source == batch)
            for batch in (0, 1)
        ]
        is_enough = all(
            most is None or used <= most
            for used, most in zip(drawn, capacities, strict=True)
        )
        if is_enough and _fits(tuple(each for _, each in seats), places):
            found = total
    return found


def _seats(found: Timetable) -> tuple[Seat, ...]:
    """First come, first served."""
    doses = sorted(dose for portion in found.doses[0] for dose in portion)
    return tuple(
        (minute, batch, scan)
        for (minute, batch), scan in zip(doses, found.scans[0], strict=True)
    )


@pytest.mark.parametrize("seed", range(12))
def test_no_timetable_takes_less(seed: int) -> None:
    """
    The same least activity as by trying all; and what is found is a timetable.
    """
    rng = Random(seed)
    portions = [_needs(rng) for _ in range(3)]
    places = [
        [int(rng.random() < 0.9) for _ in range(LENGTH)],
        [rng.randint(1, 2)] * LENGTH,
        [int(rng.random() < 0.95) for _ in range(LENGTH)],
    ]
    capacities = [None, rng.choice([None, 2500])]
    least = _least(portions, places, capacities)

    group = Group(tuple(Portion(1, each) for each in portions), WAITS, USES)
    found = best_timetable([group], places, capacities)

    if least is None:
        assert found is None
        return
    assert found is not None
    assert found.is_proved
    assert least - 1 <= found.bound_kbq <= least
    drawn = sum(
        portions[number][batch][minute]
        for number, portion in enumerate(found.doses[0])
        for minute, batch in portion
    )
    assert drawn == least
    seats = _seats(found)
    assert _fits(seats, places)
    assert all(WAITS[0] <= scan - minute <= WAITS[1] for minute, _, scan in seats)


def test_the_same_whoever_comes_first() -> None:
    """
    Two doses that are equal are one portion of two.
    """
    needs = (tuple(10 * 2**minute for minute in range(MINUTES)),)
    places = [[1] * LENGTH, [2] * LENGTH, [1] * LENGTH]

    one = best_timetable([Group((Portion(2, needs),), WAITS, USES)], places, [None])
    two = best_timetable(
        [Group((Portion(1, needs), Portion(1, needs)), WAITS, USES)], places, [None]
    )

    assert one is not None
    assert two is not None
    assert one.bound_kbq == two.bound_kbq
    assert any(
        one.doses[0][0] == order
        for order in permutations(dose for each in two.doses[0] for dose in each)
    )


def test_nobody_can_be_seated_where_nothing_is_free() -> None:
    """
    No timetable is no timetable.
    """
    group = Group((Portion(1, ((1,) * MINUTES,)),), None, (USES[0],))

    assert best_timetable([group], [[0] * LENGTH], [None]) is None
