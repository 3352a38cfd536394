"""Rule 12: a visit waits for the results it needs, and is given while they hold."""

from typing import TYPE_CHECKING, ClassVar

from solver.constraints.base import EVER, NEVER
from solver.problem.demand import Gate, GateStatus, Visit
from solver.state.offer import Offer
from solver.state.state import State
from solver.state.supply import Supply

if TYPE_CHECKING:
    from solver.model.variables import PlanVars  # loads OR-Tools


class EligibilityGate:
    r"""
    Each required result is there, or due in time, and still valid at the injection.

    .. math:: \mathrm{due}_g \le t_v \le \mathrm{taken}_g + \mathrm{valid}_g,
        \qquad x_{vb} \wedge b \notin C \Rightarrow \mathrm{due}_g \le c_b

    The second holds while the result is pending, unless the trial may order at risk;
    with a failed result the visit is not served.
    """

    number: ClassVar[int] = 12
    name: ClassVar[str] = "eligibility_gate"

    def post(self, x: "PlanVars") -> None:
        """Nobody whose result has failed; the others within its time."""
        for own in x.visits:
            for gate in own.visit.gates:
                if gate.status is GateStatus.FAILED:
                    x.model.add(own.served == 0)
                    continue
                first, last = _span_min(gate)
                x.restrict(own.injection, [(first, last + 1)], [own.served])
                for supply_id in own.supply_ids:
                    supply = x.index.supplies[supply_id]
                    if not x.is_committed(supply_id) and _is_too_early(gate, supply):
                        x.model.add(own.draws_from(supply_id) == 0)

    def allows(
        self, state: State, visit: Visit, alternative: int, offer: Offer
    ) -> tuple[int, int]:
        """Minutes from the last result due to the first that lapses."""
        if offer.supply.id not in state.stocks and any(
            _is_too_early(gate, offer.supply) for gate in visit.gates
        ):
            return NEVER
        return gated_span(visit)


def gated_span(visit: Visit) -> tuple[int, int]:
    """First and last injection minute that all results of a visit allow."""
    first, last = EVER
    for gate in visit.gates:
        if gate.status is GateStatus.FAILED:
            return NEVER
        due, lapses = _span_min(gate)
        first, last = max(first, due), min(last, lapses)
    return first, last


def _span_min(gate: Gate) -> tuple[int, int]:
    """First and last injection minute of a result that has not failed."""
    due = EVER[0] if gate.due_min is None else gate.due_min
    return due, gate.taken_min + gate.valid_min


def _is_too_early(gate: Gate, supply: Supply) -> bool:
    """Whether a batch has to be ordered before the result is known."""
    if gate.due_min is None or gate.may_order_at_risk:
        return False
    return supply.cutoff_min < gate.due_min
