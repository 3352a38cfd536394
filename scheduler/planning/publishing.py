"""Whether what a replan found may come into force without a person."""

from collections.abc import Iterator
from dataclasses import dataclass

from scheduler.planning.commitments import Held
from scheduler.planning.merging import is_same_visit
from scheduler.planning.problem_builder import Built
from scheduler.production.records import BatchState
from solver.checks import check, level_values
from solver.plan.plan import Plan
from solver.plan.result import LevelName
from solver.problem.commitments import Firmness

_FIRM = frozenset({Firmness.FACT, Firmness.FROZEN, Firmness.CONFIRMED})
_ISSUED = frozenset({BatchState.ACCEPTED, BatchState.RELEASED})
_GUARDED = frozenset({LevelName.KEPT, LevelName.SERVED})
"""Levels 1 and 2 of the objective."""


@dataclass(frozen=True)
class Verdict:
    """
    What is to become of a plan that was found.

    Parameters
    ----------
    is_better
        Whether it is better than the plan in force, or that one breaks a rule by now;
        else there is nothing to change.
    doubts
        Why a person has to decide; none: it may come into force.
    """

    is_better: bool
    doubts: tuple[str, ...] = ()


def may_publish(
    built: Built, plan: Plan, *, needs_second_person: bool, publishes_by_itself: bool
) -> Verdict:
    """
    Judge a plan that fits the present against the one in force (rules 20 and 21).

    Who has lost a promised slot already may get any other one: nothing of theirs holds
    any more.

    Parameters
    ----------
    built
        The present, with broken promises looked back to.
    plan
        Checked for it.
    needs_second_person, publishes_by_itself
        As the network is run.
    """
    doubts: list[str] = []
    if not publishes_by_itself:
        doubts.append("plans of this network are approved by people")
    if needs_second_person:
        doubts.append("a second person approves plans of this network")
    held = built.held
    if held is None:
        return Verdict(True, (*doubts, "no plan has been in force yet"))
    in_force = built.in_force
    if in_force == plan:
        return Verdict(False)
    is_better, worse = _by_levels(built, in_force, plan)
    doubts += _moved(built, held, in_force, plan)
    doubts += worse
    doubts += _issued(held, in_force, plan)
    doubts += _placed(built, in_force, plan)
    return Verdict(is_better, tuple(doubts))


def _by_levels(built: Built, in_force: Plan, plan: Plan) -> tuple[bool, list[str]]:
    """Whether a plan is better, and where it is worse for those to be served."""
    before = level_values(built.problem, in_force)
    after = level_values(built.problem, plan)
    better = {
        key: (after[key] > value) is key[0].is_maximized
        for key, value in before.items()
        if after[key] != value
    }
    worse = [
        f"{name.value} ({priority}): {after[name, priority]}, and "
        f"{before[name, priority]} in the plan in force"
        for (name, priority), is_better in better.items()
        if name in _GUARDED and not is_better
    ]
    is_better = next(iter(better.values()), False)
    return is_better or bool(check(built.problem, in_force)), worse


def _moved(built: Built, held: Held, in_force: Plan, plan: Plan) -> Iterator[str]:
    """Promises that hold, and that the plan does not keep."""
    before = {each.visit_id: each for each in in_force.administrations}
    after = {each.visit_id: each for each in plan.administrations}
    for each in built.problem.commitments.visits:
        visit_id, firmness = each.visit_id, each.firmness
        if firmness not in _FIRM or held.promises[visit_id].broken_at is not None:
            continue
        if not is_same_visit(before.get(visit_id), after.get(visit_id)):
            what = "moves" if visit_id in after else "is lost"
            yield f"visit {visit_id} is {firmness.value} and {what}"


def _issued(held: Held, in_force: Plan, plan: Plan) -> Iterator[str]:
    """Batches whose unit knows already what is drawn for whom, and would not be so."""
    before, after = _draws(in_force), _draws(plan)
    for batch_id, record in held.batches.items():
        if record.state in _ISSUED and before.get(batch_id) != after.get(batch_id):
            yield f"the draw list of batch {batch_id} is issued, and changes"


def _draws(plan: Plan) -> dict[str, set[tuple[object, ...]]]:
    """What is drawn from each batch: for whom, from which vials, when and how much."""
    batch_of = {each.id: each.batch_id for each in plan.shipments}
    batch_of = {each.id: batch_of[each.shipment_id] for each in plan.vials}
    found: dict[str, set[tuple[object, ...]]] = {}
    for each in plan.administrations:
        draw = (each.visit_id, each.vial_ids, each.injection_min, each.draw_kbq)
        for vial_id in each.vial_ids:
            found.setdefault(batch_of[vial_id], set()).add(draw)
    return found


def _placed(built: Built, in_force: Plan, plan: Plan) -> Iterator[str]:
    """Orders that cannot be taken back for nothing any more, and would be."""
    before, after = _portions(in_force), _portions(plan)
    for order in built.problem.orders:
        until = order.free_cancel_until_min
        if until is None or until >= built.problem.as_of_min:
            continue
        due = min(order.placed_portions, before.get(order.id, 0))
        if after.get(order.id, 0) < due:
            yield (
                f"order {order.id} is placed past its free cancellation, and would "
                f"be {after.get(order.id, 0)} portions instead of {due}"
            )


def _portions(plan: Plan) -> dict[str, int]:
    batch_of = {each.id: each.batch_id for each in plan.shipments}
    found: dict[str, int] = {}
    for vial in plan.vials:
        batch_id = batch_of[vial.shipment_id]
        found[batch_id] = found.get(batch_id, 0) + 1
    return found
