"""Those who change one network take turns: who writes its chain waits for its head."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduler.audit.models import AuditHead


def take_turn(session: Session, chain: str) -> None:
    """
    Wait until nobody else is changing what a chain tells of.

    Statements that read after it see one state, that of the last one who had a turn;
    without it, each would see what is committed by then. On SQLite the transaction
    itself has waited.
    """
    if session.get_bind().dialect.name == "sqlite":
        return
    session.connection().execute(
        select(AuditHead.number).where(AuditHead.chain == chain).with_for_update()
    )
