"""A problem in which the vials of one batch hold what was measured."""

from collections.abc import Mapping

from solver.problem.commitments import (
    BatchCommitment,
    Commitments,
    Firmness,
    MeasuredVial,
)
from solver.problem.problem import Problem


def holding(problem: Problem, batch_id: str, content_kbq: Mapping[str, int]) -> Problem:
    """
    The problem with a batch of its previous plan made, and its vials measured.

    Parameters
    ----------
    content_kbq
        By vial, at the batch's reference minute [kBq]; a vial with nothing in it is
        lost. Vials that are not named hold what is known of them.
    """
    held = problem.commitments
    committed = {each.batch_id for each in held.batches}
    batches = list(held.batches)
    if batch_id not in committed:
        batches.append(BatchCommitment(batch_id=batch_id, firmness=Firmness.FACT))
    known = {each.vial_id: each.activity_kbq for each in held.measured_vials}
    known |= content_kbq
    gone = {each for each, content in known.items() if content <= 0}
    commitments = Commitments(
        **dict(held)
        | {
            "batches": tuple(batches),
            "measured_vials": tuple(
                MeasuredVial(vial_id=vial_id, activity_kbq=content)
                for vial_id, content in known.items()
                if vial_id not in gone
            ),
            "lost_vial_ids": tuple(sorted({*held.lost_vial_ids, *gone})),
        }
    )
    return Problem(**dict(problem) | {"commitments": commitments})
