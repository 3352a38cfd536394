"""
Ruin and recreate: take a handful of visits out, seat them again, keep what is better.

The ruins follow the couplings of the problem, see ``ruins``.  Worse plans are accepted
within a margin that shrinks, and the best plan is never lost.
"""

from collections import Counter
from random import Random

from solver.search.construct import seat_all, urgency
from solver.search.insertion import open_minutes
from solver.search.ruins import Ruins
from solver.search.score import score
from solver.search.slide import is_in_date, slide_later
from solver.state.placement import Placement
from solver.state.state import State

Score = tuple[int, ...]
NOISE = 2.0
"""Greatest relative disturbance of insertion costs; little noise finds little."""

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
        self.ruins = Ruins(state, self.random)
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
        waiting = [each for each in left_before if each not in self.hopeless]
        ruined = self.ruins.choose(waiting)
        touched = {state.placements[each].channel.supply_id for each in ruined}
        for visit_id in ruined:
            state.remove(visit_id)
        again = ruined + waiting
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

    def _order(self, visit_ids: list[str]) -> list[str]:
        """One of several orders in which to seat what is out."""
        index = self.state.index
        visits = index.visits
        order = list(visit_ids)
        self.random.shuffle(order)
        if self.random.random() < 0.3:  # noqa: PLR2004 - hardest first, now and then
            order.sort(key=lambda each: -self._absences[each])
            return order
        choice = self.random.randrange(6)
        if choice == 0:
            order.sort(key=lambda each: urgency(index, visits[each]))
        elif choice == 1:
            order.sort(key=lambda each: -index.gross_kbq(visits[each], 0))
        elif choice == 2:  # noqa: PLR2004 - one of six
            order.sort(
                key=lambda each: index.products[visits[each].product_id].half_life_min
            )
        elif choice == 3:  # noqa: PLR2004 - one of six
            order.sort(key=lambda each: visits[each].window_start_min)
        elif choice == 4:  # noqa: PLR2004 - one of six
            order.sort(key=self._num_open_minutes)
        return order

    def _num_open_minutes(self, visit_id: str) -> int:
        """How many injection minutes are open to a visit: the scarcer, the sooner."""
        visit = self.state.index.visits[visit_id]
        found = open_minutes(self.state, visit)
        return sum(each.union.bit_count() for each in found)
