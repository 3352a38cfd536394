"""When a generator could be eluted for one more run (rule 6)."""

from collections.abc import Iterator

from solver.problem.equipment import Generator
from solver.state.elutions import (
    Elution,
    in_order,
    is_too_early,
    number_of,
    spacing_min,
)
from solver.state.state import State
from solver.state.supply import Supply


def open_elutions(state: State, supply: Supply) -> Iterator[tuple[int, int]]:
    """
    First and last minute of spans in which a run could be eluted, beside the others.

    The run's own capacity is left aside; that of the next run is kept.
    """
    generator = supply.generator
    if generator is None:
        return
    among = state.elutions.get(generator.id, ())
    others = in_order(
        state, generator, tuple(each for each in among if each[1] != supply.id)
    )
    count = sum(number_of(each) for each in others)
    now, spacing = state.index.problem.as_of_min, spacing_min(generator)
    reach = (
        supply.elution_min(supply.earliest_min),
        min(supply.elution_min(supply.latest_min), generator.expires_min),
    )
    before = generator.last_elution_min
    for following in (*others, None):
        last = reach[1] if following is None else following.minute - spacing
        gap = (max(before + spacing, reach[0]), min(last, reach[1]))
        if gap[0] <= gap[1]:
            for first, last, discards in _with_itself(generator, before, gap, now):
                own = count + 1 + discards
                yield from _before_next(state, following, (first, last), own, generator)
        if following is not None:
            before = max(before, following.minute)


def _with_itself(
    generator: Generator, before: int, gap: tuple[int, int], now: int
) -> Iterator[tuple[int, int, int]]:
    """Minutes of a gap, and how many elutions for the waste come with them."""
    first, last = gap
    idle = generator.discard_after_min
    if idle is None:
        yield first, last, 0
        return
    yield first, min(last, before + idle), 0
    regrowth = generator.regrowth_min
    late = max(before + idle + 1, before + spacing_min(generator) + regrowth)
    yield max(first, late, now + regrowth), last, 1


def _before_next(
    state: State,
    following: Elution | None,
    span: tuple[int, int],
    count: int,
    generator: Generator,
) -> Iterator[tuple[int, int]]:
    """
    Minutes of a span that leave the next run what it needs.

    Parameters
    ----------
    count
        Elutions with the new one, those of the next run as they are now.
    """
    if following is None:
        spared = [(span, 0)]
    elif following.is_committed:
        spacing = spacing_min(generator)
        spared = [(_before_committed(state, following, span, spacing), 0)]
    else:
        count -= number_of(following)
        spared = list(_before_ours(state, following, span, generator))
    for (first, last), more in spared:
        if first <= last and count + more <= generator.elutions_left:
            yield first, last


def _before_committed(
    state: State, following: Elution, span: tuple[int, int], spacing: int
) -> tuple[int, int]:
    """Minutes that take nothing from a committed batch, nor part its elutions."""
    first, last = span
    last = min(last, following.begin_min - spacing)
    if following.discard_min is not None or last < first:
        return first, last
    supply = state.index.supplies[following.supply_id]
    activity = state.stocks[supply.id].batch.activity_kbq
    minute = following.minute
    need = supply.making.least_elapsed_min(minute, minute - first, activity)
    return first, (first - 1 if need is None else min(last, minute - need))


def _before_ours(
    state: State, following: Elution, span: tuple[int, int], generator: Generator
) -> Iterator[tuple[tuple[int, int], int]]:
    """Minutes that are enough for the next run, and the elutions it is then."""
    minute, spacing = following.minute, spacing_min(generator)
    supply = state.index.supplies[following.supply_id]
    activity = state.loads[supply.id].activity_kbq
    first, last = span[0], min(span[1], minute - spacing)
    idle, regrowth = generator.discard_after_min, generator.regrowth_min
    need = supply.making.least_elapsed_min(minute, minute - first, activity)
    if need is not None:
        begin = first if idle is None else max(first, minute - idle)
        yield (begin, min(last, minute - need)), 1
    if idle is None or is_too_early(state, minute - regrowth):
        return
    if activity <= supply.eluate_kbq(minute, regrowth):
        yield (first, min(last, minute - idle - 1, minute - regrowth - spacing)), 2
