"""Workers: who they are, and what they are at."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from api.schemas.types import Told


class WorkRead(Told):
    """A job that a worker is at."""

    job_id: str
    kind: str
    network_id: Annotated[
        str | None, Field(description="null for a job of the whole database")
    ]


class WorkerRead(Told):
    """A worker that has not ended, as far as is known; times are UTC."""

    worker_id: str
    host: str
    process: int
    started_at: datetime
    beat_at: Annotated[datetime, Field(description="when it last said that it lives")]
    silent_s: Annotated[
        float,
        Field(description="since then; one that is silent for 10 s is taken for dead"),
    ]
    jobs: Annotated[
        list[WorkRead], Field(description="what it is at, of networks that are yours")
    ]
