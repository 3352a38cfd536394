"""When each generator of a plan is eluted, and since when its eluates grew in."""

from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass

from solver.checks.lookup import PlanView
from solver.checks.made import MadeBatch


@dataclass(frozen=True, slots=True)
class Elution:
    """One elution, for a run or, before a run, for the waste."""

    minute: int
    made: MadeBatch
    is_discard: bool


class Elutions:
    """
    The elutions of a plan, by generator, in the order of time.

    Runs of generators that the problem does not know are left out.
    """

    def __init__(self, plan: PlanView) -> None:
        self._generators = plan.known.generators
        self.of: dict[str, list[Elution]] = defaultdict(list)
        used: dict[str, list[int]] = {
            each.id: [each.last_elution_min] for each in self._generators.values()
        }
        for made in plan.made.values():
            minute, generator_id = made.elution_min, _generator_id(made)
            if minute is None or generator_id not in used:
                continue
            used[generator_id].append(minute)
            self.of[generator_id].append(Elution(minute, made, is_discard=False))
            if made.batch.discard_min is not None:
                discard = Elution(made.batch.discard_min, made, is_discard=True)
                self.of[generator_id].append(discard)
        for elutions in self.of.values():
            elutions.sort(key=lambda each: (each.minute, each.made.batch.id))
        self._used = {each: sorted(minutes) for each, minutes in used.items()}

    def previous_min(self, made: MadeBatch) -> int | None:
        """The last elution before a run's, for another run or before this problem."""
        minute, used = made.elution_min, self._used.get(_generator_id(made) or "", [])
        position = 0 if minute is None else bisect_left(used, minute)
        return used[position - 1] if position else None

    def grown_from_min(self, made: MadeBatch) -> int | None:
        """Since when a run's eluate has grown in: the discard counts, if there is."""
        minute, found = made.elution_min, self.previous_min(made)
        discard = made.batch.discard_min
        if found is None or minute is None or discard is None or discard >= minute:
            return found
        return max(found, discard)

    def due_discard_min(self, made: MadeBatch) -> int | None:
        """When the generator must be eluted for the waste before a run, if it must."""
        generator = self._generators.get(_generator_id(made) or "")
        minute, previous = made.elution_min, self.previous_min(made)
        if generator is None or minute is None or previous is None:
            return None
        idle = generator.discard_after_min
        if idle is None or minute - previous <= idle:
            return None
        return minute - generator.regrowth_min


def _generator_id(made: MadeBatch) -> str | None:
    return made.source.run.generator_id if made.source else None
