"""Batches that cannot be made, whatever was said of them: what they need is out."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from scheduler.imports.planning_file.closures import Closure, ResourceKind
from scheduler.imports.planning_file.convert_production import process_id
from scheduler.imports.planning_file.schema import PlanningFile
from solver.plan.plan import Plan, PlannedBatch

_Need = tuple[ResourceKind, str, int, int]
"""A resource, and the minutes in which a batch needs it."""


def stopped(
    closures: Iterable[Closure], file: PlanningFile, plan: Plan, origin_at: datetime
) -> frozenset[str]:
    """
    Runs of a plan whose line, or something else they hold, is out of use then.

    Parameters
    ----------
    origin_at
        Minute 0 of the plan.
    """
    closed: dict[tuple[ResourceKind, str], list[Closure]] = {}
    for each in closures:
        if each.kind.is_of_unit:
            closed.setdefault((each.kind, each.resource_id), []).append(each)
    if not closed:
        return frozenset()

    def is_out(need: _Need) -> bool:
        kind, resource_id, start_min, end_min = need
        start, end = (
            origin_at + timedelta(minutes=minute) for minute in (start_min, end_min)
        )
        return any(
            each.start_at < end and start < each.end_at
            for each in closed.get((kind, resource_id), ())
        )

    return frozenset(
        batch.id for batch in plan.batches if any(map(is_out, _needs(file, batch)))
    )


def _needs(file: PlanningFile, batch: PlannedBatch) -> Iterator[_Need]:
    eos = batch.reference_min
    for line in file.lines:
        for process in line.processes:
            if batch.id.startswith(f"{process_id(line, process)}/"):
                start = eos - process.synthesis_minutes
                yield ResourceKind.LINE, line.id, start, eos
    for hold in batch.equipment:
        yield (
            ResourceKind.EQUIPMENT,
            hold.equipment_id,
            hold.start_min,
            hold.end_min,
        )
