"""Rows of networks, planning files, plan versions and jobs."""

import json
from typing import Any

from tests.api.attacks.planning import planning_file
from tests.api.attacks.rows import (
    AUDITORS,
    EVERYONE,
    MANAGERS,
    PLANNERS,
    PLANNING,
    WHOLE,
    Row,
)
from tests.api.attacks.rows_of_visits import because
from tests.api.attacks.tenants import A, B, C, Tenant
from tests.api.attacks.world import World, network_of

_NUMBERS = frozenset({"number"})
_REPLANNING = frozenset({MANAGERS}) | PLANNING
_ASK_FOR_NONE = frozenset({AUDITORS, PLANNERS})
_JOBS_SEEN = _REPLANNING | {AUDITORS}


def _file(_: World, tenant: Tenant) -> Any:
    inside = (tenant,) if tenant is C else (A, B)
    return json.loads(planning_file(network_of(tenant), *inside))


def _since(*_: object) -> dict[str, Any]:
    return {"since": 3}


ROWS = {
    "list_networks": Row(EVERYONE),
    "get_network": Row(EVERYONE),
    "import_planning_file": Row(
        PLANNING,
        barred=WHOLE,
        query=lambda _, tenant: {"network_id": network_of(tenant), "dry_run": "true"},
        body=_file,
        shared=frozenset({"network_id", "site", "unit", "trial", "arm", "dose_level"})
        | {"cohort", "follows", "gate"},  # all of them are of the file
    ),
    "export_planning_file": Row(PLANNING, barred=WHOLE),
    "list_plans": Row(EVERYONE),
    "get_plan": Row(EVERYONE, shared=_NUMBERS),
    "list_planned_visits": Row(EVERYONE, shared=_NUMBERS),
    "compare_plans": Row(EVERYONE, shared=_NUMBERS, query=_since),
    "approve_plan": Row(PLANNING, barred=WHOLE, shared=_NUMBERS, body=because),
    "reject_plan": Row(PLANNING, barred=WHOLE, shared=_NUMBERS, body=because),
    "restore_plan": Row(
        PLANNING,
        409,  # too much has happened since
        barred=WHOLE,
        shared=_NUMBERS,
        path=lambda *_: {"number": 4},
        body=because,
    ),
    "request_replan": Row(_REPLANNING, 202),
    "list_jobs": Row(_JOBS_SEEN),
    "get_job": Row(_JOBS_SEEN, no_own=_ASK_FOR_NONE),
    "follow_job": Row(_JOBS_SEEN, no_own=_ASK_FOR_NONE),
    "cancel_job": Row(_REPLANNING, no_own=_ASK_FOR_NONE),
}
