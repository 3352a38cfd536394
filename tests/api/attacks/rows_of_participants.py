"""Rows of participants: enrolled, weighed, asked for."""

from typing import Any

from tests.api.attacks import tenants
from tests.api.attacks.rows import CLINIC_DONE, CLINIC_SEEN, Row, Sample
from tests.api.attacks.rows_of_visits import because, owned
from tests.api.attacks.tenants import FOLLOWER, Tenant
from tests.api.attacks.world import World


def _participant(number: int) -> Sample:
    return lambda _, tenant: {"participant_id": tenant.participant(number)}


def _enrolment(_: World, tenant: Tenant) -> dict[str, Any]:
    return {
        "trial_id": tenant.trial,
        "site_id": tenant.site,
        "arm": tenant.of_trial("arm"),
        "dose_level": tenant.of_trial("level"),
        "weight_kg": 75.5,
        "weighed_on": "2026-09-11",
        "is_consented": True,
        "extra_minutes": 5,
    }


def _visit(_: World, tenant: Tenant) -> dict[str, Any]:
    return {
        "definition_id": tenant.of_trial("bought"),
        "needs": tenant.visit(tenants.OPEN),
        "follows": tenant.visit(tenants.OPEN),
        "earliest_date": "2026-09-15",
        "latest_date": "2026-09-16",
        "cohort": tenant.of_trial("C1"),
        "asked_on": "2026-09-13",
    }


def _result(_: World, tenant: Tenant) -> dict[str, Any]:
    return {
        "visit_id": tenant.of_trial(FOLLOWER),
        "gate": tenant.of_trial("blood"),
        "status": "passed",
        "taken_at": "2026-09-14T06:00+00:00",
    }


ROWS = {
    "list_participants": Row(CLINIC_SEEN, query=owned("site_id", "trial_id")),
    "get_participant": Row(CLINIC_SEEN),
    "enrol_participant": Row(CLINIC_DONE, 201, body=_enrolment),
    "weigh_participant": Row(
        CLINIC_DONE,
        path=_participant(tenants.BOUGHT),
        body=lambda *_: {"weight_kg": 82.5, "weighed_on": "2026-09-14"},
    ),
    "add_absence": Row(
        CLINIC_DONE,
        body=lambda *_: {
            "start_at": "2026-09-15T10:00+00:00",
            "end_at": "2026-09-15T11:00+00:00",
            "note": "away",
        },
    ),
    "withdraw_participant": Row(CLINIC_DONE, body=because),
    "enter_result": Row(CLINIC_DONE, path=_participant(tenants.FIRST), body=_result),
    "request_visit": Row(CLINIC_DONE, 201, body=_visit),
    "request_schedule": Row(CLINIC_DONE),
    "offer_schedules": Row(CLINIC_SEEN),
}
