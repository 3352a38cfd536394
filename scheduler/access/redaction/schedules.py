"""What somebody may learn of schedules."""

from dataclasses import replace
from datetime import datetime

from scheduler.access.viewing import Viewer
from scheduler.clockwork.managing import ScheduleSeen, schedules


def schedules_seen(viewer: Viewer, now: datetime) -> tuple[ScheduleSeen, ...]:
    """The schedules of a network, as they are told."""
    found = schedules(viewer.session, now, viewer.network_id)
    return tuple(schedule_seen(viewer, each) for each in found)


def schedule_seen(viewer: Viewer, seen: ScheduleSeen) -> ScheduleSeen:
    """A schedule; what came of its last slot may be about others, and is not told."""
    if not viewer.is_limited:
        return seen
    return replace(seen, last_job_id=None, note=None)
