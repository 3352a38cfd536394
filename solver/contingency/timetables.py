"""Normal, low and late: what the day of a batch becomes, prepared beforehand."""

from enum import StrEnum

from solver.booking.first_loss import PLANNED_PERMILLE, Shortfall, yield_slack
from solver.contingency.contents import holding
from solver.contingency.lateness import late
from solver.contingency.later import later
from solver.contingency.reseating import Reseated, reseated
from solver.explain.slack import minutes_borne
from solver.plan.plan import PlannedBatch
from solver.problem.base import Id, Kbq, Minute, Record
from solver.problem.problem import Problem

LOW_PERMILLE = 800
LATE_MIN = 60
"""How bad a day is prepared for, unless asked otherwise: house values, unverified."""


class Mishap(StrEnum):
    """What may become of a batch."""

    LOW = "low"
    LATE = "late"


class Timetable(Record):
    """
    What the day becomes after one mishap.

    Parameters
    ----------
    below_kbq, prepared_kbq
        Low: it applies when less than the first is measured at the batch's reference
        minute, and holds down to the second [kBq].
    after_min, prepared_min
        Late: it applies when the batch is not released by the first minute, and holds
        if it is by the second [min].
    changed
        Who cannot stay, by the time they had; all others keep theirs.
    """

    mishap: Mishap
    below_kbq: Kbq | None = None
    prepared_kbq: Kbq | None = None
    after_min: Minute | None = None
    prepared_min: Minute | None = None
    changed: tuple[Reseated, ...]


class Contingency(Record):
    """
    A batch at risk: the normal day, and what it becomes if the batch is low or late.

    Parameters
    ----------
    normal
        Injection minute of each visit that has a dose of the batch, as planned [min].
    timetables
        One for each mishap that costs anybody the planned minute.
    """

    batch_id: Id
    normal: tuple[tuple[Id, Minute], ...]
    timetables: tuple[Timetable, ...]


def contingency(
    problem: Problem,
    batch_id: str,
    *,
    low_permille: int = LOW_PERMILLE,
    late_min: int = LATE_MIN,
) -> Contingency:
    """
    Timetables of a batch for the day on which it gives less, or is released later.

    Parameters
    ----------
    problem
        Its previous plan is in force, and has the batch.
    low_permille
        What the vials hold then, of what was planned [1/1000].
    late_min
        How much later it is released, and reaches the sites [min].

    Raises
    ------
    KeyError
        If the plan has no such batch.
    UnverifiedPlan
        If a plan that was prepared breaks a rule.

    """
    plan = problem.commitments.previous
    batch = {each.id: each for each in plan.batches}[batch_id]
    short = Shortfall(problem, plan, batch_id)
    found = (_low(problem, batch, short, low_permille), _late(problem, batch, late_min))
    return Contingency(
        batch_id=batch_id,
        normal=tuple(
            sorted(
                (
                    (each.visit_id, each.injection_min)
                    for each in plan.administrations
                    if each.visit_id in short.drawers
                ),
                key=lambda each: (each[1], each[0]),
            )
        ),
        timetables=tuple(each for each in found if each is not None),
    )


def _low(
    problem: Problem, batch: PlannedBatch, short: Shortfall, permille: int
) -> Timetable | None:
    if not short.lost(permille):
        return None
    contents = {
        each.id: each.activity_kbq * permille // PLANNED_PERMILLE
        for each in short.vials
    }
    known = later(problem, _known_min(problem, batch))
    _, changed = reseated(holding(known, batch.id, contents))
    if not changed:
        return None
    least = yield_slack(problem, problem.commitments.previous, batch.id).least_permille
    whole = sum(each.activity_kbq for each in short.vials)
    return Timetable(
        mishap=Mishap.LOW,
        below_kbq=-(-whole * least // PLANNED_PERMILLE),
        prepared_kbq=-(-whole * permille // PLANNED_PERMILLE),
        changed=changed,
    )


def _late(problem: Problem, batch: PlannedBatch, late_min: int) -> Timetable | None:
    plan = problem.commitments.previous
    borne = minutes_borne(problem, plan)[batch.id]
    if not borne or min(borne.values()) >= late_min:
        return None
    release = _release_min(problem, batch)
    after = release + max(min(borne.values()), 0)
    disturbed = late(
        later(problem, after),
        released_min={batch.id: release + late_min},
        arrived_min={
            each.id: each.arrives_min + late_min
            for each in plan.shipments
            if each.batch_id == batch.id
        },
    )
    _, changed = reseated(disturbed)
    if not changed:
        return None
    return Timetable(
        mishap=Mishap.LATE,
        after_min=after,
        prepared_min=release + late_min,
        changed=changed,
    )


def _known_min(problem: Problem, batch: PlannedBatch) -> int:
    """When it is known what a batch holds: at EOS, or when an order is ready."""
    ready = {each.id: each.ready_min for each in problem.orders}
    return ready.get(batch.id, batch.reference_min)


def _release_min(problem: Problem, batch: PlannedBatch) -> int:
    for order in problem.orders:
        if order.id == batch.id:
            return order.ready_min
    processes = {each.id: each for each in problem.processes}
    run = next(each for each in problem.runs if each.id == batch.id)
    return batch.reference_min + processes[run.process_id].quality_control_min
