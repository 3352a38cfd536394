"""Rows of what is about the service itself, who may use it, and who did what."""

from typing import Any

from tests.api.attacks.rows import (
    ADMINISTRATORS,
    AUDITORS,
    EVERYONE,
    WHOLE,
    Row,
)
from tests.api.attacks.tenants import Tenant
from tests.api.attacks.world import World, network_of

_MANAGERS = frozenset({ADMINISTRATORS})
_READERS = frozenset({AUDITORS, ADMINISTRATORS})
_KEYS, _GRANTS = frozenset({"key_id"}), frozenset({"grant_id"})


def _for_somebody(world: World, tenant: Tenant) -> dict[str, Any]:
    scope = {"network": [network_of(tenant)], "site": [tenant.site]}
    return {"name": "one more", "role": "site_staff", "scope": scope}


def _revoked(*_: object) -> dict[str, str]:
    return {"reason": "it was lost"}


ROWS = {
    "health": Row(None),
    "readiness": Row(None),
    "metrics": Row(None),
    "get_me": Row(EVERYONE),
    "list_keys": Row(_MANAGERS),
    "get_key": Row(_MANAGERS, shared=_KEYS),
    "create_key": Row(_MANAGERS, 201, body=_for_somebody),
    "revoke_key": Row(_MANAGERS, shared=_KEYS, body=_revoked),
    "list_grants": Row(_MANAGERS),
    "get_grant": Row(_MANAGERS, shared=_GRANTS),
    "create_grant": Row(
        _MANAGERS,
        201,
        shared=frozenset({"subject"}),
        body=lambda world, tenant: {
            "issuer": "https://sign-in.example",
            "subject": "somebody",
            **_for_somebody(world, tenant),
        },
    ),
    "revoke_grant": Row(_MANAGERS, shared=_GRANTS, body=_revoked),
    "list_audit_entries": Row(
        _READERS, barred=WHOLE, query=lambda _, tenant: {"chain": network_of(tenant)}
    ),
    "verify_audit": Row(
        _READERS, barred=WHOLE, query=lambda _, tenant: {"chain": network_of(tenant)}
    ),
    "list_audit_heads": Row(_READERS, barred=WHOLE),
}
