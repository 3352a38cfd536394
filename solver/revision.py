"""The plan in force, changed by hand: slots are seated, and nothing else moves."""

from collections.abc import Collection
from copy import copy

from solver.booking.copies import copied
from solver.booking.fitting import misfits
from solver.booking.in_force import seat_in_force
from solver.booking.leaving import left_without, missed_by
from solver.booking.open_slots import open_slots
from solver.booking.seats import placement_of, slot_of
from solver.checks import check
from solver.errors import SlotTaken, StillNeeded, UnverifiedPlan
from solver.plan.plan import Plan
from solver.plan.result import Broken
from solver.plan.slot import PricedSlot, Slot
from solver.problem.problem import Problem
from solver.state.index import Index
from solver.state.record import plan_of
from solver.state.state import State

MOST_OFFERS = 20
"""Slots offered for one visit, unless asked otherwise."""


class Revision:
    """
    The plan in force, being changed by hand: nothing moves but what is asked for.

    All of the problem's previous plan is seated, committed or not.  What cannot stay is
    in ``broken`` and is not seated, so that a plan written here no longer has it: with
    anything broken, a replan is called for.

    Parameters
    ----------
    problem
        Its ``commitments.previous`` is the plan in force.
    without
        Visits to be moved or cancelled.  What depends on them stays seated, and is
        ``stranded`` until they are seated again.  The problem must not commit them any
        more, or no plan without them passes the checks.
    sound
        Visits of the previous plan that are known to break no rule as of now, with all
        of the others there: they are seated without being judged again.

    Attributes
    ----------
    problem
        As given.
    broken
        Visits of the previous plan that cannot stay, with the rules they break; those
        that are to be moved or cancelled are not among them.

    """

    def __init__(
        self,
        problem: Problem,
        *,
        without: Collection[str] = (),
        sound: Collection[str] = (),
    ) -> None:
        self.problem = problem
        self._state = State(Index(problem))
        self.broken: tuple[Broken, ...] = seat_in_force(self._state, without, sound)

    # -- reading ---------------------------------------------------------------

    @property
    def visit_ids(self) -> tuple[str, ...]:
        """Visits that are seated, in order."""
        return tuple(sorted(self._state.placements))

    @property
    def stranded(self) -> tuple[str, ...]:
        """Seated visits that wait for or need one that is not seated."""
        return left_without(self._state)

    @property
    def state(self) -> State:
        """The plan under construction, for those who look for seats in it."""
        return self._state

    def placed(self, visit_id: str) -> Slot | None:
        """Where a visit is seated; ``None`` if it is not."""
        placement = self._state.placements.get(visit_id)
        return None if placement is None else slot_of(self._state.index, placement)

    def misfits(self, slot: Slot, *, beside: Collection[str] = ()) -> tuple[str, ...]:
        """
        Names of the rules that keep a slot from being seated as it is now.

        Nothing is named if it fits.  ``commitments`` stands for a visit that is seated
        already, or not asked for any more.

        Parameters
        ----------
        beside
            Visits that are going to be seated with it: it may need them.
        """
        return misfits(self._state, slot, beside)

    def offers(
        self,
        visit_id: str,
        limit: int = MOST_OFFERS,
        *,
        beside: Collection[str] = (),
    ) -> tuple[PricedSlot, ...]:
        """
        Slots for a visit over its whole window, the cheapest first.

        Each fits as it is.  For a visit that is seated they are offered, and priced, as
        if it were not.

        Parameters
        ----------
        limit
            How many at most; they cover as many days as they can.
        beside
            As for ``misfits``.
        """
        mark = self.mark()
        if visit_id in self._state.placements:
            self.lift(visit_id)
        found = open_slots(self._state, visit_id, limit, beside)
        self.undo(mark)
        return found

    # -- changing --------------------------------------------------------------

    def seat(self, *slots: Slot, beside: Collection[str] = ()) -> None:
        """
        Seat a slot, or several that go together: all of them or none.

        Of several, each comes after those it waits for.

        Parameters
        ----------
        beside
            Visits that are going to be seated later on, as for ``misfits``; until they
            are, those that need them are stranded.

        Raises
        ------
        SlotTaken
            With the rules that keep the first of them out that does not fit.

        """
        mark = self.mark()
        together = {*beside, *(each.visit_id for each in slots)}
        for slot in slots:
            rules = self.misfits(slot, beside=together)
            if rules:
                self.undo(mark)
                raise SlotTaken(slot.visit_id, rules)
            self._state.insert(placement_of(slot))

    def remove(self, *visit_ids: str) -> None:
        """
        Take a visit out of the plan for good, or several that go together.

        Nothing happens to those that are not seated.

        Raises
        ------
        StillNeeded
            If visits that stay wait for them, need them, or lose their dose with them:
            they are to be removed too. Nothing has changed then.

        """
        mark = self.mark()
        seated = [each for each in dict.fromkeys(visit_ids) if self.placed(each)]
        missed = missed_by(self._state, seated)
        if missed:
            self.undo(mark)
            raise StillNeeded(missed)

    def lift(self, visit_id: str) -> None:
        """
        Take a visit out to seat it elsewhere; what depends on it stays.

        Nothing happens if it is not seated.
        """
        if visit_id in self._state.placements:
            self._state.remove(visit_id)

    # -- trying ----------------------------------------------------------------

    def mark(self) -> int:
        """A point to come back to."""
        return self._state.mark()

    def undo(self, mark: int) -> None:
        """Take back every change since the mark."""
        self._state.undo(mark)

    def copy(self) -> "Revision":
        """Another one, just like this; neither is touched by changes of the other."""
        other = copy(self)
        other._state = copied(self._state)  # noqa: SLF001 - of the same class
        return other

    # -- writing ---------------------------------------------------------------

    def plan(self) -> Plan:
        """What is seated, as a plan."""
        return plan_of(self._state)

    def checked_plan(self) -> Plan:
        """
        The plan, passed by the independent checker.

        Raises
        ------
        StillNeeded
            If visits are stranded.
        UnverifiedPlan
            If the checker refuses it.

        """
        if stranded := self.stranded:
            raise StillNeeded(stranded)
        plan = self.plan()
        violations = check(self.problem, plan)
        if violations:
            raise UnverifiedPlan("; ".join(map(str, violations)))
        return plan
