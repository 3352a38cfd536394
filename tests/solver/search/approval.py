"""The hand-made plan, approved: what of it is held to, and how firmly."""

from typing import Any

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

EVERYBODY = "ABCDEF"


def approved(
    problem: Problem | None = None,
    firmness: Firmness = Firmness.CONFIRMED,
    **commitments: Any,
) -> Problem:
    """The hand-made world at minute zero, its whole plan agreed with everybody."""
    fields: dict[str, Any] = {
        "previous": a_plan(),
        "visits": tuple(
            VisitCommitment(visit_id=each, firmness=firmness) for each in EVERYBODY
        ),
    }
    return changed(
        problem or a_problem(), commitments=Commitments(**(fields | commitments))
    )


def made(*batch_ids: str) -> tuple[BatchCommitment, ...]:
    """Batches that are made."""
    return tuple(
        BatchCommitment(batch_id=each, firmness=Firmness.FACT) for each in batch_ids
    )
