"""Whether a committed visit is as the previous plan had it."""

from typing import TYPE_CHECKING

from ortools.sat.python import cp_model

from solver.model.seating import Expr, Seating
from solver.model.visit_vars import VisitVars
from solver.plan.plan import Occupation, Purpose
from solver.state.as_before import is_as_before

if TYPE_CHECKING:
    from solver.model.task_spans import VisitTask
    from solver.model.variables import PlanVars


def unmoved(x: "PlanVars", own: VisitVars) -> cp_model.IntVar:
    """Whether a visit is injected at the minute it had."""
    minute = x.index.previous[own.visit.id].injection_min

    def truth(seating: Seating) -> int:
        seat = seating.placement(own.visit.id)
        return int(seat is not None and seat.injection_min == minute)

    same = x.book.boolean(f"same minute {own.visit.id}", truth)
    x.model.add_implication(same, own.served)
    _pin(x, own.injection, minute, same)
    return same


def kept_as_before(x: "PlanVars", own: VisitVars) -> cp_model.IntVar:
    """Whether a visit has the minutes and the resources it had."""
    before = x.index.previous[own.visit.id]
    kept = x.book.boolean(
        f"keep {own.visit.id}",
        lambda seating: int(
            (seat := seating.placement(own.visit.id)) is not None
            and is_as_before(seat, before)
        ),
    )
    x.model.add_implication(kept, x.is_unmoved(own.visit.id))
    names = tuple(each.name for each in before.later_scans)
    if before.alternative not in own.choices or names != tuple(
        later.steps.name for later in own.later
    ):
        x.model.add(kept == 0)
        return kept
    x.model.add_implication(kept, own.takes(before.alternative))
    if own.scan_start is not None:
        _pin(x, own.scan_start, before.scan_start_min, kept)
    for later, booked in zip(own.later, before.later_scans, strict=True):
        _pin(x, later.start, booked.scan_start_min, kept)
    held = {(0, each.purpose): each for each in before.occupations}
    for number, booked in enumerate(before.later_scans, 1):
        held |= {(number, each.purpose): each for each in booked.occupations}
    _keep_resources(x, own, held, kept)
    return kept


def _keep_resources(
    x: "PlanVars",
    own: VisitVars,
    held: dict[tuple[int, Purpose], Occupation],
    kept: cp_model.IntVar,
) -> None:
    """Under the literal, each task is done by whom it was, when it was."""
    tasks = {
        (task.number, task.purpose): task for task in x.resources.tasks(own.visit.id)
    }
    if held.keys() - tasks.keys():
        x.model.add(kept == 0)
        return
    for key, task in tasks.items():
        if key not in held:
            x.model.add_implication(kept, task.present.negated())
            continue
        _keep_resource(x, own, task, held[key], kept)


def _keep_resource(
    x: "PlanVars",
    own: VisitVars,
    task: "VisitTask",
    before: Occupation,
    kept: cp_model.IntVar,
) -> None:
    used = x.resources.is_used(own.visit, task.purpose, before.resource_id, task.number)
    x.model.add(used >= kept)
    _pin(x, task.span.start, before.start_min, kept)
    _pin(x, task.span.end, before.end_min, kept)


def _pin(
    x: "PlanVars", expr: Expr, minute: int | None, literal: cp_model.IntVar
) -> None:
    """Under the literal, something is at a minute; never, if there is none."""
    spans = [] if minute is None else [(minute, minute + 1)]
    x.restrict(expr, spans, [literal])
