"""The plan that a planning file brings with it, as the first version in force."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from scheduler import canonical
from scheduler.actors import Actor
from scheduler.imports.planning_file.schema import PlanningFile
from scheduler.imports.planning_file.schema_commitments import CommitmentsData
from scheduler.networks.models import Network
from scheduler.networks.revisions import claim
from scheduler.planning.digests import digest_of
from scheduler.planning.instants import Instants
from scheduler.planning.promises import Promise
from scheduler.planning.put_in_force import write_rows
from scheduler.planning.recording import next_number
from scheduler.planning.versions import PlanKind, PlanState, PlanVersion
from scheduler.production.records import BatchRecord, BatchState, VialRecord
from solver.problem.commitments import Firmness

_STATES = {
    Firmness.FACT: BatchState.RELEASED,
    Firmness.FROZEN: BatchState.ACCEPTED,
}


def record_import(
    session: Session,
    now: datetime,
    actor: Actor,
    network: Network,
    file: PlanningFile,
) -> PlanVersion | None:
    """
    Put the previous plan of a file into force, with all that holds of it.

    It is written as it is: what of it is broken is found when it is changed or
    replanned. ``None`` if the file has no commitments.
    """
    held = file.commitments
    if held is None:
        return None
    plan = held.previous.plan
    origin_at = held.previous.origin_at
    session.flush()
    base = network.plan_revision
    revision = claim(
        session, network.id, data_revision=network.data_revision, plan_revision=base
    )
    facts = frozenset(
        each.visit for each in held.visits if each.firmness is Firmness.FACT
    )
    write_rows(session, network.id, revision, (plan, Instants(origin_at), facts), {})
    version = PlanVersion(
        network_id=network.id,
        number=next_number(session, network.id),
        kind=PlanKind.IMPORT,
        state=PlanState.APPROVED,
        base_revision=base,
        revision=revision,
        origin_at=origin_at,
        problem_digest="",
        digest=digest_of(plan, Instants(origin_at)),
        proposed_at=now,
        proposed_by=actor.id,
        decided_at=now,
        decided_by=actor.id,
        reason=f"imported with {file.name}",
    )
    session.add(version)
    _promise(session, now, actor, network.id, held, revision)
    _batches(session, now, actor, network.id, held)
    _vials(session, now, actor, network.id, held)
    session.flush()
    return version


def _promise(
    session: Session,
    now: datetime,
    actor: Actor,
    network_id: str,
    held: CommitmentsData,
    revision: int,
) -> None:
    for position, each in enumerate(held.visits):
        session.add(
            Promise(
                network_id=network_id,
                visit_id=each.visit,
                firmness=each.firmness,
                lapses_at=each.lapses_at,
                bumps=each.bumps,
                position=position,
                promised_at=now,
                promised_by=actor.id,
                revision=revision,
            )
        )


def _batches(
    session: Session,
    now: datetime,
    actor: Actor,
    network_id: str,
    held: CommitmentsData,
) -> None:
    for position, each in enumerate(held.batches):
        session.add(
            BatchRecord(
                network_id=network_id,
                batch_id=each.batch,
                state=_STATES[each.firmness],
                firmness=each.firmness,
                position=position,
                changed_at=now,
                changed_by=actor.id,
            )
        )


def _vials(
    session: Session,
    now: datetime,
    actor: Actor,
    network_id: str,
    held: CommitmentsData,
) -> None:
    def record(vial_id: str, position: int, details: dict[str, Any] | None) -> None:
        session.add(
            VialRecord(
                network_id=network_id,
                vial_id=vial_id,
                is_lost=details is None,
                position=position,
                details=details or {},
                changed_at=now,
                changed_by=actor.id,
            )
        )

    for position, each in enumerate(held.measured_vials):
        record(each.vial, position, measured(each.activity_gbq, each.measured_at))
    for position, vial_id in enumerate(held.lost_vials):
        record(vial_id, position, None)


def measured(activity_gbq: Decimal, measured_at: datetime) -> dict[str, Any]:
    """A measured content, in the words of the planning file."""
    found: dict[str, Any] = canonical.plain(
        {"activity_gbq": activity_gbq, "measured_at": measured_at}
    )
    return found
