"""
Ruin and recreate: take a handful of visits out, seat them again, keep what is better.

The ruins follow the couplings of the problem: a batch, a site's day, a product's day,
the neighbors of a visit left out, a random handful.  Worse plans are accepted within a
margin that shrinks, and the best plan is never lost.
"""

from collections import Counter
from collections.abc import Callable
from random import Random

from solver.search.construct import seat_all, urgency
from solver.search.score import score
from solver.search.slide import is_in_date, slide_later
from solver.state.placement import Placement
from solver.state.state import State

Score = tuple[int, ...]
NOISE = 2.0
"""Greatest relative disturbance of insertion costs; little noise finds little."""

MOST_RUINED = 20
"""Visits taken out at once, at most."""

COST_MARGIN = 0.004
ACTIVITY_MARGIN = 0.02
"""Relative worsening of cost and activity that is accepted at the beginning."""


class RuinRecreate:
    """
    A search that owns a state and the best placements seen.

    Parameters
    ----------
    state
        A state with a plan in it; it is changed.
    seed
        Seed of all random choices.
    """

    def __init__(self, state: State, seed: int) -> None:
        self.state = state
        self.random = Random(seed)
        self.left = [
            visit_id
            for visit_id in state.index.visits
            if visit_id not in state.placements
        ]
        for supply_id in list(state.loads):
            slide_later(state, supply_id)
        state.forget()
        self.current = score(state)
        self.best = self.current
        self.best_placements: dict[str, Placement] = dict(state.placements)
        self.hopeless: frozenset[str] = frozenset()
        self._absences: Counter[str] = Counter()

    def step(self, temperature: float) -> bool:
        """
        One ruin, one recreation; whether a new best plan was found.

        Parameters
        ----------
        temperature
            From one (at the beginning) to zero: how much worse is accepted.
        """
        state = self.state
        mark = state.mark()
        left_before = self.left
        ruined = self._with_followers(self._choose())
        touched = {state.placements[each].channel.supply_id for each in ruined}
        for visit_id in ruined:
            state.remove(visit_id)
        again = ruined + [each for each in left_before if each not in self.hopeless]
        noise = NOISE * self.random.random()
        left = seat_all(state, self._order(again), self.random, noise)
        self.left = left + [each for each in left_before if each in self.hopeless]
        touched.update(
            state.placements[each].channel.supply_id
            for each in again
            if each in state.placements
        )
        for supply_id in sorted(touched):
            slide_later(state, supply_id)
        found = score(state)
        self._absences.update(left)
        is_sound = all(is_in_date(state, supply_id) for supply_id in touched)
        if not (is_sound and self._accepts(found, temperature, left_before)):
            state.undo(mark)
            self.left = left_before
            return False
        state.forget()
        self.current = found
        if found < self.best:
            self.best = found
            self.best_placements = dict(state.placements)
            return True
        return False

    def _accepts(
        self, found: Score, temperature: float, left_before: list[str]
    ) -> bool:
        """
        Better, not much dearer, or as many seated with easier visits left over.

        A visit that has been left over often is hard to seat: leaving out others
        instead is progress, even if it costs.
        """
        if found <= self.current:
            return True
        if found[:-2] != self.current[:-2]:
            return False
        hard = sum(self._absences[each] for each in self.left)
        hard_before = sum(self._absences[each] for each in left_before)
        if hard < hard_before:
            return True
        if found[:-2] != self.best[:-2]:
            return False
        cost, activity = found[-2:]
        best_cost, best_activity = self.best[-2:]
        return cost <= best_cost * (
            1 + COST_MARGIN * temperature
        ) and activity <= best_activity * (1 + ACTIVITY_MARGIN * temperature)

    # -- ruins -----------------------------------------------------------------

    def _choose(self) -> list[str]:
        """Visits to take out, by one of the couplings."""
        movable = [
            each for each in self.state.placements if each not in self.state.locked
        ]
        if not movable:
            return []
        waiting = [each for each in self.left if each not in self.hopeless]
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
        return chosen

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

    def _with_followers(self, chosen: list[str]) -> list[str]:
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

    def _order(self, visit_ids: list[str]) -> list[str]:
        """One of several orders in which to seat what is out."""
        index = self.state.index
        visits = index.visits
        order = list(visit_ids)
        self.random.shuffle(order)
        if self.random.random() < 0.3:  # noqa: PLR2004 - hardest first, now and then
            order.sort(key=lambda each: -self._absences[each])
            return order
        choice = self.random.randrange(5)
        if choice == 0:
            order.sort(key=lambda each: urgency(index, visits[each]))
        elif choice == 1:
            order.sort(key=lambda each: -index.gross_kbq(visits[each], 0))
        elif choice == 2:  # noqa: PLR2004 - one of five
            order.sort(
                key=lambda each: index.products[visits[each].product_id].half_life_min
            )
        elif choice == 3:  # noqa: PLR2004 - one of five
            order.sort(key=lambda each: visits[each].window_start_min)
        return order

    def _supply(self, visit_id: str) -> str:
        return self.state.placements[visit_id].channel.supply_id

    def _day(self, visit_id: str) -> int:
        visit = self.state.index.visits[visit_id]
        return self.state.index.day_of(
            visit, self.state.placements[visit_id].injection_min
        )
