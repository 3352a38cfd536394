"""Rule 5: synthesis, quality control, dispensing, packing, hand-over, release."""

from itertools import combinations
from typing import TYPE_CHECKING, ClassVar

from solver.constraints.base import EVER, NEVER
from solver.problem.base import MAX_MINUTES
from solver.problem.demand import Visit
from solver.problem.production import Line, Run
from solver.state.bitset import intervals, span, starts, union
from solver.state.load import Load
from solver.state.offer import Offer
from solver.state.portions import new_portions
from solver.state.state import State
from solver.state.supply import Supply

if TYPE_CHECKING:
    from ortools.sat.python.cp_model import IntVar

    from solver.model.book import Truth
    from solver.model.seating import Expr
    from solver.model.supply_vars import SupplyVars
    from solver.model.variables import PlanVars  # loads OR-Tools


class ProductionChain:
    r"""
    One synthesis at a time per line; hand-over once packed, injection once released.

    .. math:: e_b + q_b \le t_v, \qquad e_b + f + n_b\, p + k \le h_{bw},
        \qquad s_{b'} - e_b \ge \max(\kappa, \gamma + \chi_{bb'})

    with :math:`q` quality control, :math:`n` portions, :math:`h` hand-over,
    :math:`s_{b'}` the start of the line's next synthesis, :math:`\kappa` cool-down,
    :math:`\gamma` cleaning and :math:`\chi` change-over between products.
    """

    number: ClassVar[int] = 5
    name: ClassVar[str] = "production_chain"

    def post(self, x: "PlanVars") -> None:
        """Lines make one run at a time; nothing is used before its release."""
        for own in x.visits:
            for supply_id in own.supply_ids:
                released = own.injection >= x.release(supply_id)
                x.model.add(released).only_enforce_if(own.draws_from(supply_id))
        lines: dict[str, list[SupplyVars]] = {}
        for batch in x.supplies:
            if batch.supply.line is not None:
                lines.setdefault(batch.supply.line.id, []).append(batch)
        for line in x.index.problem.lines:
            if line.id in lines:
                self._post_line(x, line, lines[line.id])

    def _post_line(self, x: "PlanVars", line: Line, runs: "list[SupplyVars]") -> None:
        """Calendar, runs per day, and the gaps between runs."""
        problem = x.index.problem
        minutes = union(line.available, problem.horizon_min)
        minutes &= span(problem.as_of_min, problem.horizon_min)
        existing = [
            stock
            for stock in x.piece.stocks.values()
            if stock.supply.line is not None and stock.supply.line.id == line.id
        ]
        per_day: dict[int, list[IntVar]] = {}
        for batch in runs:
            run, process = batch.supply.run, batch.supply.process
            if run is None or process is None or batch.fixed is not None:
                continue
            length = process.synthesis_min
            x.restrict(
                batch.reference,
                [(a + length, b + 1) for a, b in intervals(minutes) if b - a >= length],
                [batch.made],
            )
            per_day.setdefault(run.day, []).append(batch.made)
            for stock in existing:
                start = stock.batch.reference_min - _synthesis_min(stock.supply)
                gap = _gap_min(line, stock.supply, batch.supply)
                ended = stock.batch.reference_min + gap + length
                around = [(-MAX_MINUTES, start - gap + 1), (ended, MAX_MINUTES)]
                x.restrict(batch.reference, around, [batch.made])
        made = [stock.supply for stock in existing]
        made += [batch.supply for batch in runs if batch.fixed is not None]
        for day, literals in per_day.items():
            before = sum(each.run is not None and each.run.day == day for each in made)
            left = max(line.max_runs_per_day - before, 0)
            x.model.add(sum(literals) <= left)
        self._post_sequence(x, line, runs)

    def _post_sequence(
        self, x: "PlanVars", line: Line, runs: "list[SupplyVars]"
    ) -> None:
        """One of any two runs starts when the other has ended and the gap is over."""
        for one, other in combinations(runs, 2):
            gap = _gap_min(line, one.supply, other.supply)
            if _are_far_apart(x, one, other, gap) or (one.fixed and other.fixed):
                continue
            first = x.literal(
                f"{one.supply.id} before {other.supply.id}",
                _ends_first(one.reference, other.reference),
            )
            both = [one.made, other.made]
            x.model.add(
                other.reference - _synthesis_min(other.supply) >= one.reference + gap
            ).only_enforce_if([*both, first])
            x.model.add(
                one.reference - _synthesis_min(one.supply) >= other.reference + gap
            ).only_enforce_if([*both, first.negated()])
            if are_alike(one.supply, other.supply) and not (one.fixed or other.fixed):
                x.model.add_implication(other.made, one.made)
                x.model.add_bool_or([first, one.made.negated(), other.made.negated()])

    def allows(
        self, state: State, visit: Visit, alternative: int, offer: Offer
    ) -> tuple[int, int]:
        """Minutes after release, if the line can make it and all still gets away."""
        supply, reference = offer.supply, offer.reference_min
        opens = (supply.release_min(reference), EVER[1])
        if supply.id in state.stocks:
            return opens
        load = state.loads.get(supply.id)
        if load is None:
            return opens if self.fits_line(state, supply, reference) else NEVER
        added, _ = new_portions(state, visit, alternative, offer)
        if added:
            ready = supply.ready_min(reference, load.portions + added)
            if any(not _gets_away(state, load, way_id, ready) for way_id in load.ways):
                return NEVER
        return opens

    def fits_line(self, state: State, supply: Supply, eos_min: int) -> bool:
        """Whether the supply's line can have another EOS at this minute."""
        if supply.line is None or supply.run is None:
            return True
        return bool(self.eos_minutes(state, supply) >> max(eos_min, 0) & 1)

    def eos_minutes(self, state: State, supply: Supply) -> int:
        """EOS minutes the line leaves open for a run, as a bitset."""
        line, run, process = supply.line, supply.run, supply.process
        if line is None or run is None or process is None:
            return span(supply.earliest_min, supply.latest_min + 1)
        runs = state.runs.get(line.id, ())
        key = ("eos", supply.id)
        known = state.memo.get(key)
        if known is not None and known[0] is runs:
            remembered: int = known[1]
            return remembered
        horizon = state.index.problem.horizon_min
        begin = max(state.index.problem.as_of_min, 0)
        open_line = union(line.available, horizon) & span(begin, horizon)
        minutes = starts(open_line, process.synthesis_min) << process.synthesis_min
        minutes &= span(run.earliest_eos_min, run.latest_eos_min + 1)
        same_day = 0
        for other_eos, other_id in runs:
            other = state.index.supplies[other_id]
            if other is supply or other.run is None or other.process is None:
                continue
            same_day += other.run.day == run.day
            change = line.changeover_min if other.product is not supply.product else 0
            gap = max(line.cooldown_min, line.cleaning_min + change)
            # Ours ends a gap before theirs starts, or starts a gap after theirs ends.
            start = other_eos - other.process.synthesis_min
            minutes &= ~span(start - gap + 1, other_eos + gap + process.synthesis_min)
        if same_day >= line.max_runs_per_day:
            minutes = 0
        state.memo[key] = (runs, minutes)
        return minutes


def _gets_away(state: State, load: Load, way_id: str, ready_min: int) -> bool:
    """Whether what travels on a way still arrives before its first injection."""
    way = load.ways[way_id]
    departs = state.departs_min(way, ready_min)
    if departs < 0:
        return False
    if way.departure is not None:
        return True
    arrives = departs + (way.lane.door_to_door_min or 0)
    first = min(dose.injection_min for dose in load.doses if dose.way.id == way_id)
    return arrives + way.lane.receiving_min <= first


def _synthesis_min(supply: Supply) -> int:
    """Minutes a run holds its line."""
    return supply.process.synthesis_min if supply.process else 0


def _gap_min(line: Line, one: Supply, other: Supply) -> int:
    """Least minutes between the end of one run and the start of the other."""
    change = line.changeover_min if one.product is not other.product else 0
    return max(line.cooldown_min, line.cleaning_min + change)


def _ends_first(one: "Expr", other: "Expr") -> "Truth":
    """Whether one of two runs has its EOS first, or both at once."""
    return lambda seating: int(seating.value(one) <= seating.value(other))


def _are_far_apart(
    x: "PlanVars", one: "SupplyVars", other: "SupplyVars", gap_min: int
) -> bool:
    """Whether the two cannot get in each other's way."""
    (first, last), (other_first, other_last) = (
        x.piece.reference_span(each.supply) for each in (one, other)
    )
    ahead = other_first - _synthesis_min(other.supply) >= last + gap_min
    behind = first - _synthesis_min(one.supply) >= other_last + gap_min
    return ahead or behind


def are_alike(one: Supply, other: Supply) -> bool:
    """Whether two runs differ by their ids alone, so that their order is free."""
    if one.run is None or other.run is None:
        return False

    def traits(run: Run) -> tuple[object, ...]:
        return (
            run.line_id,
            run.process_id,
            run.day,
            run.earliest_eos_min,
            run.latest_eos_min,
            run.cutoff_min,
        )

    return traits(one.run) == traits(other.run)
