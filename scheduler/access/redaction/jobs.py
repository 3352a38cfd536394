"""What somebody may learn of jobs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from scheduler.access.redaction.levels import LevelSeen, levels_seen
from scheduler.access.viewing import Viewer
from scheduler.jobs.models import Job
from scheduler.jobs.requests import jobs_of

NOT_TOLD = "it failed; somebody who sees the whole network can read why"


@dataclass(frozen=True)
class ProgressSeen:
    """
    How far a job has come.

    Parameters
    ----------
    share
        Of its time limit [0..1].
    levels
        Of everybody's visits, and so told only to those who see them.
    """

    wall_s: float
    share: float | None
    phase: str
    levels: tuple[LevelSeen, ...] | None


@dataclass(frozen=True)
class JobSeen:
    """
    A job; times are local to its network.

    What it says of its version is told as the version itself is: who sees a part of the
    network only is not told why, nor of doubts, nor which worker had it.
    """

    job_id: str
    kind: str
    state: str
    asked_at: datetime
    asked_by: str
    due_at: datetime | None
    attempts: int
    worker_id: str | None
    time_limit_s: float | None
    is_deterministic: bool | None
    started_at: datetime | None
    ended_at: datetime | None
    cancel_asked_at: datetime | None
    progress: ProgressSeen | None
    status: str | None
    version: int | None
    version_state: str | None
    expires_at: datetime | None
    doubts: tuple[str, ...] | None
    reason: str | None
    failure: str | None


def jobs_seen(viewer: Viewer) -> list[Job]:
    """Jobs of the network that are theirs."""
    found = jobs_of(viewer.session, viewer.network_id)
    return [each for each in found if viewer.sees_job(each)]


def job_seen(viewer: Viewer, job: Job, clock: ZoneInfo) -> JobSeen:
    """A job that is theirs, as it is told, by the clock of its network."""
    outcome: Mapping[str, Any] = job.outcome or {}
    is_limited, failure = viewer.is_limited, job.failure
    if failure is not None and is_limited:
        failure = NOT_TOLD
    until = outcome.get("expires_at")
    expires_at = None if until is None else datetime.fromisoformat(until)
    return JobSeen(
        job_id=job.id,
        kind=job.kind,
        state=job.state.value,
        asked_at=job.asked_at.astimezone(clock),
        asked_by=job.asked_by,
        due_at=_local(job.due_at, clock),
        attempts=job.attempts,
        worker_id=None if is_limited else job.worker_id,
        time_limit_s=_limit_s(job),
        is_deterministic=job.payload.get("is_deterministic"),
        started_at=_local(job.started_at, clock),
        ended_at=_local(job.ended_at, clock),
        cancel_asked_at=_local(job.cancel_asked_at, clock),
        progress=_progress(viewer, job),
        status=outcome.get("status"),
        version=outcome.get("version"),
        version_state=outcome.get("state"),
        expires_at=_local(expires_at, clock),
        doubts=None if is_limited else tuple(outcome.get("doubts", ())),
        reason=None if is_limited else outcome.get("reason"),
        failure=failure,
    )


def _progress(viewer: Viewer, job: Job) -> ProgressSeen | None:
    told = job.progress
    if told is None:
        return None
    wall_s, limit_s = float(told["wall_s"]), _limit_s(job)
    return ProgressSeen(
        wall_s=wall_s,
        share=None if limit_s is None else min(1.0, wall_s / limit_s),
        phase=told["phase"],
        levels=None if viewer.is_limited else levels_seen(told["levels"]),
    )


def _limit_s(job: Job) -> float | None:
    told = job.payload.get("time_limit_s")
    return None if told is None else float(told)


def _local(instant: datetime | None, clock: ZoneInfo) -> datetime | None:
    return None if instant is None else instant.astimezone(clock)
