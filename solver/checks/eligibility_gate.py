"""
Rule 12: required results are there before the order, and valid at the injection.

A batch that is committed is ordered already: only a new one has to wait for a result
that is pending, unless the trial orders at its own risk.
"""

from collections.abc import Iterator

from solver.checks.lookup import Dose, PlanView, ProblemView
from solver.checks.made import MadeBatch
from solver.checks.violation import Violation
from solver.problem.demand import Gate, GateStatus

RULE = "eligibility_gate"


def check(known: ProblemView, plan: PlanView) -> Iterator[Violation]:
    """Results passed, or due before injection and order; still valid (rule 12)."""
    for dose in plan.doses.values():
        for gate in dose.visit.gates:
            for message in _faults(dose, gate):
                yield Violation(RULE, dose.visit.id, message, (dose.visit.id,))


def _faults(dose: Dose, gate: Gate) -> Iterator[str]:
    injection = dose.administration.injection_min
    if gate.status is GateStatus.FAILED:
        yield f"{gate.name} has failed"
    last = gate.taken_min + gate.valid_min
    if injection > last:
        yield (
            f"{gate.name} is valid until minute {last}, the injection is at minute "
            f"{injection}"
        )
    if gate.due_min is None:
        return
    if injection < gate.due_min:
        yield (
            f"{gate.name} is due at minute {gate.due_min}, the injection is at minute "
            f"{injection}"
        )
    if dose.made is None or dose.made.is_committed or gate.may_order_at_risk:
        return
    cutoff = _cutoff_min(dose.made)
    if cutoff is not None and cutoff < gate.due_min:
        yield (
            f"{gate.name} is due at minute {gate.due_min}, after orders of batch "
            f"{dose.made.batch.id} have closed at minute {cutoff}"
        )


def _cutoff_min(made: MadeBatch) -> int | None:
    """When orders of the batch close."""
    if made.source is not None:
        return made.source.run.cutoff_min
    return made.order.cutoff_min if made.order is not None else None
