"""The same problem at a later minute, with everything having gone as planned."""

from collections.abc import Mapping

from solver.problem.commitments import (
    BatchCommitment,
    Commitments,
    Firmness,
    VisitCommitment,
)
from solver.problem.problem import Problem


def later(problem: Problem, minute: int) -> Problem:
    """
    The problem as of a later minute.

    Who was to be injected before it has been, and all others were told their slots;
    batches that have closed for orders by then are made as planned, unless they cannot
    be made at all. Holds that lapse before are gone.

    Parameters
    ----------
    minute
        From the problem's origin; one before its *now* changes nothing.
    """
    if minute <= problem.as_of_min:
        return problem
    held = problem.commitments
    plan = held.previous
    known = {each.visit_id: each for each in held.visits}
    lapsed = {
        each.visit_id
        for each in held.visits
        if each.lapses_min is not None and each.lapses_min <= minute
    }
    cutoff_min = {each.id: each.cutoff_min for each in problem.runs}
    cutoff_min |= {each.id: each.cutoff_min for each in problem.orders}
    firm = {each.batch_id for each in held.batches}
    closed = [
        each.id
        for each in plan.batches
        if each.id not in firm and cutoff_min.get(each.id, minute) < minute
    ]
    commitments = Commitments(
        **dict(held)
        | {
            "visits": tuple(
                _by_then(each.visit_id, known, is_given=each.injection_min < minute)
                for each in plan.administrations
                if each.visit_id not in lapsed
            ),
            "batches": (
                *held.batches,
                *(
                    BatchCommitment(batch_id=each, firmness=Firmness.FROZEN)
                    for each in closed
                ),
            ),
        }
    )
    return Problem(**dict(problem) | {"as_of_min": minute, "commitments": commitments})


def _by_then(
    visit_id: str, known: Mapping[str, VisitCommitment], *, is_given: bool
) -> VisitCommitment:
    there = known.get(visit_id)
    if there is not None and not is_given:
        return there
    return VisitCommitment(
        visit_id=visit_id,
        firmness=Firmness.FACT if is_given else Firmness.CONFIRMED,
        bumps=0 if there is None else there.bumps,
    )
