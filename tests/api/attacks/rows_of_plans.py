"""Rows of networks, planning files, plan versions and jobs."""

import json
from typing import Any

from tests.api.attacks.planning import planning_file
from tests.api.attacks.rows import (
    ADMINISTRATORS,
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
_SCHEDULE = frozenset({"schedule"})
_REPLANNING = frozenset({MANAGERS}) | PLANNING
_ASK_FOR_NONE = frozenset({AUDITORS, PLANNERS})
_WHOLE_SEEN = PLANNING | {AUDITORS}
_JOBS_SEEN = _REPLANNING | {AUDITORS}


def _file(_: World, tenant: Tenant) -> Any:
    inside = (tenant,) if tenant is C else (A, B)
    return json.loads(planning_file(network_of(tenant), *inside))


def _what_if(_: World, tenant: Tenant) -> dict[str, Any]:
    close = {"change": "close_scanner", "scanner": tenant.of_site("PET0")}
    return {"name": "fewer scanners", "changes": [close]}


def _since(*_: object) -> dict[str, Any]:
    return {"since": 3}


def _rolling(*_: object) -> dict[str, Any]:
    return {"schedule": "rolling-replan"}


ROWS = {
    "list_networks": Row(EVERYONE),
    "get_network": Row(EVERYONE),
    "get_settings": Row(_WHOLE_SEEN, barred=WHOLE),
    "change_settings": Row(
        frozenset({ADMINISTRATORS}),
        barred=WHOLE,
        body=lambda *_: because(hold_minutes=45),
    ),
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
    "ask_what_if": Row(PLANNING, 202, barred=WHOLE, body=_what_if),
    "list_what_ifs": Row(_WHOLE_SEEN, barred=WHOLE),
    "get_what_if": Row(_WHOLE_SEEN, barred=WHOLE),
    "compare_what_if": Row(_WHOLE_SEEN, barred=WHOLE),
    "promote_what_if": Row(
        PLANNING,
        409,  # its base has moved
        barred=WHOLE,
        body=because,
    ),
    "rebase_what_if": Row(PLANNING, 202, barred=WHOLE),
    "list_jobs": Row(_JOBS_SEEN),
    "get_job": Row(_JOBS_SEEN, no_own=_ASK_FOR_NONE),
    "follow_job": Row(_JOBS_SEEN, no_own=_ASK_FOR_NONE),
    "list_workers": Row(_WHOLE_SEEN, barred=WHOLE),
    "list_schedules": Row(_JOBS_SEEN),
    "pause_schedule": Row(
        PLANNING, barred=WHOLE, shared=_SCHEDULE, path=_rolling, body=because
    ),
    "resume_schedule": Row(
        PLANNING, barred=WHOLE, shared=_SCHEDULE, path=_rolling, body=because
    ),
    "run_schedule": Row(PLANNING, 202, barred=WHOLE, shared=_SCHEDULE, path=_rolling),
    "cancel_job": Row(_REPLANNING, no_own=_ASK_FOR_NONE),
}
