"""
Ruin and recreate: take a handful of visits out, seat them again, keep what is better.

The ruins follow the couplings of the problem, see ``ruins``.  Worse plans are accepted
within a margin that shrinks, and the best plan is never lost.
"""

from collections import Counter
from random import Random

from solver.plan.result import LevelName
from solver.search.construct import seat_all, urgency
from solver.search.doses_kept import is_in_date, is_in_yield
from solver.search.insertion import open_minutes
from solver.search.limits_kept import keeps_limits
from solver.search.ruins import Ruins
from solver.search.score import fullness, level_keys, score
from solver.search.slide import slide_earlier, slide_later
from solver.search.together import remove_stranded
from solver.state.placement import Placement
from solver.state.state import State

Score = tuple[int, ...]
NOISE = 2.0
"""Greatest relative disturbance of insertion costs; little noise finds little."""

COST_MARGIN = 0.004
ACTIVITY_MARGIN = 0.02
"""Relative worsening of cost and activity that is accepted at the beginning."""

MOST_WAITING = 24
"""Visits left out that one step tries to seat: with all of them, steps take long."""

FULLNESS_MARGIN = 0.04
"""Relative loss of fullness that is accepted at the beginning of packing."""

MOST_UNSEATED = 0.02
"""Share of visits that may be left out while runs are packed; before, seats count."""

LARGE_SHARE = 0.1
"""How often a large ruin is tried where small ones are the rule."""

PACKING_SHARE = 0.3
"""The same while fewer runs may do."""

EARLIER_SHARE = 0.3
"""How often a run with locked visits is made earlier, while others wait."""


class RuinRecreate:
    """
    A search that owns a state and the best placements seen.

    Parameters
    ----------
    state
        A state with a plan in it; it is changed.
    seed
        Seed of all random choices.
    is_packing
        Whether to look for fewer runs, whatever activity that takes, not for less
        activity: among plans of the same cost those with fuller batches are followed.
    least_nok
        What it is known to cost at least to serve all. Above it, and if it is not
        known, large ruins go on looking for fewer runs.
    """

    def __init__(
        self,
        state: State,
        seed: int,
        *,
        is_packing: bool = False,
        least_nok: int | None = None,
    ) -> None:
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
        keys = level_keys(state.index)
        self._cost = keys.index((LevelName.COST_NOK, None))
        self._absences: Counter[str] = Counter()
        self._is_packing = is_packing
        self._least_nok = least_nok
        self._fullness = fullness(state)

    @property
    def is_packed(self) -> bool:
        """Whether all are seated, at the least cost."""
        is_least = self._least_nok is not None and self.best[self._cost] <= (
            self._least_nok
        )
        return is_least and not self._waiting()

    def step(self, temperature: float) -> bool:
        """
        One ruin, one recreation; whether a new best plan was found.

        Parameters
        ----------
        temperature
            From one (at the beginning) to zero: how much worse is accepted.
        """
        waiting = self._waiting()
        if len(waiting) > MOST_WAITING:
            waiting = self.random.sample(waiting, MOST_WAITING)
        is_fine = not (waiting or self._is_packing)
        large_share = LARGE_SHARE if self.is_packed else PACKING_SHARE
        if is_fine and self.random.random() >= large_share:
            ruined = self.ruins.few()
        else:
            ruined = self.ruins.choose(waiting)
        noise = NOISE * self.random.random()
        return self._recreate(ruined, waiting, temperature, (self.random, noise))

    def polish(self, visit_id: str) -> bool:
        """Look for a better seat for one visit, without chance; whether there is."""
        ruined = self.ruins.without_followers([visit_id])
        if not ruined or visit_id not in self.state.placements:
            return False
        return self._recreate(ruined, [], 0.0, (None, 0.0))

    def _recreate(
        self,
        ruined: list[str],
        waiting: list[str],
        temperature: float,
        chance: tuple[Random | None, float],
    ) -> bool:
        """Take visits out, seat them and those that wait, keep what is accepted."""
        state, left_before = self.state, self.left
        mark = state.mark()
        loads_before = dict(state.loads)
        for visit_id in ruined:
            state.remove(visit_id)
        if chance[0] is not None and waiting:
            self._make_room(chance[0])
        again = ruined + waiting
        order = self._order(again) if chance[0] is not None else again
        left = seat_all(state, order, *chance)
        left += remove_stranded(state, left)
        self.left = left + [each for each in left_before if each not in again]
        touched = {
            supply_id
            for supply_id, load in state.loads.items()
            if load is not loads_before.get(supply_id)
        }
        for supply_id in sorted(touched):
            slide_later(state, supply_id)
        found = score(state)
        self._absences.update(left)
        supplies = [state.index.supplies[each] for each in touched]
        is_sound = all(is_in_date(state, each.id) for each in supplies)
        is_sound = is_sound and all(is_in_yield(state, each) for each in supplies)
        is_sound = is_sound and all(keeps_limits(state, each.id) for each in supplies)
        if not (is_sound and self._accepts(found, temperature, left_before)):
            state.undo(mark)
            self.left = left_before
            return False
        state.forget()
        self.current = found
        self._fullness = fullness(state)
        if found < self.best:
            self.best = found
            self.best_placements = dict(state.placements)
            return True
        return False

    def _make_room(self, random: Random) -> None:
        """Now and then, a run that visits are locked to is made earlier for others."""
        if random.random() >= EARLIER_SHARE:
            return
        state = self.state
        held = {
            state.placements[each].channel.supply_id: None
            for each in sorted(state.locked)
            if each in state.placements
        }
        open_runs = [each for each in held if each not in state.stocks]
        if open_runs:
            slide_earlier(state, random.choice(open_runs), random)

    def _accepts(
        self, found: Score, temperature: float, left_before: list[str]
    ) -> bool:
        """
        Better, not much dearer, or as many seated with easier visits left over.

        A visit that has been left over often is hard to seat: leaving out others
        instead is progress, even if it costs.
        """
        first = self._cost
        is_packing = self._is_packing and len(self._waiting()) <= MOST_UNSEATED * len(
            self.state.index.visits
        )
        if found[: first + 1] < self.current[: first + 1]:
            return True
        if found <= self.current and not is_packing:
            return True
        if found[:first] != self.current[:first]:
            return False
        hard = sum(self._absences[each] for each in self.left)
        hard_before = sum(self._absences[each] for each in left_before)
        return hard < hard_before or self._is_near(found, temperature, is_packing)

    def _is_near(self, found: Score, temperature: float, is_packing: bool) -> bool:
        """Whether a plan is so little worse than the best that it may be followed."""
        first = self._cost
        if found[:first] != self.best[:first]:
            return False
        cost, activity = found[first : first + 2]
        best_cost, best_activity = self.best[first : first + 2]
        if cost > best_cost * (1 + COST_MARGIN * temperature):
            return False
        if is_packing:
            least = self._fullness * (1 - FULLNESS_MARGIN * temperature)
            return fullness(self.state) >= least
        return activity <= best_activity * (1 + ACTIVITY_MARGIN * temperature)

    def _waiting(self) -> list[str]:
        """Visits left out that could be seated."""
        return [each for each in self.left if each not in self.hopeless]

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
