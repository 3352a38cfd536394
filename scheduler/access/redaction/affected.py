"""Who is affected by what happened, as far as somebody may learn it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from scheduler.access.permissions import Permission
from scheduler.access.viewing import Viewer
from scheduler.production.affected import Affected, Happening
from solver.problem.commitments import Firmness


@dataclass(frozen=True, slots=True, kw_only=True)
class AffectedSeen:
    """
    A visit, as the plan had it, in the local time of its site.

    Parameters
    ----------
    visit_id
        For those who see the visit, and where its dose is dispensed for it.
    """

    visit_id: str | None
    site_id: str
    product_id: str
    injection_at: datetime
    firmness: Firmness | None
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HappeningSeen:
    """Something that happened, and whom of those they know it costs the visit."""

    subject: str
    state: str
    is_new: bool
    wants_replan: bool
    lost: tuple[AffectedSeen, ...]
    version: int | None


def affected_seen(
    viewer: Viewer, found: Iterable[Affected]
) -> tuple[AffectedSeen, ...]:
    """
    Those who are theirs: visits that they see, and doses that their unit makes.

    Parameters
    ----------
    viewer
        Who has looked at the plan as it was before.
    """
    return tuple(
        _told(viewer, each)
        for each in found
        if viewer.sees_visit(each.visit_id) or _makes_dose_of(viewer, each.visit_id)
    )


def happening_seen(viewer: Viewer, happening: Happening) -> HappeningSeen:
    """What happened; a replan is wanted if one of theirs is lost."""
    lost = affected_seen(viewer, happening.lost)
    return HappeningSeen(
        subject=happening.subject,
        state=happening.state,
        is_new=happening.is_new,
        wants_replan=bool(lost),
        lost=lost,
        version=happening.version,
    )


def _told(viewer: Viewer, each: Affected) -> AffectedSeen:
    is_named = each.product_id in viewer.supplies.dispensed or viewer.sees_visit(
        each.visit_id
    )
    return AffectedSeen(
        visit_id=each.visit_id if is_named else None,
        site_id=each.site_id,
        product_id=each.product_id,
        injection_at=each.injection_at,
        firmness=each.firmness,
        rules=each.rules,
    )


def _makes_dose_of(viewer: Viewer, visit_id: str) -> bool:
    """Whether a dose of a visit is from their unit, in the plan as it was before."""
    needed = Permission.SEE_DEMAND
    if not viewer.may(needed) or needed.concerns_all & viewer.principal.scope.keys():
        return False
    return any(map(viewer.sees_unit, viewer.supplies.units_of_visit(visit_id)))
