"""Rule 6: elutions of a generator, their distance, their number, and for the waste."""

from typing import TYPE_CHECKING, ClassVar

from solver.constraints.base import EVER, NEVER
from solver.problem.demand import Visit
from solver.state.elution_gaps import open_elutions
from solver.state.offer import Offer
from solver.state.state import State
from solver.state.supply import Supply

if TYPE_CHECKING:
    from solver.model.variables import PlanVars  # loads OR-Tools


class Generators:
    r"""
    Elutions keep their distance, and no run takes from the next what it needs.

    .. math:: u_b = e_b - \sigma_b, \qquad u_b - u_{b'} \ge \delta, \qquad
        D_b = \begin{cases} u_b - u_{b'} & \le \text{idle} \\
        \text{regrowth} & \text{after one for the waste} \end{cases}, \qquad
        A_b \le \bar A(u_b, D_b)

    with :math:`b'` the elution before :math:`b`.  What a generator gives after a time
    of in-growth is a capacity of rule 2; insertion asks that rule for the new run's
    own, and this one for that of the run after it.
    """

    number: ClassVar[int] = 6
    name: ClassVar[str] = "generators"

    def post(self, x: "PlanVars") -> None:
        """Each elution follows one, and the eluate is what has grown in since."""
        for column in x.elutions:
            column.require_order()
            column.require_number()
            column.require_eluate()

    def allows(
        self, state: State, visit: Visit, alternative: int, offer: Offer
    ) -> tuple[int, int]:
        """All minutes if the generator can be eluted for the run; else none."""
        supply = offer.supply
        if supply.generator is None or supply.id in state.loads:
            return EVER
        minutes = self.eos_minutes(state, supply)
        return EVER if supply.eos_frame.holds(minutes, offer.reference_min) else NEVER

    def eos_minutes(self, state: State, supply: Supply) -> int:
        """EOS minutes for which the generator can be eluted: bits of the EOS frame."""
        frame = supply.eos_frame
        if supply.generator is None:
            return frame.full
        stamp = state.stamps.get(supply.unit_id)
        key = ("eluted", supply.id)
        known = state.memo.get(key)
        if known is None or known[0] is not stamp:
            lag = supply.earliest_min - supply.elution_min(supply.earliest_min)
            minutes = 0
            for first, last in open_elutions(state, supply):
                minutes |= frame.span(first + lag, last + lag + 1)
            known = (stamp, minutes)
            state.memo[key] = known
        found: int = known[1]
        return found
