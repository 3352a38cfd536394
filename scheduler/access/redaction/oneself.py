"""What somebody may do."""

from scheduler.access.permissions import PERMISSIONS, Permission
from scheduler.access.principals import Principal
from scheduler.access.viewing import require_permission
from scheduler.errors import Forbidden


def permissions_of(principal: Principal) -> frozenset[Permission]:
    """What somebody's role may do, and their key is not too narrow for."""
    return frozenset(
        each for each in PERMISSIONS[principal.role] if _may(principal, each)
    )


def _may(principal: Principal, permission: Permission) -> bool:
    try:
        require_permission(principal, permission)
    except Forbidden:
        return False
    return True
