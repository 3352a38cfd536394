"""On what a planned dose still hangs: pending results, and its dose level."""

from dataclasses import dataclass
from datetime import datetime

from scheduler.exports.index import Index
from scheduler.exports.local_time import moment_text
from solver.plan.plan import Administration
from solver.problem.histories import CohortState


@dataclass(frozen=True, slots=True, kw_only=True)
class GateRow:
    """
    A required result that is pending.

    Parameters
    ----------
    is_ordered_at_risk
        Orders for a batch of the dose close before the result is due.
    """

    name: str
    due_at: datetime
    is_ordered_at_risk: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CohortRow:
    """
    The dose level of which a visit is a first dose.

    ``is_conditional``: it is not decided yet; the slot is held on condition.
    """

    name: str
    is_conditional: bool


def pending_gates(index: Index, each: Administration) -> tuple[GateRow, ...]:
    """Results that a dose waits for, in the order of its gates."""
    visit = index.visits[each.visit_id]
    clock = index.clock(index.sites[visit.site_id].zone)
    return tuple(
        GateRow(
            name=gate.name,
            due_at=clock.at(gate.due_min),
            is_ordered_at_risk=any(
                index.cutoff_min(batch_id) < gate.due_min
                for batch_id in index.batch_ids(each)
            ),
        )
        for gate in visit.gates
        if gate.due_min is not None
    )


def cohort_of(index: Index, each: Administration) -> CohortRow | None:
    """The dose level of a visit, if it is a first dose."""
    cohort_id = index.visits[each.visit_id].cohort_id
    if cohort_id is None:
        return None
    cohort = index.cohorts[cohort_id]
    return CohortRow(
        name=cohort.name,
        is_conditional=cohort.state is CohortState.CONDITIONAL,
    )


def gate_text(row: GateRow) -> str:
    """A pending result as text: what, by when, and whether ordered at risk."""
    text = f"{row.name} due {moment_text(row.due_at)}"
    return f"{text}, ordered at risk" if row.is_ordered_at_risk else text


def cohort_text(row: CohortRow) -> str:
    """A dose level as text, with its condition."""
    return f"{row.name} (conditional)" if row.is_conditional else row.name
