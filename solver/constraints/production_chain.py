"""Rule 5: beam, synthesis, quality control, packing, hand-over, release."""

from itertools import combinations
from typing import TYPE_CHECKING, ClassVar

from solver.constraints.base import EVER, NEVER
from solver.problem.base import MAX_MINUTES
from solver.problem.demand import Visit
from solver.problem.production import Line, Run
from solver.state.bitset import merged
from solver.state.equipment import can_hold, eos_with_equipment
from solver.state.hours import NEVER_MIN
from solver.state.lines import eos_on_line, gap_min
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
    One run at a time per line and piece of equipment; injection once released.

    .. math:: e_b + q_b \le t_v, \qquad e_b + f + n_b\, p + k \le h_{bw},
        \qquad s_{b'} - e_b \ge \max(\kappa, \gamma + \chi_{bb'})

    .. math:: \sum_r o_{bjr} = z_b, \qquad
        [e_b + \underline\tau_j, e_b + \overline\tau_j) \subseteq C_r
        \text{ if } o_{bjr}, \text{ disjoint for each } r

    with :math:`q` quality control, :math:`n` portions, :math:`h` hand-over,
    :math:`s_{b'}` the start of the line's next synthesis, :math:`\kappa` cool-down,
    :math:`\gamma` cleaning and :math:`\chi` change-over between products; the
    equipment :math:`r` does use :math:`j`.
    """

    number: ClassVar[int] = 5
    name: ClassVar[str] = "production_chain"

    def post(self, x: "PlanVars") -> None:
        """Lines and equipment serve one run at a time; nothing precedes its release."""
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
        self._post_equipment(x)

    def _post_line(self, x: "PlanVars", line: Line, runs: "list[SupplyVars]") -> None:
        """Calendar, runs per day, and the gaps between runs."""
        hours = merged(line.available, x.index.problem.horizon_min)
        now = x.index.problem.as_of_min
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
            begin = now + batch.supply.lead_min
            x.restrict(
                batch.reference,
                [
                    (max(start + length, begin), end + 1)
                    for start, end in hours
                    if end - start >= length
                ],
                [batch.made],
            )
            per_day.setdefault(run.day, []).append(batch.made)
            for stock in existing:
                start = stock.batch.reference_min - _synthesis_min(stock.supply)
                gap = gap_min(line, stock.supply, batch.supply)
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
            gap = gap_min(line, one.supply, other.supply)
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

    def _post_equipment(self, x: "PlanVars") -> None:
        """Each use has one piece of equipment, inside its calendar, by itself."""
        for held in x.equipment.uses:
            x.model.add(sum(held.literals.values()) == held.batch.made)
            for equipment_id, literal in held.literals.items():
                hours = x.equipment.hours(held, equipment_id)
                x.keep_inside(held.span, hours, literal)
        for equipment_id in x.equipment.ids:
            x.keep_apart(x.equipment.on(equipment_id), x.equipment.taken(equipment_id))

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
            return opens if self._fits(state, offer) else NEVER
        added, _ = new_portions(state, visit, alternative, offer)
        if added:
            ready = supply.ready_min(reference, load.portions + added)
            if any(not _gets_away(state, load, way_id, ready) for way_id in load.ways):
                return NEVER
        return opens

    def _fits(self, state: State, offer: Offer) -> bool:
        """Whether a run not yet made finds its line and its equipment free."""
        supply, reference = offer.supply, offer.reference_min
        minutes = self.eos_minutes(state, supply)
        if not supply.eos_frame.holds(minutes, reference):
            return False
        return can_hold(state, supply, reference, offer.equipment)

    def eos_minutes(self, state: State, supply: Supply) -> int:
        """
        EOS minutes that line and equipment leave open: bits of the run's EOS frame.

        What a run that is made holds itself does not stand in its way.
        """
        frame = supply.eos_frame
        uses = supply.process.uses if supply.process else ()
        held = [
            state.free[equipment_id]
            for use in uses
            for equipment_id in state.index.equipment_of(supply.unit_id, use.kind)
        ]
        runs = state.runs.get(supply.line.id, ()) if supply.line else ()
        load = state.loads.get(supply.id)
        stamp = (runs, load.equipment if load else None, held)
        key = ("eos", supply.id)
        known = state.memo.get(key)
        if known is None or known[0] != stamp:
            minutes = eos_on_line(state, supply, frame)
            minutes &= eos_with_equipment(state, supply, frame)
            known = (stamp, minutes)
            state.memo[key] = known
        found: int = known[1]
        return found


def _gets_away(state: State, load: Load, way_id: str, ready_min: int) -> bool:
    """Whether what travels on a way still arrives before its first injection."""
    way = load.ways[way_id]
    departs = state.departs_min(way, ready_min)
    if departs == NEVER_MIN:
        return False
    if way.departure is not None:
        return True
    arrives = departs + (way.lane.door_to_door_min or 0)
    first = min(dose.injection_min for dose in load.doses if dose.way.id == way_id)
    return arrives + way.lane.receiving_min <= first


def _synthesis_min(supply: Supply) -> int:
    """Minutes a run holds its line."""
    return supply.process.synthesis_min if supply.process else 0


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
            run.generator_id,
        )

    return traits(one.run) == traits(other.run)
