"""What a day becomes after a mishap: who stays, who moves, who is not served."""

from solver.plan.plan import Administration, Plan
from solver.problem.base import Id, Minute, Record
from solver.problem.commitments import Firmness
from solver.problem.demand import PriorityClass
from solver.problem.problem import Problem
from solver.revision import Revision

_CLASSES = list(PriorityClass)
_FIRMEST_FIRST = list(Firmness)


class Reseated(Record):
    """
    A visit that cannot stay as it was planned.

    Parameters
    ----------
    before_min, after_min
        Its injection [min]; ``None``: it is not served in its window any more.
    rules
        Names of the rules that keep it from staying.
    """

    visit_id: Id
    before_min: Minute
    after_min: Minute | None
    batch_id: Id | None
    rules: tuple[str, ...]


def reseated(problem: Problem) -> tuple[Plan, tuple[Reseated, ...]]:
    """
    Seat those anew that cannot stay, on the day they had if that can be; nobody else
    moves.

    The firmest choose first, then those of the more urgent class, then the earlier;
    each takes the slot nearest to the one that is lost.

    Parameters
    ----------
    problem
        What has happened is in it; its previous plan is the one that was made before.

    Returns
    -------
    tuple[Plan, tuple[Reseated, ...]]
        The plan that is left, and who could not stay, by the time they had.

    Raises
    ------
    UnverifiedPlan
        If the plan that is left breaks a rule.

    """
    revision = Revision(problem)
    rules = {each.visit_id: each.rules for each in revision.broken}
    before = {
        each.visit_id: each for each in problem.commitments.previous.administrations
    }
    found = [
        _reseat(revision, before[visit_id], rules[visit_id])
        for visit_id in _in_turn(problem, before, rules)
    ]
    found.sort(key=lambda each: (each.before_min, each.visit_id))
    return revision.checked_plan(), tuple(found)


def _in_turn(
    problem: Problem,
    before: dict[str, Administration],
    broken: dict[str, tuple[str, ...]],
) -> list[str]:
    firm = {each.visit_id: each.firmness for each in problem.commitments.visits}
    priority = {each.id: each.priority for each in problem.visits}

    def turn(visit_id: str) -> tuple[int, int, int, str]:
        firmness = firm.get(visit_id)
        return (
            len(Firmness) if firmness is None else _FIRMEST_FIRST.index(firmness),
            _CLASSES.index(priority[visit_id]),
            before[visit_id].injection_min,
            visit_id,
        )

    return sorted(broken, key=turn)


def _reseat(
    revision: Revision, before: Administration, rules: tuple[str, ...]
) -> Reseated:
    index = revision.state.index
    visit = index.visits[before.visit_id]
    day = index.day_of(visit, before.injection_min)
    offered = [each.slot for each in revision.offers(before.visit_id)]
    offered.sort(key=lambda slot: index.day_of(visit, slot.injection_min) != day)
    taken = next(iter(offered), None)
    if taken is not None:
        revision.seat(taken)
    return Reseated(
        visit_id=before.visit_id,
        before_min=before.injection_min,
        after_min=None if taken is None else taken.injection_min,
        batch_id=None if taken is None else taken.batch_id,
        rules=rules,
    )
