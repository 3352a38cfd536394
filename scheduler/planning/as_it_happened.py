"""A problem with what goes otherwise than planned: losses, late releases, arrivals."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from scheduler.clock import next_whole_minute
from scheduler.planning.instants import Instants
from scheduler.production.records import BatchState
from solver.contingency.lateness import late
from solver.problem.base import MAX_MINUTES
from solver.problem.problem import Problem

Records = Mapping[str, Row[Any]]
"""Columns of ``BatchRecord``, or of ``ShipmentRecord``, by id."""

_LOST = frozenset({BatchState.FAILED, BatchState.DECLINED})

_TOO_LATE_MIN = MAX_MINUTES - 31 * 24 * 60
"""Nobody is served after it, and what follows it has a minute still."""


def as_it_happened(problem: Problem, batches: Records, shipments: Records) -> Problem:
    """
    The problem with releases and arrivals as late as they were, or are said to be.

    A run that failed, or that the unit has declined, is not made after all. What was
    sooner than planned changes nothing: nobody is called in earlier.
    """
    instants = Instants(problem.origin_at)
    return late(
        _without_lost_runs(problem, batches),
        released_min={
            batch_id: _minute(instants, at)
            for batch_id, record in batches.items()
            if (at := record.released_at or record.expected_at) is not None
        },
        arrived_min={
            shipment_id: _minute(instants, at)
            for shipment_id, record in shipments.items()
            if (at := arrival_of(record)) is not None
        },
    )


def arrival_of(record: Row[Any]) -> datetime | None:
    """When a shipment arrived, or else is said to; ``None``: as planned."""
    found: datetime | None = record.arrived_at or record.expected_at
    return found


def _minute(instants: Instants, at: datetime) -> int:
    """The minute by which it has happened; too late is too late."""
    return min(instants.minute(next_whole_minute(at)), _TOO_LATE_MIN)


def _without_lost_runs(problem: Problem, records: Records) -> Problem:
    lost = {batch_id for batch_id, record in records.items() if record.state in _LOST}
    if not lost:
        return problem
    fields = dict(problem)
    fields["runs"] = tuple(each for each in problem.runs if each.id not in lost)
    fields["orders"] = tuple(each for each in problem.orders if each.id not in lost)
    return Problem(**fields)
