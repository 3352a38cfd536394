"""Rows of batches, vials, shipments, departures and orders."""

from typing import Any

from tests.api.attacks.ids import batch_of, shipment_of
from tests.api.attacks.rows import (
    BEYOND_TRIALS,
    BEYOND_UNITS,
    CLINIC_DONE,
    EVERYONE,
    MANAGERS,
    SUPPLY_DONE,
    SUPPLY_SEEN,
    Row,
    Sample,
)
from tests.api.attacks.rows_of_visits import because, owned
from tests.api.attacks.tenants import Tenant
from tests.api.attacks.world import World

_SHIPMENTS_SEEN = EVERYONE - {MANAGERS}
_WRONG_STATE = 409


def _monday_batch(_: World, tenant: Tenant) -> dict[str, Any]:
    return {"batch_id": batch_of(tenant, 14)}


def _monday_vial(_: World, tenant: Tenant) -> dict[str, Any]:
    return {"vial_id": f"{shipment_of(tenant, 14)}/v1"}


def _monday_shipment(_: World, tenant: Tenant) -> dict[str, Any]:
    return {"shipment_id": shipment_of(tenant, 14)}


def _released(_: World, tenant: Tenant) -> dict[str, Any]:
    vial = {
        "vial_id": f"{shipment_of(tenant, 14)}/v1",
        "activity_mbq": 300,
        "at": "2026-09-14T07:05+00:00",
    }
    measured = {"activity_gbq": 0.4, "at": "2026-09-14T07:00+00:00"}
    return because(vials=[vial], measured=measured)


def _at(clock: str) -> Sample:
    return lambda *_: {"at": f"2026-09-14T{clock}+00:00"}


ROWS = {
    "list_batches": Row(SUPPLY_SEEN, barred=BEYOND_UNITS, query=owned("unit_id")),
    "get_batch": Row(SUPPLY_SEEN, barred=BEYOND_UNITS),
    "accept_batch": Row(SUPPLY_DONE, barred=BEYOND_UNITS, body=because),
    "decline_batch": Row(SUPPLY_DONE, barred=BEYOND_UNITS, body=because),
    "delay_batch": Row(
        SUPPLY_DONE,
        barred=BEYOND_UNITS,
        body=lambda *_: because(release_at="2026-09-14T09:30+00:00"),
    ),
    "fail_batch": Row(SUPPLY_DONE, barred=BEYOND_UNITS, body=because),
    "release_batch": Row(
        SUPPLY_DONE, barred=BEYOND_UNITS, path=_monday_batch, body=_released
    ),
    "recall_batch": Row(
        SUPPLY_DONE, barred=BEYOND_UNITS, path=_monday_batch, body=because
    ),
    "list_demand_changes": Row(
        SUPPLY_SEEN,
        barred=BEYOND_UNITS,
        query=lambda _, tenant: {"since": 3, "unit_id": tenant.unit},
    ),
    "list_forecast": Row(
        SUPPLY_SEEN, barred=BEYOND_UNITS, query=owned("unit_id", "product_id")
    ),
    "list_timetables": Row(EVERYONE, query=owned("unit_id", "site_id", "batch_id")),
    "measure_vial": Row(
        SUPPLY_DONE,
        barred=BEYOND_UNITS,
        path=_monday_vial,
        body=lambda *_: {
            "activity_mbq": 250,
            "measured_at": "2026-09-14T08:10+00:00",
            "reason": "measured again",
        },
    ),
    "spill_vial": Row(
        SUPPLY_DONE, barred=BEYOND_UNITS, path=_monday_vial, body=because
    ),
    "list_shipments": Row(_SHIPMENTS_SEEN, query=owned("unit_id", "site_id")),
    "get_shipment": Row(_SHIPMENTS_SEEN),
    "dispatch_shipment": Row(
        SUPPLY_DONE, best=_WRONG_STATE, barred=BEYOND_TRIALS, body=_at("08:20")
    ),
    "expect_shipment": Row(
        SUPPLY_DONE,
        barred=BEYOND_TRIALS,
        body=lambda *_: because(arrives_at="2026-09-15T08:20+00:00"),
    ),
    "record_arrival": Row(
        CLINIC_DONE, best=_WRONG_STATE, barred=BEYOND_TRIALS, body=_at("08:20")
    ),
    "receive_shipment": Row(
        CLINIC_DONE,
        best=_WRONG_STATE,
        barred=BEYOND_TRIALS,
        path=_monday_shipment,
        body=_at("08:20"),
    ),
    "reject_shipment": Row(
        CLINIC_DONE,
        best=_WRONG_STATE,
        barred=BEYOND_TRIALS,
        path=_monday_shipment,
        body=because,
    ),
    "cancel_departure": Row(SUPPLY_DONE, barred=BEYOND_TRIALS, body=because),
    "change_departure": Row(
        SUPPLY_DONE,
        barred=BEYOND_TRIALS,
        body=lambda *_: because(arrives_at="2026-09-15T11:40+00:00"),
    ),
    "list_order_deadlines": Row(
        SUPPLY_SEEN, barred=BEYOND_UNITS, query=owned("unit_id")
    ),
    "place_order": Row(
        SUPPLY_DONE, barred=BEYOND_UNITS, body=lambda *_: because(portions=3)
    ),
}
