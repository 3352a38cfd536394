"""All supplies of one product, found by when a dose of them could be injected."""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable

from solver.state.supply import Supply


class Shelf:
    """
    Runs and orders of a product, by earliest reference minute.

    Parameters
    ----------
    committed
        Ids of the batches that are committed: their reference minute stands, wherever
        the supply has its own.

    Attributes
    ----------
    supplies
        All of them.
    life_min
        Longest life of a dose from its reference minute, by the product's label;
        ``None`` if it names no such limit.
    """

    def __init__(self, supplies: Iterable[Supply], committed: Collection[str]) -> None:
        self.supplies = tuple(sorted(supplies, key=_earliest_min))
        self.life_min = _life_min(self.supplies)
        self._committed = [each for each in self.supplies if each.id in committed]
        self._span_min = max(
            (each.latest_min - each.earliest_min for each in self.supplies), default=0
        )
        self._lead_min = max(
            (
                each.earliest_min - each.release_min(each.earliest_min)
                for each in self.supplies
            ),
            default=0,
        )

    def near(self, first_min: int, last_min: int) -> tuple[Supply, ...]:
        """
        Supplies a dose of which could be injected between two minutes.

        Never fewer than there are: the rules judge each of them. Committed batches
        are always among them.
        """
        if self.life_min is None:
            return self.supplies
        first = first_min - self.life_min - self._span_min
        last = last_min + self._lead_min
        begin = bisect_left(self.supplies, first, key=_earliest_min)
        end = bisect_right(self.supplies, last, lo=begin, key=_earliest_min)
        found = self.supplies[begin:end]
        within = {each.id for each in found}
        standing = [each for each in self._committed if each.id not in within]
        if not standing:
            return found
        return tuple(sorted((*standing, *found), key=_earliest_min))


def _life_min(supplies: tuple[Supply, ...]) -> int | None:
    if not supplies:
        return None
    life = supplies[0].product.shelf_life
    limits = [] if life.from_reference_min is None else [life.from_reference_min]
    if life.from_eos_min is not None and all(each.process for each in supplies):
        limits.append(life.from_eos_min)
    return min(limits, default=None)


def _earliest_min(supply: Supply) -> int:
    return supply.earliest_min
