"""What is asked of jobs; written by ``api.client.generate``, not by hand."""

from collections.abc import Iterator
from typing import Unpack

from api.client.caller import Caller, Options, v1
from api.schemas.jobs import JobRead
from api.schemas.schedules import PausingAsked, PeriodicJobRead
from api.schemas.workers import WorkerRead
from scheduler.jobs.models import JobState


class Jobs:
    """What is asked of jobs."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def list_jobs(
        self,
        network_id: str,
        *,
        state: JobState | None = None,
        limit: int | None = None,
    ) -> Iterator[JobRead]:
        """Jobs, the newest first."""
        return self._caller.pages(
            v1("networks", network_id, "jobs"),
            JobRead,
            {"state": state, "limit": limit},
        )

    def get_job(self, network_id: str, job_id: str) -> JobRead:
        """A job: what was asked for, how far it has come, how it ended."""
        return self._caller.got(v1("networks", network_id, "jobs", job_id), JobRead)

    def follow_job(
        self, network_id: str, job_id: str, *, seconds: int | None = None
    ) -> Iterator[JobRead]:
        """
        Progress of a job as server-sent events, each time it changes, and its end.
        """
        return self._caller.events(
            v1("networks", network_id, "jobs", job_id, "events"),
            JobRead,
            {"seconds": seconds},
        )

    def cancel_job(
        self, network_id: str, job_id: str, **options: Unpack[Options]
    ) -> JobRead:
        """Ask a job to stop; one that runs keeps the best plan it has found."""
        return self._caller.changed(
            v1("networks", network_id, "jobs", job_id, "cancellation"),
            JobRead,
            None,
            options,
        )

    def list_schedules(
        self, network_id: str, *, limit: int | None = None
    ) -> Iterator[PeriodicJobRead]:
        """What is done periodically in the network, by name."""
        return self._caller.pages(
            v1("networks", network_id, "schedules"), PeriodicJobRead, {"limit": limit}
        )

    def pause_schedule(
        self,
        network_id: str,
        schedule: str,
        body: PausingAsked,
        **options: Unpack[Options],
    ) -> PeriodicJobRead:
        """Do it no more, until it is resumed."""
        return self._caller.changed(
            v1("networks", network_id, "schedules", schedule, "pause"),
            PeriodicJobRead,
            body,
            options,
        )

    def resume_schedule(
        self,
        network_id: str,
        schedule: str,
        body: PausingAsked,
        **options: Unpack[Options],
    ) -> PeriodicJobRead:
        """Do it again from now on; what was due meanwhile is not caught up with."""
        return self._caller.changed(
            v1("networks", network_id, "schedules", schedule, "resume"),
            PeriodicJobRead,
            body,
            options,
        )

    def run_schedule(
        self, network_id: str, schedule: str, **options: Unpack[Options]
    ) -> JobRead:
        """Ask for its job now, needed or not; its times stay as they are."""
        return self._caller.changed(
            v1("networks", network_id, "schedules", schedule, "job"),
            JobRead,
            None,
            options,
        )

    def list_workers(self, *, limit: int | None = None) -> Iterator[WorkerRead]:
        """Workers that have not ended, the oldest first."""
        return self._caller.pages(v1("workers"), WorkerRead, {"limit": limit})
