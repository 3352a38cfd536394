"""Server-sent events of a job: read off its row now and then, on nobody's thread."""

import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

import anyio
from anyio.to_thread import run_sync
from fastapi.sse import format_sse_event
from sqlalchemy.exc import SQLAlchemyError

from api.schemas.jobs import JobRead
from scheduler.errors import SchedulerError

MEDIA_TYPE = "text/event-stream"

LONGEST_S = 3600
"""How long a stream goes on; whoever wants more asks again."""

POLL_S = 0.5
"""How often the row is read, and whoever asks is asked who they are."""

KEEP_ALIVE_S = 10.0
"""How often something is sent, so that nobody on the way gives up."""


@dataclass(frozen=True)
class Followed:
    """
    A job that somebody follows.

    Parameters
    ----------
    look
        The job as it is now; refuses whoever may not see it any more.
    is_stopping
        Whether the process is about to end.
    seconds
        When the stream ends at the latest.
    """

    look: Callable[[], JobRead]
    is_stopping: Callable[[], bool]
    seconds: float


async def events(followed: Followed) -> AsyncIterator[bytes]:
    """Tell a job each time it has changed, and how it ended; a refusal ends it."""
    told: JobRead | None = None
    begun_at = sent_at = time.monotonic()
    while not followed.is_stopping():
        job: JobRead | None
        try:
            job = await run_sync(followed.look)
        except SchedulerError:
            return
        except SQLAlchemyError:  # the database is asked again soon
            job = told
        if job is not None and job.has_ended:
            yield _event("end", job)
            return
        now = time.monotonic()
        if job is not None and job != told:
            told, sent_at = job, now
            yield _event("progress", job)
        elif now - sent_at >= KEEP_ALIVE_S:
            sent_at = now
            yield format_sse_event(comment="still there")
        if now - begun_at >= followed.seconds:
            return
        await anyio.sleep(POLL_S)


def _event(name: str, job: JobRead) -> bytes:
    return format_sse_event(event=name, data_str=job.model_dump_json())
