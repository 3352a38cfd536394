"""Rows of notices, and of the channels over which they go out."""

from typing import Any

from tests.api.attacks.rows import ADMINISTRATORS, EVERYONE, Row
from tests.api.attacks.rows_of_visits import because
from tests.api.attacks.tenants import Tenant
from tests.api.attacks.world import World

_MANAGERS = frozenset({ADMINISTRATORS})


def _channel(_: World, tenant: Tenant) -> dict[str, Any]:
    return {
        "kind": "webhook",
        "address": "https://desk.example/notices",
        "scope": {"site": [tenant.site], "trial": [tenant.trial]},
    }


ROWS = {
    "list_notices": Row(EVERYONE),
    "mark_notice_read": Row(EVERYONE),
    "list_channels": Row(_MANAGERS),
    "get_channel": Row(_MANAGERS),
    "add_channel": Row(_MANAGERS, 201, body=_channel),
    "pause_channel": Row(_MANAGERS, body=because),
    "resume_channel": Row(_MANAGERS, 409, body=because),  # it is not paused
    "remove_channel": Row(_MANAGERS, body=because),
    "test_channel": Row(_MANAGERS, 202),
}
