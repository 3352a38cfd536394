"""Which network a command is about."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduler.cli.failures import bad_input
from scheduler.errors import NotFound
from scheduler.networks.models import Network


def network_named(session: Session, named: str | None) -> str:
    """
    The network that was named, or else the only one.

    Raises
    ------
    NotFound
        If there is none of that name.
    BadInput
        If nothing was named, and there are several or none.

    """
    known = session.scalars(select(Network.id).order_by(Network.id)).all()
    if named is None:
        if len(known) != 1:
            listed = ", ".join(known) or "none has been imported"
            raise bad_input("--network", f"which one? {listed}")
        return known[0]
    if named not in known:
        raise NotFound("network", named)
    return named
