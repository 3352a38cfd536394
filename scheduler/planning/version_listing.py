"""Plan versions, listed."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from scheduler.planning.versions import PlanKind, PlanState, PlanVersion


def versions(
    session: Session,
    network_id: str,
    state: PlanState | None = None,
    kind: PlanKind | None = None,
) -> Sequence[PlanVersion]:
    """Versions of a network, the newest first, without reading their plans."""
    wanted = select(PlanVersion).where(PlanVersion.network_id == network_id)
    if state is not None:
        wanted = wanted.where(PlanVersion.state == state)
    if kind is not None:
        wanted = wanted.where(PlanVersion.kind == kind)
    ordered = wanted.order_by(PlanVersion.number.desc())
    large = (defer(PlanVersion.document), defer(PlanVersion.outcome))
    return session.scalars(ordered.options(*large)).all()
