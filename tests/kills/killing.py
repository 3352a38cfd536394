"""Kill processes under load, one after the other, and count what came of it."""

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path

from scheduler.database.database import Database
from scheduler.jobs.models import Job
from scheduler.jobs.requests import OPEN
from tests.kills.callers import Caller
from tests.kills.deaths import POINTS
from tests.kills.house import House, Return, house
from tests.kills.setting import SMALL, set_up
from tests.kills.takeovers import Takeovers
from tests.kills.verdict import faults, faults_at_rest
from tests.races.ward import visit_id
from tests.scheduler.jobs.processes import is_alive
from tests.scheduler.jobs.waiting import wait_until

NETWORKS = ("north", "south", "west")

AT_RANDOM = "at random"

_COMES_WITHIN_S = 30.0
"""How long nobody may come to a point until somebody is killed at random instead."""

_LIVES_S = 1.0
_SETTLED_S = 90.0
_POLL_S = 0.05


@dataclass
class Course:
    """
    What came of many kills.

    Parameters
    ----------
    kills
        How many at each point.
    """

    kills: Counter[str] = field(default_factory=Counter)
    returns: list[Return] = field(default_factory=list)
    takeovers_s: list[float] = field(default_factory=list)
    callers: list[Caller] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def num_answered(self) -> int:
        """Changes that were acknowledged."""
        return sum(len(each.told.answered) for each in self.callers)

    @property
    def num_replayed(self) -> int:
        """Of these, the ones whose first answer never arrived."""
        return sum(
            answer.is_replayed
            for caller in self.callers
            for answer in caller.told.answered
        )

    def text(self) -> str:
        """Figures, for people."""
        slowest = max(self.returns, key=lambda each: each.seconds, default=None)
        own = max((each.own_s for each in self.returns), default=0.0)
        replayed = f"{self.num_replayed} of them after an answer that was lost"
        without = f"without waiting for a processor {own:.1f} s"
        ended_s = max(self.takeovers_s, default=0.0)
        told = [
            f"{self.kills.total()} kills: {dict(sorted(self.kills.items()))}",
            f"{self.num_answered} changes acknowledged, {replayed}",
            f"{len(self.returns)} returns, the slowest {slowest}, {without}",
            f"{len(self.takeovers_s)} jobs taken over, the slowest {ended_s:.1f} s",
        ]
        return "\n".join(told)


def killed(database: Database, folder: Path, count: int, num_workers: int) -> Course:
    """So many kills under load, and everything that is wrong afterwards."""
    course = Course()
    with under_load(database, folder, num_workers, course) as kept:
        takeovers = Takeovers(database)
        for plan in _plan(count):
            course.kills[_kill(kept, takeovers, plan)] += 1
            kept.revive()
            _look_for(takeovers, _LIVES_S)
        finish(database, kept, takeovers, course)
    course.faults += faults_at_rest(database)
    return course


@contextmanager
def under_load(
    database: Database, folder: Path, num_workers: int, course: Course
) -> Iterator[House]:
    """Processes, and clients that ask for changes without a pause."""
    url = database.engine.url.render_as_string(hide_password=False)
    credentials = set_up(database, NETWORKS)
    with ExitStack() as stack:
        kept = stack.enter_context(
            house(url, folder, credentials[NETWORKS[0]], num_workers=num_workers)
        )
        course.returns = kept.returns
        course.callers = [
            Caller(kept.address, network, key, _visits(), seed)
            for seed, (network, key) in enumerate(credentials.items())
        ]
        for caller in course.callers:
            stack.callback(caller.client.close)
            stack.callback(caller.stop)
            caller.start()
        yield kept


def finish(
    database: Database, kept: House, takeovers: Takeovers, course: Course
) -> None:
    """Let all come to its end, and note everything that is wrong."""
    for caller in course.callers:
        caller.stop()
    _settle(database, takeovers)
    course.takeovers_s = takeovers.seconds
    course.faults += faults(database, course.callers)
    codes = kept.end()
    course.faults += [f"{name}: {code}" for name, code in codes.items() if code]


def _visits() -> list[str]:
    return [visit_id(number) for number in range(SMALL.num_visits)]


def _plan(count: int) -> list[tuple[str, str] | None]:
    """Every second kill is at a point, in turn; ``None``: at random."""
    of_web, of_worker = ([(role, each) for each in POINTS[role]] for role in POINTS)
    pairs = zip_longest(of_web, of_worker)
    points = [point for pair in pairs for point in pair if point is not None]
    return [
        points[number // 2 % len(points)] if number % 2 == 0 else None
        for number in range(count)
    ]


def _kill(kept: House, takeovers: Takeovers, point: tuple[str, str] | None) -> str:
    if point is None:
        return _kill_any(kept, takeovers)
    kept.arms.ask(*point)
    until = time.monotonic() + _COMES_WITHIN_S
    while (dead := kept.arms.dead()) is None:
        if time.monotonic() > until and kept.arms.take_back(*point):
            return _kill_any(kept, takeovers)
        takeovers.look()
        time.sleep(_POLL_S)
    _gone(dead)
    takeovers.killed(dead)
    return ": ".join(point)


def _kill_any(kept: House, takeovers: Takeovers) -> str:
    time.sleep(random.uniform(0, 1))
    while True:
        victim = random.choice(kept.family())
        try:
            os.kill(victim, signal.SIGKILL)
        except ProcessLookupError:
            continue
        _gone(victim)
        takeovers.killed(victim)
        return AT_RANDOM


def _gone(process_id: int) -> None:
    """Wait until a process that was killed has ended: only then it can be missed."""
    wait_until(lambda: not is_alive(process_id))


def _look_for(takeovers: Takeovers, seconds: float) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        takeovers.look()
        time.sleep(_POLL_S)


def _settle(database: Database, takeovers: Takeovers) -> None:
    """Wait until all jobs have ended that were asked for until now."""
    with database.reading() as session:
        known = [each.id for each in session.query(Job) if each.state in OPEN]
    until = time.monotonic() + _SETTLED_S
    while time.monotonic() < until:
        takeovers.look()
        with database.reading() as session:
            found = session.query(Job).where(Job.id.in_(known))
            if all(each.state not in OPEN for each in found):
                return
        time.sleep(5 * _POLL_S)
