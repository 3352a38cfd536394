"""
What to take out of a plan: the couplings of the problem, each as a ruin.

A batch, the small batches of a product, a site's day, a product's day, a row of visits
next to one left out, a random handful.
"""

from collections.abc import Callable
from random import Random

from solver.state.state import State

MOST_RUINED = 20
"""Visits taken out at once, at most."""


class Ruins:
    """
    Chooses visits to take out; changes nothing.

    Parameters
    ----------
    state
        The plan at hand, as it changes.
    random
        The search's source of chance.
    """

    def __init__(self, state: State, random: Random) -> None:
        self.state = state
        self.random = random

    def choose(self, waiting: list[str]) -> list[str]:
        """
        Visits to take out, by one of the couplings, with those that follow them.

        Parameters
        ----------
        waiting
            Visits left out that could be seated.
        """
        movable = [
            each for each in self.state.placements if each not in self.state.locked
        ]
        if not movable:
            return []
        ruins: list[Callable[[list[str]], list[str]]] = [
            self._batch,
            self._small_batches,
            self._small_batches,
            self._small_batches,  # three times as often: runs cost most
            self._site_day,
            self._product_day,
            self._handful,
        ]
        if waiting and self.random.random() < 0.5:  # noqa: PLR2004 - every other time
            chosen = self._neighbors(movable, self.random.choice(waiting))
        else:
            chosen = self.random.choice(ruins)(movable)
        if len(chosen) > MOST_RUINED:
            chosen = self.random.sample(chosen, MOST_RUINED)
        return self.with_followers(chosen)

    def _batch(self, movable: list[str]) -> list[str]:
        supply = self._supply(self.random.choice(movable))
        return [each for each in movable if self._supply(each) == supply]

    def _small_batches(self, movable: list[str]) -> list[str]:
        """A batch and the smallest others of its product: can they do with fewer?"""
        index, loads = self.state.index, self.state.loads
        first = self.random.choice(movable)
        product = index.visits[first].product_id
        others = {
            self._supply(each): len(loads[self._supply(each)].doses)
            for each in movable
            if index.visits[each].product_id == product
        }
        smallest = sorted(others, key=lambda each: others[each] * self.random.random())
        supplies = {self._supply(first), *smallest[:2]}
        return [each for each in movable if self._supply(each) in supplies]

    def _site_day(self, movable: list[str]) -> list[str]:
        visit = self.state.index.visits[self.random.choice(movable)]
        day = self._day(visit.id)
        return [
            each
            for each in movable
            if self.state.index.visits[each].site_id == visit.site_id
            and self._day(each) == day
        ]

    def _product_day(self, movable: list[str]) -> list[str]:
        visit = self.state.index.visits[self.random.choice(movable)]
        day = self._day(visit.id)
        return [
            each
            for each in movable
            if self.state.index.visits[each].product_id == visit.product_id
            and self._day(each) == day
        ]

    def _handful(self, movable: list[str]) -> list[str]:
        count = min(len(movable), self.random.randint(1, 8))
        return self.random.sample(movable, count)

    def _neighbors(self, movable: list[str], visit_id: str) -> list[str]:
        """Visits in a row at the site of one left out, or on its product's batches."""
        visits, placements = self.state.index.visits, self.state.placements
        visit = visits[visit_id]
        first = max(visit.window_start_min, 0)
        last = min(visit.window_end_min, self.state.index.problem.horizon_min)
        at_site = self.random.random() < 0.7  # noqa: PLR2004 - scanners bind oftener
        near = sorted(
            (
                (placements[each].injection_min, each)
                for each in movable
                if first <= placements[each].injection_min < last
                and (
                    visits[each].site_id == visit.site_id
                    if at_site
                    else visits[each].product_id == visit.product_id
                )
            ),
        )
        if not near:
            return []
        begin = self.random.randrange(len(near))
        count = self.random.randint(2, MOST_RUINED)
        row = [each for _, each in near[max(0, begin - count // 2) :][:count]]
        # A gap in the row now and then: what stays is what the rest is fitted to.
        keep = self.random.random() * 0.4
        return [each for each in row if self.random.random() >= keep]

    def with_followers(self, chosen: list[str]) -> list[str]:
        """A visit goes together with those that follow it."""
        index = self.state.index
        out = list(dict.fromkeys(chosen))
        for visit_id in out:
            for later in index.followers(visit_id):
                if later.id in self.state.placements and later.id not in out:
                    out.append(later.id)
        going = {each for each in out if each not in self.state.locked}

        def is_followed(visit_id: str) -> bool:
            """Whether somebody who stays follows the visit."""
            return any(
                later.id in self.state.placements and later.id not in going
                for later in index.followers(visit_id)
            )

        while held := {each for each in going if is_followed(each)}:
            going -= held
        return [each for each in out if each in going]

    def _supply(self, visit_id: str) -> str:
        return self.state.placements[visit_id].channel.supply_id

    def _day(self, visit_id: str) -> int:
        visit = self.state.index.visits[visit_id]
        return self.state.index.day_of(
            visit, self.state.placements[visit_id].injection_min
        )
