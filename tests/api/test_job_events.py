"""Progress of jobs as server-sent events."""

import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import anyio
import pytest
from sqlalchemy.exc import OperationalError

from api import job_events
from api.job_events import Followed, events
from api.schemas.jobs import JobRead, ProgressRead
from scheduler.access import keys
from scheduler.access.roles import Role
from scheduler.errors import NotFound
from scheduler.jobs.models import JobState
from tests.api.proposals import end_job, run_job
from tests.api.service import TERMINAL, Person, Service

AT = datetime(2026, 9, 11, 13, tzinfo=UTC)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows are read again soon, so that tests end soon."""
    monkeypatch.setattr(job_events, "POLL_S", 0.01)


def job(state: JobState, wall_s: float | None = None) -> JobRead:
    """A job that has come so far."""
    progress = None
    if wall_s is not None:
        progress = ProgressRead(wall_s=wall_s, share=0.5, phase="exact", levels=None)
    return JobRead(
        job_id="job-1",
        kind="replan",
        state=state,
        asked_at=AT,
        asked_by="key:1",
        due_at=None,
        attempts=0,
        worker_id=None,
        time_limit_s=60,
        is_deterministic=False,
        started_at=None,
        ended_at=None,
        cancel_asked_at=None,
        progress=progress,
        status=None,
        version=None,
        version_state=None,
        expires_at=None,
        doubts=[],
        reason=None,
        failure=None,
    )


def told(
    look: Callable[[], JobRead],
    is_stopping: Callable[[], bool] = lambda: False,
    seconds: float = 20,
) -> list[str]:
    """All that is sent until the stream ends."""

    async def collected() -> list[str]:
        followed = Followed(look, is_stopping, seconds)
        return [each.decode() async for each in events(followed)]

    return anyio.run(collected)


def looks(*found: JobRead | Exception) -> Callable[[], JobRead]:
    """What is found, one look after the other."""
    rest: Iterator[JobRead | Exception] = iter(found)

    def look() -> JobRead:
        each = next(rest)
        if isinstance(each, Exception):
            raise each
        return each

    return look


def names(sent: list[str]) -> list[str]:
    """The first line of each event."""
    return [each.splitlines()[0] for each in sent]


def test_each_change_is_told_once() -> None:
    """
    A job that looks as before is not told again; its end is the last.
    """
    waiting, running = job(JobState.WAITING), job(JobState.RUNNING, 1)
    sent = told(
        looks(waiting, waiting, running, running, running, job(JobState.DONE, 1))
    )

    assert names(sent) == ["event: progress", "event: progress", "event: end"]
    assert '"state":"done"' in sent[-1]
    assert all(each.endswith("\n\n") for each in sent)


def test_who_may_not_see_it_any_more_is_told_nothing() -> None:
    """
    The stream ends without a word.
    """
    sent = told(looks(job(JobState.WAITING), NotFound("job", "job-1")))

    assert names(sent) == ["event: progress"]


def test_a_busy_database_is_asked_again() -> None:
    """
    Whoever follows does not notice.
    """
    busy = OperationalError("SELECT", {}, Exception("database is locked"))
    sent = told(looks(busy, job(JobState.RUNNING, 1), busy, job(JobState.DONE, 1)))

    assert names(sent) == ["event: progress", "event: end"]


def test_silence_is_broken_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    By comments, which no client takes for news.
    """
    monkeypatch.setattr(job_events, "KEEP_ALIVE_S", 0.0)
    waiting = job(JobState.WAITING)
    sent = told(looks(waiting, waiting, job(JobState.DONE)))

    assert names(sent) == ["event: progress", ": still there", "event: end"]


def test_a_stream_ends_with_its_time_and_with_the_process() -> None:
    """
    A job that waits for ever does not hold it.
    """
    waiting = job(JobState.WAITING)
    over = told(lambda: waiting, seconds=0.05)
    stopped = told(lambda: waiting, is_stopping=lambda: True)

    assert names(over) == ["event: progress"]
    assert stopped == []


def test_looking_holds_up_nobody_else() -> None:
    """
    While one look takes its time, the loop goes on.
    """
    beats: list[float] = []

    def slow() -> JobRead:
        time.sleep(0.3)
        return job(JobState.DONE)

    async def both() -> None:
        async with anyio.create_task_group() as group:
            group.start_soon(beat)
            followed = Followed(slow, lambda: False, 20)
            assert [each async for each in events(followed)]
            group.cancel_scope.cancel()

    async def beat() -> None:
        while True:
            beats.append(time.monotonic())
            await anyio.sleep(0.01)

    anyio.run(both)

    assert len(beats) > 3


def test_many_streams_share_few_threads() -> None:
    """
    A stream that sleeps holds no thread: far more of them go on than there are threads.
    """
    most: list[int] = []

    async def crowd() -> None:
        waiting = job(JobState.WAITING)

        async def one() -> None:
            followed = Followed(lambda: waiting, lambda: False, 0.2)
            assert [each async for each in events(followed)]

        async with anyio.create_task_group() as group:
            for _ in range(200):
                group.start_soon(one)
            await anyio.sleep(0.1)
            most.append(
                anyio.to_thread.current_default_thread_limiter().borrowed_tokens
            )

    anyio.run(crowd)

    assert most[0] < 200


def test_a_job_is_followed_to_its_end(service: Service) -> None:
    """
    From the first look to its end, as the person may see it.
    """
    planner = service.planner
    there = planner.post(service.at("replans")).headers["Location"]
    job_id = there.rpartition("/")[2]

    def work() -> None:
        time.sleep(0.2)
        run_job(service, job_id)
        time.sleep(0.3)
        end_job(service, job_id, outcome={"status": "feasible", "version": 3})

    with _meanwhile(work):
        answer = planner.get(f"{there}/events")
    sent = answer.text.strip().split("\n\n")

    assert answer.headers["Content-Type"].startswith("text/event-stream")
    assert answer.headers["Cache-Control"] == "no-store"
    assert names(sent) == ["event: progress", "event: progress", "event: end"]
    assert '"share":0.1' in sent[1]
    assert '"version":3' in sent[2]


def test_a_revoked_key_hears_no_more(sqlite_service: Service) -> None:
    """
    Its stream ends, though the job goes on.
    """
    service = sqlite_service
    planner = service.planner
    there = planner.post(service.at("replans")).headers["Location"]
    key = service.new_key(Role.PLANNER, {})
    somebody = Person(service.client, key)

    def revoke() -> None:
        time.sleep(0.2)
        with service.database.writing() as session:
            keys.revoke(
                session,
                service.clock(),
                TERMINAL,
                key_id=key.split("_")[1],
                reason="it leaked",
            )

    began = time.monotonic()
    with _meanwhile(revoke):
        answer = somebody.get(f"{there}/events", params={"seconds": 60})
    sent = answer.text.strip().split("\n\n")

    assert names(sent) == ["event: progress"]
    assert time.monotonic() - began < 30
    assert somebody.get(there).status_code == 401


def test_refusals_come_before_the_stream(sqlite_service: Service) -> None:
    """
    As problems, with their status.
    """
    service = sqlite_service
    there = service.at("jobs/none/events")
    missing = service.planner.get(there)
    refused = service.person(Role.SITE_STAFF, site=["AAL"]).get(there)
    unknown = service.nobody.get(f"/api/v1/{there}")
    endless = service.planner.get(there, params={"seconds": 0})

    assert [each.status_code for each in (missing, refused, unknown, endless)] == [
        404,
        403,
        401,
        422,
    ]


class _meanwhile:  # noqa: N801 - reads as a word
    """Something that happens in another thread while the block goes on."""

    def __init__(self, work: Callable[[], None]) -> None:
        self._thread = threading.Thread(target=work)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._thread.join()
