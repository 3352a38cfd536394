"""Put an earlier plan version back into force."""

from datetime import datetime

from sqlalchemy.orm import Session

from scheduler.actors import Actor
from scheduler.audit.context import audited
from scheduler.errors import PlanOutdated, WrongState
from scheduler.planning.causes import Why
from scheduler.planning.deciding import (
    Present,
    reason_said,
    require,
    version_named,
)
from scheduler.planning.problem_builder import build
from scheduler.planning.read_back import plan_of_version
from scheduler.planning.versions import PlanState, PlanVersion
from solver.checks import check


def restore(
    session: Session,
    now: datetime,
    actor: Actor,
    *,
    network_id: str,
    number: int,
    reason: str,
) -> PlanVersion:
    """
    Put a version that was in force back into force, if it still fits the present.

    Returns
    -------
    PlanVersion
        A new version with the same plan.

    Raises
    ------
    NotFound
        If there is no such network or version.
    Invalid
        If no reason is given.
    WrongState
        If it never was in force, or is.
    PlanOutdated
        With all that would break.
    PlanMoved
        If plan or data change meanwhile: ``Database.run`` tries again.

    """
    audited(session, now, actor, "restore plan", chain=network_id, reason=reason)
    said = reason_said(reason)
    version = version_named(session, network_id, number)
    require(version, PlanState.SUPERSEDED, "put back into force")
    built = build(session, network_id, now, with_lost=True)
    plan = plan_of_version(session, network_id, number, built.problem.origin_at)
    violations = check(built.problem, plan)
    if violations:
        raise PlanOutdated(number, list(map(str, violations)))
    present = Present(session, now, actor, built, plan)
    in_force = present.record(version, said)
    if in_force is None:
        raise WrongState("plan version", number, "in force", "put back into force")
    present.tell(
        in_force, "plan_restored", Why("a person put an earlier plan back"), {}
    )
    return in_force
