"""Plans in force, by revision: none of them ever changes."""

from collections.abc import Hashable
from datetime import datetime

from sqlalchemy.orm import Session

from scheduler.database.remembered import foresee, remembered
from scheduler.planning.read_back import plan_at
from solver.plan.plan import Plan


def plan_in_force_at(
    session: Session, network_id: str, revision: int, origin_at: datetime
) -> Plan:
    """
    The plan of a revision, its minutes counted from an instant; read once.

    Raises
    ------
    ValueError
        If a row lies between two minutes.

    """
    return remembered(
        session,
        _key(network_id, revision, origin_at),
        lambda: plan_at(session, network_id, revision, origin_at),
    )


def come_into_force(
    session: Session, network_id: str, revision: int, origin_at: datetime, plan: Plan
) -> None:
    """Note the plan that this transaction has put into force."""
    foresee(session, _key(network_id, revision, origin_at), plan)


def _key(network_id: str, revision: int, origin_at: datetime) -> Hashable:
    return ("plan", network_id, revision, origin_at)
