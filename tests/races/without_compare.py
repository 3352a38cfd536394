"""A build that takes no turns and compares nothing: what must not be built."""

from sqlalchemy.orm import Session

from scheduler.audit import context
from scheduler.networks import revisions
from scheduler.networks.models import Network
from scheduler.planning import recording


def install() -> None:
    """Take turns and comparison out of this process."""
    vars(recording)["claim"] = _raised
    vars(context)["take_turn"] = _at_once


def _at_once(session: Session, chain: str) -> None:
    """Wait for nobody."""


def _raised(
    session: Session, network_id: str, *, data_revision: int, plan_revision: int
) -> int:
    """The next revision, whatever has happened since the plan was computed."""
    network = session.get_one(
        Network, network_id, with_for_update=True, populate_existing=True
    )
    return revisions.claim(
        session,
        network_id,
        data_revision=network.data_revision,
        plan_revision=network.plan_revision,
    )
