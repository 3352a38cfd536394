"""Visits that end without a dose: their slots are free, and what that costs."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from scheduler.actors import Actor
from scheduler.bookings.board import Board
from scheduler.bookings.changing import change_plan
from scheduler.bookings.costs import Cost, lifted
from scheduler.bookings.standing import Standing
from scheduler.canonical import plain
from scheduler.jobs.happenings import happened
from scheduler.networks.revisions import touch
from scheduler.planning.promises import VisitEnd
from scheduler.planning.revise import Change
from scheduler.planning.versions import PlanKind


@dataclass(frozen=True)
class Ending:
    """A visit, how it ends (``cancelled`` or ``no_show``), and why."""

    standing: Standing
    outcome: str
    reason: str


@dataclass(frozen=True)
class Ended:
    """
    What came of giving up visits.

    Parameters
    ----------
    visit_ids
        Those that ended, the one asked for first.
    cost
        What is wasted and what is saved by it, all of them together.
    broken
        Other visits that cannot stay without them.
    """

    visit_ids: tuple[str, ...]
    cost: Cost
    broken: tuple[str, ...]
    version: int | None

    def as_json(self) -> dict[str, Any]:
        """The answer as a JSON object."""
        told: dict[str, Any] = plain(asdict(self))
        return told


def end_visits(
    session: Session,
    now: datetime,
    actor: Actor,
    board: Board,
    endings: Sequence[Ending],
) -> Ended:
    """
    End visits, each after those it counts on, and revise the plan without them.

    Raises
    ------
    PlanMoved
        If somebody else changed the plan meanwhile.

    """
    network_id = board.built.network_id
    with board.trying() as revision:
        # The last comes first: what it alone has of a batch is its own waste.
        costs = [
            lifted(revision, each.standing.visit_id) for each in reversed(endings)
        ][::-1]
    for ending, cost in zip(endings, costs, strict=True):
        _record(session, now, actor, board, (ending, cost))
    touch(session, network_id)
    first = endings[0]
    change = Change(PlanKind.BOOKING, first.reason)
    visit_id = first.standing.visit_id
    revised = change_plan(session, now, actor, network_id, visit_id, change)
    for ending, cost in zip(endings, costs, strict=True):
        visit_id, kind = ending.standing.visit_id, f"visit_{ending.outcome}"
        details = {**asdict(cost), "reason": ending.reason}
        happened(session, now, actor, network_id, kind, visit_id, details)
    version = revised.version
    return Ended(
        tuple(each.standing.visit_id for each in endings),
        sum(costs, Cost()),
        tuple(each.visit_id for each in revised.broken),
        None if version is None else version.number,
    )


def _record(
    session: Session,
    now: datetime,
    actor: Actor,
    board: Board,
    ended: tuple[Ending, Cost],
) -> None:
    ending, cost = ended
    standing, built = ending.standing, board.built
    session.add(
        VisitEnd(
            network_id=built.network_id,
            visit_id=standing.visit_id,
            outcome=ending.outcome,
            recorded_at=now,
            recorded_by=actor.id,
            reason=ending.reason,
            cancellation_nok=cost.wasted_nok,
            planned_revision=None if standing.slot is None else built.plan_revision,
        )
    )
    if standing.promise is not None:
        session.delete(standing.promise)
