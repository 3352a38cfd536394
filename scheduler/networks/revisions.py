"""Revisions of a network: raised when something changes, compared before it does."""

from typing import Any, cast

from sqlalchemy import CursorResult, Table, select, update
from sqlalchemy.orm import Session

from scheduler.database.remembered import has_raised, has_written
from scheduler.database.written_tables import REVISIONS_ONLY
from scheduler.errors import PlanMoved
from scheduler.networks.models import Network

_TABLE = cast(Table, Network.__table__)
_ONLY = {REVISIONS_ONLY: True}


def touch(session: Session, network_id: str) -> None:
    """Note that something has changed of what plans are made from."""
    session.flush()
    raised = session.connection().execute(
        update(_TABLE)
        .where(_TABLE.c.id == network_id)
        .values(data_revision=_TABLE.c.data_revision + 1)
        .returning(_TABLE.c.data_revision),
        execution_options=_ONLY,
    )
    revision = raised.scalar_one_or_none()
    _settle(session, network_id)
    if revision is not None:
        has_raised(session, network_id, revision)


def claim(
    session: Session, network_id: str, *, data_revision: int, plan_revision: int
) -> int:
    """
    The next plan revision, if the network is still as it was: compare and set.

    Raises
    ------
    PlanMoved
        If the plan, or what it is made from, has changed meanwhile.

    """
    session.flush()
    found = cast(
        CursorResult[Any],
        session.connection().execute(
            update(_TABLE)
            .where(
                _TABLE.c.id == network_id,
                _TABLE.c.data_revision == data_revision,
                _TABLE.c.plan_revision == plan_revision,
            )
            .values(plan_revision=plan_revision + 1),
            execution_options=_ONLY,
        ),
    )
    if found.rowcount != 1:
        raise PlanMoved(network_id)
    _settle(session, network_id)
    return plan_revision + 1


def hold(
    session: Session, network_id: str, *, data_revision: int, plan_revision: int
) -> None:
    """
    Keep the network as it is until this transaction ends.

    Raises
    ------
    PlanMoved
        If the plan, or what it is made from, has changed meanwhile.

    """
    session.flush()
    found = session.connection().execute(
        select(_TABLE.c.data_revision, _TABLE.c.plan_revision)
        .where(_TABLE.c.id == network_id)
        .with_for_update()
    )
    if found.one() != (data_revision, plan_revision):
        raise PlanMoved(network_id)


def _settle(session: Session, network_id: str) -> None:
    has_written(session)
    network = session.get(Network, network_id)
    if network is not None:
        session.expire(network, ["data_revision", "plan_revision"])
