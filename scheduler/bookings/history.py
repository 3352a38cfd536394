"""What became of one visit, from the first plan that had it until now."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from scheduler.canonical import plain
from scheduler.errors import NotFound
from scheduler.jobs.models import Event
from scheduler.planning.items import BookingRow
from scheduler.planning.problem_builder import network_of
from scheduler.planning.versions import PlanVersion

_IS_OF_A_VISIT = or_(
    Event.kind.startswith("visit_", autoescape=True),
    Event.kind.in_(("hold_given_back", "result_entered")),
)
"""Batches and versions may go by the same id."""


@dataclass(frozen=True, slots=True)
class Step:
    """
    Something that happened to a visit.

    Parameters
    ----------
    what
        "seated", "moved", "changed" or "left the plan"; else the kind of an event.
    injection_at
        Where the plan has it from then on; ``None`` if it has not.
    actor
        Who did it; ``None`` if it is not for whoever reads it.
    version
        Number of the plan version that did it; ``None`` for an event.
    """

    at: datetime
    what: str
    actor: str | None
    injection_at: datetime | None = None
    version: int | None = None
    reason: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The step as a JSON object."""
        told: dict[str, Any] = plain(asdict(self))
        return told


def visit_history(session: Session, network_id: str, visit_id: str) -> tuple[Step, ...]:
    """
    All that is known of a visit, oldest first.

    Raises
    ------
    NotFound
        If nothing is.

    """
    network_of(session, network_id)
    found = steps_of(session, network_id, visit_id)
    if not found:
        raise NotFound("visit with a history", visit_id)
    return found


def steps_of(session: Session, network_id: str, visit_id: str) -> tuple[Step, ...]:
    """What is known of a visit, oldest first; nothing before its first plan."""
    found = [*_of_plans(session, network_id, visit_id)]
    events = session.scalars(
        select(Event)
        .where(Event.network_id == network_id, Event.subject == visit_id)
        .where(_IS_OF_A_VISIT)
        .order_by(Event.number)
    )
    found += [
        Step(each.at, each.kind, each.actor, reason=each.details.get("reason"))
        for each in events
    ]
    return tuple(sorted(found, key=lambda step: step.at))


def _of_plans(session: Session, network_id: str, visit_id: str) -> list[Step]:
    rows = session.scalars(
        select(BookingRow)
        .where(BookingRow.network_id == network_id, BookingRow.visit_id == visit_id)
        .order_by(BookingRow.first_revision)
    ).all()
    revisions = {row.first_revision for row in rows}
    ended = {row.until_revision for row in rows if row.until_revision is not None}
    versions = {
        version.revision: version
        for version in session.scalars(
            select(PlanVersion).where(
                PlanVersion.network_id == network_id,
                PlanVersion.revision.in_(sorted(revisions | ended)),
            )
        )
    }
    steps = []
    before: datetime | None = None
    for row in rows:
        version = versions[row.first_revision]
        if before is None:
            what = "seated"
        else:
            what = "changed" if row.injection_at == before else "moved"
        steps.append(_step(version, what, row.injection_at))
        before = row.injection_at
        if row.until_revision is not None and row.until_revision not in revisions:
            steps.append(_step(versions[row.until_revision], "left the plan", None))
            before = None
    return steps


def _step(version: PlanVersion, what: str, injection_at: datetime | None) -> Step:
    return Step(
        version.decided_at or version.proposed_at,
        what,
        version.decided_by or version.proposed_by,
        injection_at,
        version.number,
        version.reason,
    )
