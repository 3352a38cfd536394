"""What somebody may learn of the differences between two plan versions."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from sqlalchemy import select

from scheduler.access.permissions import Permission
from scheduler.access.roles import ScopeKind
from scheduler.access.viewing import Viewer
from scheduler.planning.difference_records import VersionDifference
from scheduler.planning.differences import compare
from scheduler.planning.read_back import plan_of_version
from scheduler.transport.models import Lane
from solver.plan.plan import Plan


def difference_seen(viewer: Viewer, before: int, after: int) -> VersionDifference:
    """
    What differs between two versions, of what is theirs.

    A limited key learns nothing that is summed over everybody: no level, and numbers
    that nobody may read (``num_kept``, totals).

    Raises
    ------
    NotFound
        If there is no such version.

    """
    now = None if viewer.is_limited else viewer.now
    found = compare(viewer.session, viewer.network_id, before, after, now)
    if not viewer.is_limited:
        return found
    plans = [
        plan_of_version(viewer.session, viewer.network_id, number)
        for number in (before, after)
    ]
    shipments = set(_shipments_seen(viewer, plans))
    makes = _sees_batches(viewer)
    return replace(
        found,
        visits=tuple(each for each in found.visits if viewer.sees_visit(each.visit_id)),
        batches=tuple(
            each for each in found.batches if makes and viewer.sees_batch(each.batch_id)
        ),
        shipments=tuple(
            each for each in found.shipments if each.shipment_id in shipments
        ),
    )


def _sees_batches(viewer: Viewer) -> bool:
    """Whether batches are theirs: how much one is, tells of all whom it is for."""
    needed = Permission.SEE_DEMAND
    is_narrow = needed.concerns_all & viewer.principal.scope.keys()
    return viewer.may(needed) and not is_narrow


def _shipments_seen(viewer: Viewer, plans: Iterable[Plan]) -> Iterator[str]:
    """Shipments of some plans, in force or not, from or to what is theirs."""
    if not viewer.may(Permission.SEE_SHIPMENTS):
        return
    lanes = viewer.session.execute(
        select(Lane.id, Lane.unit_id, Lane.site_id).where(
            Lane.network_id == viewer.network_id
        )
    )
    near = {
        row.id
        for row in lanes
        if viewer.sees_unit(row.unit_id) and viewer.sees_site(row.site_id)
    }
    is_of_trials = ScopeKind.TRIAL in viewer.principal.scope
    for plan in plans:
        receivers = _receivers(plan)
        for each in plan.shipments:
            if each.lane_id in near and (
                not is_of_trials or any(map(viewer.sees_visit, receivers[each.id]))
            ):
                yield each.id


def _receivers(plan: Plan) -> dict[str, set[str]]:
    """Visits by the shipments with a dose for them."""
    shipments = {each.id: each.shipment_id for each in plan.vials}
    found: dict[str, set[str]] = defaultdict(set)
    for each in plan.administrations:
        for vial_id in each.vial_ids:
            found[shipments.get(vial_id, "")].add(each.visit_id)
    return found
