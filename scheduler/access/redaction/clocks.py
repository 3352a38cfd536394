"""The clock that a network's own times are told by."""

from zoneinfo import ZoneInfo

from scheduler.access.viewing import Viewer
from scheduler.planning.problem_builder import network_of


def clock_of_network(viewer: Viewer) -> ZoneInfo:
    """The clock of a network: that of its horizon."""
    return ZoneInfo(network_of(viewer.session, viewer.network_id).zone)
