"""
When generators are eluted, and what each eluate gives (rules 2 and 6).

The elutions of a generator are those of the runs made from it; what each gives depends
on the one before.  A run that comes after a long idle time is preceded by an elution
for the waste, which follows from the others and is nobody's decision.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from solver.problem.equipment import Generator
from solver.state.state import State
from solver.state.supply import Supply


@dataclass(frozen=True, slots=True)
class Elution:
    """
    One elution for a run, and the one for the waste before it, if there is one.

    Parameters
    ----------
    previous_min
        The latest elution for a run before it, or the last before the problem.
    """

    minute: int
    supply_id: str
    previous_min: int
    discard_min: int | None
    is_committed: bool

    @property
    def begin_min(self) -> int:
        """The elution for the waste, or else its own."""
        return self.minute if self.discard_min is None else self.discard_min

    @property
    def elapsed_min(self) -> int:
        """Minutes of in-growth."""
        since = self.previous_min if self.discard_min is None else self.discard_min
        return self.minute - since


def elutions(state: State, generator: Generator) -> tuple[Elution, ...]:
    """Elutions of a generator as the plan stands, in order; kept until they change."""
    among = state.elutions.get(generator.id, ())
    key = ("elutions", generator.id)
    known = state.memo.get(key)
    if known is None or known[0] is not among:
        known = (among, in_order(state, generator, among))
        state.memo[key] = known
    found: tuple[Elution, ...] = known[1]
    return found


def elution_of(state: State, supply: Supply, reference_min: int) -> Elution | None:
    """
    A run's elution, as it is or as it would be; ``None`` without a generator.

    Parameters
    ----------
    reference_min
        EOS of the run.
    """
    generator = supply.generator
    if generator is None:
        return None
    minute = supply.elution_min(reference_min)
    among = state.elutions.get(generator.id, ())
    if (minute, supply.id) not in among:
        # Only those before it tell when it was last eluted.
        among = tuple(each for each in among if each < (minute, supply.id))
        others = tuple(each for each in among if each[1] != supply.id)
        return in_order(state, generator, (*others, (minute, supply.id)))[-1]
    found = elutions(state, generator)
    return next(each for each in found if each.supply_id == supply.id)


def usable_kbq(state: State, supply: Supply, reference_min: int) -> int | None:
    """Most activity a batch may have as the plan stands; ``None`` if portions limit."""
    elution = elution_of(state, supply, reference_min)
    if elution is None or elution.is_committed:
        return supply.capacity_kbq
    return supply.eluate_kbq(elution.minute, elution.elapsed_min)


def is_eluted_soundly(state: State, generator: Generator) -> bool:
    """
    Whether all elutions of a generator hold rule 6, and all its runs their capacity.

    What changes one elution changes the next: taken away, it leaves the next more
    in-growth, or so much idle time that an elution for the waste has to come before.
    """
    spacing, previous_is_ours = spacing_min(generator), False
    found = elutions(state, generator)
    for each in found:
        supply = state.index.supplies[each.supply_id]
        if each.is_committed:
            if previous_is_ours and not _is_left_alone(state, supply, each, spacing):
                return False
            previous_is_ours = False
            continue
        load = state.loads[each.supply_id]
        if (
            each.begin_min - each.previous_min < spacing
            or each.minute > generator.expires_min
            or is_too_early(state, each.discard_min)
            or load.activity_kbq > supply.eluate_kbq(each.minute, each.elapsed_min)
        ):
            return False
        previous_is_ours = True
    count = sum(number_of(each) for each in found)
    return count <= generator.elutions_left or all(each.is_committed for each in found)


def number_of(elution: Elution) -> int:
    """Elutions that it stands for, that for the waste included."""
    return 1 if elution.discard_min is None else 2


def spacing_min(generator: Generator) -> int:
    """Least minutes between elutions: in no minute there is nothing to elute."""
    return max(generator.spacing_min, 1)


def in_order(
    state: State, generator: Generator, among: Sequence[tuple[int, str]]
) -> tuple[Elution, ...]:
    """Elutions at these minutes, for these runs, each told of the one before."""
    found = []
    previous = generator.last_elution_min
    idle = generator.discard_after_min
    for minute, supply_id in among:
        stock = state.stocks.get(supply_id)
        if stock is not None:
            discard = stock.batch.discard_min
        elif idle is not None and minute - previous > idle:
            discard = minute - generator.regrowth_min
        else:
            discard = None
        found.append(Elution(minute, supply_id, previous, discard, stock is not None))
        previous = max(previous, minute)
    return tuple(found)


def is_too_early(state: State, minute: int | None) -> bool:
    """Whether an elution for the waste would be before now."""
    return minute is not None and minute < state.index.problem.as_of_min


def _is_left_alone(
    state: State, supply: Supply, elution: Elution, spacing: int
) -> bool:
    """Whether the elution before takes nothing from a committed batch."""
    if elution.begin_min - elution.previous_min < spacing:
        return False
    activity = state.stocks[supply.id].batch.activity_kbq
    gives = supply.eluate_kbq(elution.minute, elution.elapsed_min)
    return elution.discard_min is not None or activity <= gives
