"""Who asks for a replan while one waits."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from threading import Barrier

from sqlalchemy.orm import Session

from scheduler.actors import Actor
from scheduler.database.database import Database
from scheduler.jobs.models import Job, JobState
from scheduler.jobs.requests import jobs_of
from scheduler.planning.replan_requests import request_replan
from solver.config import SolverConfig
from tests.scheduler.jobs.asked import NETWORK, NOW, set_state, with_network

AT_ONCE = 6
CONFIG = SolverConfig(time_limit_s=5)


def _asked(session: Session, number: int, *, shares: bool = True) -> str:
    return request_replan(
        session,
        NOW + timedelta(seconds=number),
        Actor(f"test:{number}"),
        network_id=NETWORK,
        config=CONFIG,
        shares=shares,
    ).id


def test_many_who_ask_at_once_share_one(database: Database) -> None:
    """
    However they meet, one job is made, and everybody is told of it.
    """
    with_network(database)
    barrier = Barrier(AT_ONCE)

    def ask(number: int) -> str:
        barrier.wait()
        return database.run(lambda session: _asked(session, number))

    with ThreadPoolExecutor(AT_ONCE) as pool:
        told = set(pool.map(ask, range(AT_ONCE)))
    with database.reading() as session:
        made = {each.id for each in jobs_of(session, NETWORK)}

    assert len(told) == 1
    assert told == made


def test_the_one_that_waits_longest_is_shared(sqlite_database: Database) -> None:
    """
    Of several that others have of their own; what runs or has ended is not shared.
    """
    with_network(sqlite_database)
    own = [
        sqlite_database.run(partial(_asked, number=number, shares=False))
        for number in range(3)
    ]
    set_state(sqlite_database, own[0], JobState.RUNNING)
    shared = sqlite_database.run(lambda session: _asked(session, 9))
    for each in own:
        set_state(sqlite_database, each, JobState.DONE)
    newer = sqlite_database.run(lambda session: _asked(session, 10))
    with sqlite_database.reading() as session:
        job = session.get_one(Job, newer)

    assert len(set(own)) == 3
    assert shared == own[1]
    assert newer not in own
    assert job.payload["time_limit_s"] == 5
