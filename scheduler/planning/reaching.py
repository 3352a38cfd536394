"""The horizon of a planning file, lengthened as time goes on."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from scheduler.imports.planning_file.local_time import first_instant
from scheduler.imports.planning_file.schema import Horizon, PlanningFile

_MOST_DAYS = 366
"""Of a horizon, as in a planning file."""


def reaching_now(file: PlanningFile) -> PlanningFile:
    """
    The file, its horizon lengthened to *now* if it is over.

    What has happened is still written down, and told, when nothing is planned any more.
    A year after the first date *now* stands still: nothing can be planned then.
    """
    horizon = file.horizon
    today = file.as_of.astimezone(ZoneInfo(horizon.zone)).date()
    days = (today - horizon.first_date).days + 1
    if days <= horizon.days:
        return file
    changed: dict[str, object] = {
        "horizon": Horizon(**(dict(horizon) | {"days": min(days, _MOST_DAYS)}))
    }
    if days > _MOST_DAYS:
        end = horizon.first_date + timedelta(days=_MOST_DAYS)
        last = first_instant(end, horizon.zone) - timedelta(minutes=1)
        changed["as_of"] = last
    return PlanningFile(**(dict(file) | changed))
