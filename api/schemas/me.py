"""Who asks, as the application knows them."""

from typing import Annotated

from pydantic import Field

from api.schemas.keys import ScopeRead, scope_read
from api.schemas.types import Told
from scheduler.access.permissions import Permission
from scheduler.access.principals import Principal
from scheduler.access.redaction.oneself import permissions_of
from scheduler.access.roles import Role
from scheduler.access.viewing import is_limited


class MeRead(Told):
    """Who asks, and what they may do."""

    actor: Annotated[str, Field(description="as the audit trail names them")]
    role: Role
    scope: ScopeRead
    is_limited: Annotated[
        bool, Field(description="whether not all of a network is theirs to see")
    ]
    permissions: list[Permission]


def me_read(principal: Principal) -> MeRead:
    """Somebody, as they are told."""
    return MeRead(
        actor=principal.actor.id,
        role=principal.role,
        scope=scope_read(principal.scope),
        is_limited=is_limited(principal),
        permissions=sorted(permissions_of(principal)),
    )
