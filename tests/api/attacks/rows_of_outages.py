"""Rows of what is out of use."""

from typing import Any

from tests.api.attacks.rows import AUDITORS, BEYOND_TRIALS, MAKERS, PLANNING, STAFF, Row
from tests.api.attacks.rows_of_visits import because
from tests.api.attacks.tenants import Tenant
from tests.api.attacks.world import World

_REPORTING = frozenset({STAFF, MAKERS}) | PLANNING
_SEEING = _REPORTING | {AUDITORS}

_NOT_THERE, _NO_SUCH_RESOURCE = {MAKERS: 404}, {MAKERS: 422}
"""A scanner is none of those who make doses."""

_NUMBERS = frozenset({"outage_number"})
"""They are found in any answer; ``tests/api/routes/test_outages.py`` looks at them."""


def _outage(_: World, tenant: Tenant) -> dict[str, Any]:
    return because(
        kind="scanner",
        resource_id=tenant.of_site("PET0"),
        start_at="2026-09-27T10:00+00:00",
        end_at="2026-09-27T12:00+00:00",
    )


ROWS = {
    "list_outages": Row(
        _SEEING,
        barred=BEYOND_TRIALS,
        query=lambda _, tenant: {"resource_id": tenant.of_site("PET0")},
    ),
    "get_outage": Row(
        _SEEING, barred=BEYOND_TRIALS, shared=_NUMBERS, otherwise=_NOT_THERE
    ),
    "report_outage": Row(
        _REPORTING,
        201,
        barred=BEYOND_TRIALS,
        otherwise=_NO_SUCH_RESOURCE,
        body=_outage,
    ),
    "end_outage": Row(
        _REPORTING,
        barred=BEYOND_TRIALS,
        shared=_NUMBERS,
        otherwise=_NOT_THERE,
        body=lambda *_: because(end_at="2026-09-29T01:00+00:00"),
    ),
    "withdraw_outage": Row(
        _REPORTING,
        barred=BEYOND_TRIALS,
        shared=_NUMBERS,
        otherwise=_NOT_THERE,
        body=because,
    ),
}
