"""Whether a proposed plan fits the present, as it is or with what was booked since."""

from dataclasses import dataclass

from scheduler.planning.merging import merged
from scheduler.planning.problem_builder import Built
from solver.checks import check
from solver.plan.plan import Plan


@dataclass(frozen=True)
class Fitted:
    """
    What a proposal has become in the present.

    Parameters
    ----------
    plan
        The whole; checked, if there is no reason against it.
    booked
        Visits that stand where they are promised now, and not where the proposal had
        them.
    reasons
        What of it does not fit any more, in words.
    """

    plan: Plan
    booked: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()


def fitted(built: Built, proposal: Plan) -> Fitted:
    """
    Bring a proposal up to the present.

    Parameters
    ----------
    built
        The present, with broken promises looked back to.
    proposal
        Its minutes are those of ``built``.
    """
    if not check(built.problem, proposal):
        return Fitted(proposal)
    found = merged(built, proposal)
    violations = tuple(map(str, check(built.problem, found.plan)))
    return Fitted(found.plan, found.booked, (*found.reasons, *violations))
