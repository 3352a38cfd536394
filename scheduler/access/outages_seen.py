"""Outages of somebody's, and what they may say is out of use."""

from scheduler.access.permissions import Permission
from scheduler.access.viewing import Viewer
from scheduler.errors import Invalid, NotFound
from scheduler.imports.planning_file.closures import ResourceKind, owner_of
from scheduler.networks.models import Network
from scheduler.outages.listing import OutageRow, outages_in
from scheduler.planning.asked_for import written_down
from solver.errors import Issue


def outages_seen(viewer: Viewer, *, with_past: bool = False) -> list[OutageRow]:
    """Outages of what is theirs, by their start."""
    found = outages_in(
        viewer.session, viewer.now, viewer.network_id, with_past=with_past
    )
    return [each for each in found if _is_theirs(viewer, each.kind, each.owner_id)]


def outage_seen(viewer: Viewer, number: int) -> OutageRow:
    """
    An outage of something of theirs.

    Raises
    ------
    NotFound
        If it is not theirs, or not there.

    """
    for each in outages_seen(viewer, with_past=True):
        if each.number == number:
            return each
    raise NotFound("outage", number)


def named_resource(
    viewer: Viewer, kind: ResourceKind, resource_id: str, field: str
) -> None:
    """
    Refuse a resource that is not theirs.

    Raises
    ------
    Invalid
        If it is not theirs, or not there: at the field.

    """
    network = viewer.session.get_one(Network, viewer.network_id)
    owner = owner_of(written_down(viewer.session, network), kind, resource_id)
    if owner is None or not _is_theirs(viewer, kind, owner):
        raise Invalid([Issue(field, str(NotFound(kind.value, resource_id)))])


def _is_theirs(viewer: Viewer, kind: ResourceKind, owner_id: str | None) -> bool:
    """Whether they make what its unit makes, or see who is seen at its site."""
    needed = Permission.SEE_DEMAND if kind.is_of_unit else Permission.SEE_VISITS
    if not viewer.may(needed):
        return False
    if owner_id is None:
        return not viewer.is_limited
    is_near = viewer.sees_unit if kind.is_of_unit else viewer.sees_site
    return is_near(owner_id)
