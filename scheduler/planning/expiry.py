"""Until when proposals that nobody asked for may be approved."""

from datetime import datetime, timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from scheduler.actors import Actor
from scheduler.audit.context import audited
from scheduler.errors import PlanExpired
from scheduler.jobs.happenings import happened
from scheduler.networks.models import Network
from scheduler.notices.telling import Audience, tell
from scheduler.planning.deciding import decide
from scheduler.planning.problem_builder import Built, cutoffs_of, network_of
from scheduler.planning.versions import PlanState, PlanVersion
from solver.plan.plan import Plan

_EXPIRED, _TOO_LATE = "plan_expired", "nobody approved it in time"
_NEVER_IN_FORCE = frozenset({PlanState.PROPOSED, PlanState.OUTDATED})


def expires_at(
    session: Session, now: datetime, built: Built, network: Network, plan: Plan
) -> datetime:
    """
    Until when a proposal lasts: as the network is run, and no longer than it fits.

    It does not fit any more once a run or order closes that is another in the plan in
    force, or none.
    """
    changed = _contents(built.in_force) ^ _contents(plan)
    closing = cutoffs_of(session, network)
    return min(
        (
            now + timedelta(hours=network.proposals_last_hours),
            *(
                closes_at
                for batch_id, _ in changed
                for closes_at in [closing.get(batch_id)]
                if closes_at is not None and closes_at > now
            ),
        )
    )


def require_lasting(version: PlanVersion, now: datetime) -> None:
    """
    Refuse a proposal whose time is over.

    Raises
    ------
    PlanExpired
        If it had to be approved before.

    """
    until = version.expires_at
    if version.state in _NEVER_IN_FORCE and until is not None and until <= now:
        raise PlanExpired(version.number, until)


def expire_proposals(
    session: Session, now: datetime, actor: Actor, network_id: str
) -> list[int]:
    """
    Decide that what was not approved in time never comes into force.

    Those who see the whole network are told.

    Returns
    -------
    list
        Numbers of the versions that have expired now.

    Raises
    ------
    NotFound
        If there is no such network.

    """
    audited(session, now, actor, "expire proposals", chain=network_id)
    network_of(session, network_id, lock=True)
    expired = session.scalars(
        _lasting(network_id)
        .where(PlanVersion.expires_at <= now)
        .execution_options(populate_existing=True)
    ).all()
    for version in expired:
        number = str(version.number)
        decide(version, PlanState.OUTDATED, now, actor, _TOO_LATE)
        happened(session, now, actor, network_id, _EXPIRED, number)
        tell(
            session,
            now,
            network_id=network_id,
            kind=_EXPIRED,
            subject=number,
            audience=Audience(),
            details={"reason": _TOO_LATE, "expires_at": version.expires_at},
        )
    session.flush()
    return [each.number for each in expired]


def supersede_proposals(
    session: Session, now: datetime, actor: Actor, network_id: str, number: int
) -> None:
    """
    Outdate proposals that a newer version makes pointless.

    What a person asked for lasts for good, until a person decides.
    """
    for version in session.scalars(_lasting(network_id)).all():
        if version.number != number:
            said = f"superseded by version {number}"
            decide(version, PlanState.OUTDATED, now, actor, said)
    session.flush()


def _lasting(network_id: str) -> Select[PlanVersion]:
    """Proposals that do not last for good, the oldest first."""
    return (
        select(PlanVersion)
        .where(
            PlanVersion.network_id == network_id,
            PlanVersion.state == PlanState.PROPOSED,
            PlanVersion.expires_at.is_not(None),
        )
        .order_by(PlanVersion.number)
    )


def _contents(plan: Plan) -> set[tuple[str, object]]:
    """Batches, their shipments and vials, each with the id of its batch."""
    batch_of = {each.id: each.batch_id for each in plan.shipments}
    return {
        *((each.id, each) for each in plan.batches),
        *((each.batch_id, each) for each in plan.shipments),
        *((batch_of[each.shipment_id], each) for each in plan.vials),
    }
