"""Why a plan has come into force, as far as each of those concerned may know."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduler.access.belonging import Owner, belonging_of
from scheduler.jobs.models import Event, Job
from scheduler.notices.telling import Audience
from scheduler.planning.event_replans import BECAUSE
from solver.problem.demand import Visit

ELSEWHERE = "a change elsewhere"
"""What is told of an event of a visit or participant of others."""


OUTAGE = "outage_"
"""How kinds of events of outages begin; their subject is a number, nobody's id."""


@dataclass(frozen=True, slots=True)
class Why:
    """
    Why a plan has come into force.

    Parameters
    ----------
    said
        In words that everybody may read.
    causes
        Kinds of the events that asked for the plan, and whose alone each is to know;
        ``None``: everybody's.
    """

    said: str
    causes: frozenset[tuple[str, Audience | None]] = frozenset()

    def told(self, audience: Audience) -> str:
        """The words for one of the audiences."""
        kinds = {
            kind if whose in {None, audience} else ELSEWHERE
            for kind, whose in self.causes
        }
        return ": ".join(filter(None, (self.said, ", ".join(sorted(kinds)))))


def causes_of(session: Session, job: Job) -> frozenset[tuple[str, Audience | None]]:
    """What has happened that asked for a job, and whose that is to know."""
    if job.network_id is None:
        return frozenset()
    belonging = belonging_of(session, job.network_id)
    found = select(Event.kind, Event.subject).where(
        Event.network_id == job.network_id,
        Event.number.in_(job.payload.get(BECAUSE, ())),
    )
    return frozenset(
        (kind, None if owner is None else concerned(owner))
        for kind, owner in (
            (
                row.kind,
                None
                if row.kind.startswith(OUTAGE)
                else belonging.of_visit(row.subject)
                or belonging.of_participant(row.subject),
            )
            for row in session.execute(found)
        )
    )


def concerned(visit: Visit | Owner) -> Audience:
    """The site of a visit, and its trial."""
    trial_ids = () if visit.trial_id is None else (visit.trial_id,)
    return Audience(site_ids=(visit.site_id,), trial_ids=trial_ids)
