"""What has to be true after all kills, whoever died when."""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from scheduler.audit.models import AuditEntry
from scheduler.audit.reading import verify
from scheduler.database.database import Database
from scheduler.idempotency.models import GivenReply
from scheduler.jobs.books import lock_path
from scheduler.jobs.exclusive import file_lock
from scheduler.jobs.models import Job, JobState
from scheduler.jobs.requests import OPEN
from scheduler.networks.models import Network
from scheduler.planning.recheck import recheck
from scheduler.planning.versions import PlanVersion
from scheduler.trials.participants import Participant
from tests.kills.callers import REPLAYED, Answered, Caller

_MOST_REPLAYED = 300
"""Answers of one client that are asked for again over HTTP; all have their rows."""


def faults(database: Database, callers: Iterable[Caller]) -> list[str]:
    """All that is wrong, while the processes still run."""
    found = []
    for caller in callers:
        if caller.is_alive():
            found.append(f"{caller.name} waits for an answer")
        found += caller.told.defects
        found += _of_replays(caller)
        found += _of_visits(caller)
        with database.reading() as session:
            found += _of_replies(session, caller)
            found += _of_effects(session, caller)
            found += _of_jobs(session, caller)
            found += _of_versions(session, caller.network)
            found += map(str, recheck(session, caller.network))
    with database.reading() as session:
        found += [
            f"audit: {issue}" for each in verify(session) for issue in each.issues
        ]
    return found


def faults_at_rest(database: Database) -> Iterator[str]:
    """What the processes have left, once they have ended: nothing is held."""
    if database.is_sqlite:
        path = database.engine.url.database
        assert path is not None
        with sqlite3.connect(path, timeout=0, isolation_level=None) as connection:
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("ROLLBACK")
        connection.close()
        assert lock_path(database.url).exists()
        with file_lock(database.url):
            return
    database.close()
    with database.reading() as session:
        others = session.execute(
            text(
                "SELECT state, query FROM pg_stat_activity WHERE datname = "
                "current_database() AND pid <> pg_backend_pid() "
                "AND backend_type = 'client backend'"
            )
        ).all()
    yield from (f"still connected: {state} {query}" for state, query in others)


def _of_replays(caller: Caller) -> Iterator[str]:
    """The same request under its key is answered byte for byte as before."""
    answered = caller.told.answered
    step = max(1, len(answered) // _MOST_REPLAYED)
    for each in answered[::step]:
        again = caller.send(each.key, each.path, each.body)
        told = (again.status_code, again.content, REPLAYED in again.headers)
        if told != (each.status, each.content, True):
            yield f"{each.kind} {each.key} is answered otherwise: {again.text}"


def _of_replies(session: Session, caller: Caller) -> Iterator[str]:
    """Every acknowledged change has its answer, and there are no others."""
    acknowledged = {each.key: each for each in caller.told.answered}
    actors = set()
    rows = session.scalars(
        select(GivenReply).where(GivenReply.key.in_(acknowledged))
    ).all()
    for row in rows:
        actors.add(row.actor)
        each = acknowledged.pop(row.key)
        if (row.status, row.body) != (each.status, each.content):
            yield f"{each.kind} {each.key} is remembered otherwise"
    yield from (f"{each.kind} {key} is lost" for key, each in acknowledged.items())
    if len(actors) > 1:
        yield f"{caller.name} is several actors: {actors}"
    for actor in actors:
        given = session.scalar(
            select(func.count())
            .select_from(GivenReply)
            .where(GivenReply.actor == actor)
        )
        if given != len(rows):
            yield f"{given} answers of {actor}, and {len(rows)} were acknowledged"


def _of_effects(session: Session, caller: Caller) -> Iterator[str]:
    """Each acknowledged change was made once; a replan makes a job."""
    actors = session.scalars(
        select(GivenReply.actor).where(
            GivenReply.key.in_([each.key for each in caller.told.answered])
        )
    )
    made = Counter(
        session.scalars(
            select(AuditEntry.action).where(
                AuditEntry.chain == caller.network, AuditEntry.actor.in_(set(actors))
            )
        )
    )
    told = Counter(each.kind for each in caller.told.answered if each.kind != "replan")
    if made != told:
        yield f"{caller.name}: made {dict(made)}, acknowledged {dict(told)}"
    enrolled = session.scalar(
        select(func.count())
        .select_from(Participant)
        .where(Participant.network_id == caller.network)
    )
    if enrolled != len(caller.standing) + told["enrol"]:
        yield f"{caller.name}: {enrolled} participants"


def _of_visits(caller: Caller) -> Iterator[str]:
    """Every visit stands as its last acknowledged change has left it."""
    for visit, standing in caller.standing.items():
        state = caller.client.get(f"visits/{visit}").json()["state"]
        is_open = state not in {"confirmed", "cancelled"}
        if state != standing and not (standing == "open" and is_open):
            yield f"{caller.network}: {visit} is {state}, and was told {standing}"


def _of_jobs(session: Session, caller: Caller) -> Iterator[str]:
    """Every job has ended, for a reason if it failed."""
    jobs = {
        each.id: each
        for each in session.scalars(select(Job).where(Job.network_id == caller.network))
    }
    for each in caller.answered("replan"):
        job = jobs.get(_job_id(each))
        if job is None:
            yield f"the job of {each.key} is lost"
        elif job.state in OPEN:
            yield f"job {job.id} has not ended: {job.state}, attempt {job.attempts}"
    for job in jobs.values():
        if job.state is JobState.FAILED and not job.failure:
            yield f"job {job.id} failed for no reason"


def _of_versions(session: Session, network_id: str) -> Iterator[str]:
    """Nothing was proposed or published twice, and nothing is left out."""
    versions = session.scalars(
        select(PlanVersion)
        .where(PlanVersion.network_id == network_id)
        .order_by(PlanVersion.number)
    ).all()
    numbers = [each.number for each in versions]
    if numbers != list(range(1, len(versions) + 1)):
        yield f"versions of {network_id}: {numbers}"
    revisions = sorted(each.revision for each in versions if each.revision is not None)
    network = session.get_one(Network, network_id)
    if revisions != list(range(1, network.plan_revision + 1)):
        yield f"revisions of {network_id}: {revisions}"
    jobs = Counter(each.job_id for each in versions if each.job_id is not None)
    yield from (f"{job} has {n} versions" for job, n in jobs.items() if n > 1)


def _job_id(answer: Answered) -> str:
    job_id = answer.content.decode().partition('"job_id":"')[2].partition('"')[0]
    assert job_id
    return job_id
