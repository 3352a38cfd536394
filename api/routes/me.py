"""Who asks."""

from typing import Annotated

from fastapi import Depends

from api.dependencies import Asking, Needs
from api.routing import router_of
from api.schemas.me import MeRead, me_read
from scheduler.access.permissions import Permission

router = router_of("access", "/me")

SeesDep = Annotated[Asking, Depends(Needs(Permission.SEE_NETWORK))]


@router.get("", operation_id="get_me")
def get_me(asking: SeesDep) -> MeRead:
    """Who the key belongs to, what it is good for, and what it may do."""
    return me_read(asking.principal)
