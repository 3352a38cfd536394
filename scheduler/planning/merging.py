"""A proposed plan, with what has been booked and cancelled since it was made."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TypeVar

from scheduler.planning.problem_builder import Built
from solver.errors import StillNeeded
from solver.plan.plan import Administration, Plan, PlannedBatch, Shipment, Vial
from solver.problem.commitments import Commitments
from solver.problem.problem import Problem
from solver.revision import Revision

Item = TypeVar("Item", PlannedBatch, Shipment, Vial)


@dataclass(frozen=True)
class Merged:
    """
    What a proposal has become.

    Parameters
    ----------
    plan
        The whole, not checked yet.
    booked
        Visits that stand where they are promised now, and not where the proposal had
        them.
    gone
        Visits of the proposal that are not asked for any more.
    reasons
        What of the proposal does not fit any more, in words.
    """

    plan: Plan
    booked: tuple[str, ...]
    gone: tuple[str, ...]
    reasons: tuple[str, ...]


def is_same_visit(one: Administration | None, other: Administration | None) -> bool:
    """Whether nobody at the site sees a difference, wherever the dose is from."""
    if one is None or other is None:
        return one is other
    return _seen(one) == _seen(other)


def _seen(each: Administration) -> tuple[object, ...]:
    return (
        each.alternative,
        each.injection_min,
        each.scan_start_min,
        each.occupations,
        each.later_scans,
    )


def merged(built: Built, proposal: Plan) -> Merged:
    """
    Bring a proposal up to the present.

    What is promised stands as it is in the plan in force, what is dispensed or bought
    is as it is there, and what nobody asks for any more is not served. All else is as
    the proposal has it, or is a reason against it.

    Parameters
    ----------
    built
        The present, with broken promises looked back to: where the proposal serves
        these is its own affair.
    """
    problem = built.problem
    present = problem.commitments.previous
    asked = {each.id for each in problem.visits}
    standing = _standing(built)
    before = {each.visit_id: each for each in present.administrations}
    proposed = {each.visit_id: each for each in proposal.administrations}
    booked = {
        visit_id
        for visit_id in standing
        if not is_same_visit(proposed.get(visit_id), before[visit_id])
    }
    served = {key: each for key, each in proposed.items() if key in asked}
    served |= {visit_id: before[visit_id] for visit_id in booked}
    plan, reasons = _together(problem, proposal, served, booked)
    commitments = dict(problem.commitments) | {
        "previous": plan,
        "visits": tuple(
            each for each in problem.commitments.visits if each.visit_id in standing
        ),
    }
    fields = dict(problem) | {"commitments": Commitments(**commitments)}
    revision = Revision(Problem(**fields))
    reasons += [
        f"visit {each.visit_id}: {', '.join(each.rules) or 'does not fit'}"
        for each in revision.broken
        if each.visit_id not in standing
    ]
    if stranded := revision.stranded:
        reasons.append(str(StillNeeded(stranded)))
    return Merged(
        plan=revision.plan(),
        booked=tuple(sorted(booked)),
        gone=tuple(sorted(proposed.keys() - asked)),
        reasons=tuple(reasons),
    )


def _standing(built: Built) -> frozenset[str]:
    """Visits that are promised, and that the plan in force keeps."""
    promises = {} if built.held is None else built.held.promises
    return frozenset(
        each.visit_id
        for each in built.problem.commitments.visits
        if promises[each.visit_id].broken_at is None
    )


def _together(
    problem: Problem,
    proposal: Plan,
    served: Mapping[str, Administration],
    booked: Collection[str],
) -> tuple[Plan, list[str]]:
    """
    One plan of visits from both, with batches for all of them.

    Committed batches are those of the plan in force; a booked visit has its dose from
    the proposal's batch of that name, if that is made.
    """
    present = problem.commitments.previous
    committed = {each.batch_id for each in problem.commitments.batches}
    needed = {vial for each in booked for vial in served[each].vial_ids}
    ours, theirs = _Batches(present), _Batches(proposal)
    vials = {
        **{key: each for key, each in ours.vials.items() if key in needed},
        **{
            key: each
            for key, each in theirs.vials.items()
            if theirs.batch_of(each) not in committed
        },
        **{
            key: each
            for key, each in ours.vials.items()
            if ours.batch_of(each) in committed
        },
    }
    shipments = {**ours.shipments, **theirs.shipments} | {
        key: each for key, each in ours.shipments.items() if each.batch_id in committed
    }
    batches = {**ours.batches, **theirs.batches} | {
        key: each for key, each in ours.batches.items() if key in committed
    }
    reasons, kept = [], []
    for each in served.values():
        if vials.keys() >= set(each.vial_ids):
            kept.append(each)
        else:
            reasons.append(f"visit {each.visit_id}: its dose cannot be made any more")
    sent = {each.shipment_id for each in vials.values()}
    made = {shipments[each].batch_id for each in sent} | committed
    plan = Plan(
        batches=_by_id({key: batches[key] for key in made if key in batches}),
        shipments=_by_id(
            {
                key: each
                for key, each in shipments.items()
                if key in sent or each.batch_id in committed
            }
        ),
        vials=_by_id(vials),
        administrations=tuple(sorted(kept, key=lambda each: each.visit_id)),
    )
    return plan, reasons


class _Batches:
    """Batches, shipments and vials of a plan, by id."""

    def __init__(self, plan: Plan) -> None:
        self.batches = {each.id: each for each in plan.batches}
        self.shipments = {each.id: each for each in plan.shipments}
        self.vials = {each.id: each for each in plan.vials}

    def batch_of(self, vial: Vial) -> str:
        """Id of the batch a vial is of."""
        return self.shipments[vial.shipment_id].batch_id


def _by_id(items: Mapping[str, Item]) -> tuple[Item, ...]:
    return tuple(items[key] for key in sorted(items))
