"""Convert a file again of which nothing but its commitments has changed."""

from collections.abc import Hashable, Iterator

from pydantic import ValidationError

from scheduler.imports.planning_file.context import Context, by_id
from scheduler.imports.planning_file.convert import products_of_batches, refusal
from scheduler.imports.planning_file.convert_commitments import (
    commitments,
    committed_minutes,
)
from scheduler.imports.planning_file.convert_live import Live
from scheduler.imports.planning_file.cycles import placed_visits
from scheduler.imports.planning_file.schema import PlanningFile
from solver.documents import issues_of
from solver.problem.problem import Problem


def looked_at(file: PlanningFile) -> Hashable:
    """
    What of its commitments all else in a live file is converted by.

    Committed batches, shuttles that carry something, and minutes of visits that others
    or samples count from; besides it matters who is planned, if anybody waits who is
    not.
    """
    held = file.commitments
    if held is None:
        return None
    context = Context(file, Live())
    shuttles = {each.id for each in file.lanes if each.shuttle is not None}
    counted = frozenset(_counted(file))
    minutes = committed_minutes(context)
    return (
        frozenset(context.committed.items()),
        frozenset(
            each.departure_id
            for each in held.previous.plan.shipments
            if each.lane_id in shuttles
        ),
        frozenset((key, minutes[key]) for key in counted & minutes.keys()),
    )


def converted_again(file: PlanningFile, before: Problem) -> Problem:
    """
    The problem of a live file in which nobody waits, whoever is planned.

    Parameters
    ----------
    before
        The problem of the file with other commitments, of which the same is looked at.

    Raises
    ------
    InvalidDocument
        With every issue of the commitments.

    """
    context = Context(file, Live())
    products = products_of_batches(
        by_id(before.products), before.processes, before.runs, before.orders
    )
    held = commitments(context, products)
    if context.issues:
        raise refusal(context.issues)
    fields = dict(before) | {"commitments": held[0]}
    try:
        return Problem.model_validate(fields)
    except ValidationError as error:
        raise refusal(issues_of(error)) from None


def _counted(file: PlanningFile) -> Iterator[str]:
    """Visits by whose date another visit, or a sample of their own, is dated."""
    gated = {
        (trial.id, each.id)
        for trial in file.trials
        for each in trial.visit_definitions
        if each.gates
    }
    for participant in file.participants:
        visits = [visit for _, visit in placed_visits(participant)]
        for each in visits:
            if len(visits) > 1 or (participant.trial, each.definition) in gated:
                yield each.id
