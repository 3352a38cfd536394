"""Which chains of the audit trail are there for somebody."""

from sqlalchemy.orm import Session

from scheduler.access.principals import Principal
from scheduler.access.roles import ScopeKind
from scheduler.audit.heads import chains
from scheduler.audit.models import SYSTEM
from scheduler.errors import NotFound


def chains_seen(
    session: Session, principal: Principal, named: str | None = None
) -> list[str]:
    """
    The chains of networks that a key is good for; ``system`` if it is for all.

    Raises
    ------
    NotFound
        If one is named that is not among them.

    """
    found = [each for each in chains(session) if _is_theirs(principal, each)]
    if named is None:
        return found
    if named not in found:
        raise NotFound("chain", named)
    return [named]


def _is_theirs(principal: Principal, chain: str) -> bool:
    if chain == SYSTEM:
        return ScopeKind.NETWORK not in principal.scope
    return principal.may_see(ScopeKind.NETWORK, chain)
