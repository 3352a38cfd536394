"""The hand-made world a while later, its plan approved and half carried out."""

from typing import Any

from solver.plan.plan import Plan
from solver.problem.commitments import (
    BatchCommitment,
    Commitments,
    Firmness,
    VisitCommitment,
)
from solver.problem.problem import Problem
from tests.solver.checks.mutation import changed
from tests.solver.checks.world import a_problem
from tests.solver.checks.world_plan import a_plan

FIRMNESS = {"A": "fact", "B": "frozen", "C": "confirmed", "E": "confirmed"}


def a_replanned_problem(
    commitments: dict[str, Any] | None = None, **overrides: Any
) -> Problem:
    """
    The world at minute 530: R1 and R2 are made, O1 is bought, A has happened.

    A arrived at 480, B at 510, so that both began before now; D, held until 600,
    and F, whose hold lapsed at 400, were served too.
    """
    visits = [
        VisitCommitment(visit_id=visit_id, firmness=Firmness(firmness))
        for visit_id, firmness in FIRMNESS.items()
    ]
    visits += [
        VisitCommitment(visit_id=visit_id, firmness=Firmness.HELD, lapses_min=lapses)
        for visit_id, lapses in (("D", 600), ("F", 400))
    ]
    fields: dict[str, Any] = {
        "previous": a_plan(),
        "visits": tuple(visits),
        "batches": tuple(
            BatchCommitment(batch_id=batch_id, firmness=Firmness.FACT)
            for batch_id in ("R1", "R2", "O1")
        ),
    }
    runs = tuple(changed(run, cutoff_min=530) for run in a_problem().runs)
    return a_problem(
        **{
            "as_of_min": 530,
            "runs": runs,
            "commitments": Commitments(**(fields | (commitments or {}))),
        }
        | overrides
    )


def without(plan: Plan, *visit_ids: str) -> Plan:
    """The plan without some visits, and without what is only theirs in R3."""
    keeps_r3 = "E" not in visit_ids
    return Plan(
        batches=tuple(e for e in plan.batches if keeps_r3 or e.id != "R3"),
        shipments=tuple(e for e in plan.shipments if keeps_r3 or e.batch_id != "R3"),
        vials=tuple(e for e in plan.vials if keeps_r3 or not e.id.startswith("R3")),
        administrations=tuple(
            e for e in plan.administrations if e.visit_id not in visit_ids
        ),
    )
