"""Replans without a worker and without a solver that takes time."""

from collections.abc import Callable
from datetime import timedelta
from itertools import count

from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduler.actors import Actor
from scheduler.audit.context import audited
from scheduler.jobs.engine import Answer
from scheduler.jobs.kinds import REPLAN
from scheduler.jobs.models import Job
from scheduler.jobs.requests import request_job
from scheduler.networks.models import Network
from scheduler.notices.models import Notice, NoticeAudience
from scheduler.planning.event_replans import BECAUSE, EVENTS
from scheduler.planning.proposing import propose
from scheduler.planning.versions import PlanVersion
from solver.plan.plan import Plan
from solver.plan.result import Result
from tests.scheduler.planning.seeds import NETWORK, Seeded, constructed

WORKER = Actor("job:replan")
_NUMBERS = count(1)


def nothing(_: Seeded) -> None:
    """Nothing happens."""


def ask(
    seeded: Seeded,
    actor: Actor = EVENTS,
    because: tuple[int, ...] = (),
    attempt: int = 0,
) -> str:
    """A job that has been asked for; its id."""
    job_id = f"replan-{next(_NUMBERS)}"

    def asked(session: Session) -> None:
        payload = {BECAUSE: list(because), "attempt": attempt, "time_limit_s": 5}
        request_job(
            session,
            seeded.now,
            actor,
            kind=REPLAN,
            network_id=NETWORK,
            payload=payload,
            job_id=job_id,
        )

    seeded.database.run(asked)
    return job_id


def replan(
    seeded: Seeded,
    job_id: str | None = None,
    *,
    plan: Plan | None = None,
    later_min: int = 0,
    meanwhile: Callable[[Seeded], object] = nothing,
) -> Answer:
    """
    Do a job: build, find a plan, and record it.

    Parameters
    ----------
    plan
        What is found; by default what a solve constructs.
    meanwhile
        What happens while it is found.
    """
    asked = ask(seeded) if job_id is None else job_id
    built = seeded.built(with_lost=True, later_min=later_min)
    result = constructed(built.problem)
    if plan is not None:
        result = Result(**dict(result) | {"plan": plan})
    meanwhile(seeded)
    now = seeded.now + timedelta(minutes=later_min)

    def recorded(session: Session) -> Answer:
        audited(session, now, WORKER, REPLAN, chain=NETWORK)
        return propose(session, now, WORKER, built, result, asked)

    return seeded.database.run(recorded)


def version(seeded: Seeded, number: int) -> PlanVersion:
    """A version, to be read."""
    with seeded.database.reading() as session:
        found = session.get(PlanVersion, (NETWORK, number))
        assert found is not None
        return found


def set_policy(seeded: Seeded, **settings: object) -> None:
    """Run the network otherwise."""

    def changed(session: Session) -> None:
        network = session.get_one(Network, NETWORK)
        for name, value in settings.items():
            setattr(network, name, value)

    seeded.change(changed)


def jobs(seeded: Seeded) -> list[Job]:
    """All jobs, in the order in which they were asked for."""
    with seeded.database.reading() as session:
        return list(session.scalars(select(Job).order_by(Job.asked_at, Job.id)))


def notices(seeded: Seeded, kind: str) -> dict[frozenset[str], Notice]:
    """Notices of a kind, by the ids of whom they are for."""
    with seeded.database.reading() as session:
        found = session.scalars(select(Notice).where(Notice.kind == kind)).all()
        return {
            frozenset(
                session.scalars(
                    select(NoticeAudience.object_id).where(
                        NoticeAudience.notice_id == each.id
                    )
                )
            ): each
            for each in found
        }
