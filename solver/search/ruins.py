"""
What to take out of a plan: the couplings of the problem, each as a ruin.

A batch, the small batches of a product, a site's day, a product's day, a row of visits
next to one left out, a random handful.
"""

from collections.abc import Callable
from random import Random

from solver.problem.commitments import Firmness
from solver.search.together import with_dependents
from solver.state.state import State

MOST_RUINED = 20
"""Visits taken out at once, at most."""

MOST_FEW = 8
"""Visits of a small ruin, at most; their number is spread evenly by ratios."""


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
        Visits to take out, by one of the couplings.

        Every other time those that follow them go as well; else they stay, and what is
        taken out has to find a seat in step with them.

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
            visit_id = self.random.choice(waiting)
            chosen = self._required(movable, visit_id)
            if not chosen or self.random.random() < 0.5:  # noqa: PLR2004 - or so
                chosen = self._neighbors(movable, visit_id)
        else:
            chosen = self.random.choice(ruins)(movable)
        if len(chosen) > MOST_RUINED:
            chosen = self.random.sample(chosen, MOST_RUINED)
        if self.random.random() < 0.5:  # noqa: PLR2004 - pairs go together, every other
            chosen = self._with_needed(chosen)
        if self.random.random() < 0.5:  # noqa: PLR2004 - every other time
            return self.without_followers(chosen)
        return self.with_followers(chosen)

    def few(self) -> list[str]:
        """
        A few visits of one coupling to take out.

        Where everybody is seated and runs are not in question, several small steps
        find more than a large one of the same time.
        """
        movable = [
            each for each in self.state.placements if each not in self.state.locked
        ]
        if not movable:
            return []
        ruins: list[Callable[[list[str]], list[str]]] = [
            self._batch,
            self._site_day,
            self._product_day,
            self._handful,
            self._handful,  # twice: what is far apart is seldom tried together
        ]
        chosen = self.random.choice(ruins)(movable)
        count = 1 + int(MOST_FEW ** self.random.random())
        if len(chosen) > count:
            chosen = self.random.sample(chosen, count)
        if self.random.random() < 0.5:  # noqa: PLR2004 - every other time
            return self.without_followers(chosen)
        return self.with_followers(chosen)

    def without_followers(self, chosen: list[str]) -> list[str]:
        """Those of the visits that leave nobody stranded who may not be taken out."""
        locked = self.state.locked
        return [
            each
            for each in chosen
            if locked.isdisjoint(with_dependents(self.state, [each]))
        ]

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

    def _required(self, movable: list[str], visit_id: str) -> list[str]:
        """What a visit left out waits for, or the nearest of it."""
        required = self.state.index.precedence.requirements(visit_id)
        found = [each for each in required if each in movable]
        return found[: self.random.randint(1, MOST_RUINED)]

    def _with_needed(self, chosen: list[str]) -> list[str]:
        """The same visits, and the ones they need, so that both find new seats."""
        needed = (self.state.index.precedence.needed_by(each) for each in chosen)
        seated = [each for each in needed if each in self.state.placements]
        return list(dict.fromkeys((*chosen, *(each for each in seated if each))))

    def with_followers(self, chosen: list[str]) -> list[str]:
        """A visit goes together with those that wait for it or need it."""
        out = with_dependents(self.state, chosen)
        going = {each for each in out if each not in self.state.locked}
        index = self.state.index

        def is_held(visit_id: str) -> bool:
            """Whether somebody who stays depends on the visit."""
            return any(
                later in self.state.placements
                and later not in going
                and index.committed_visits().get(later) is not Firmness.FACT
                for later in index.precedence.dependents(visit_id)
            )

        while held := {each for each in going if is_held(each)}:
            going -= held
        return [each for each in out if each in going]

    def _supply(self, visit_id: str) -> str:
        return self.state.placements[visit_id].channel.supply_id

    def _day(self, visit_id: str) -> int:
        visit = self.state.index.visits[visit_id]
        return self.state.index.day_of(
            visit, self.state.placements[visit_id].injection_min
        )
