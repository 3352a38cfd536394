"""Rows of visits: listed, offered, booked, ended, given."""

from typing import Any

from scheduler.bookings.offering import offers
from tests.api.attacks import tenants
from tests.api.attacks.ids import batch_of, shipment_of
from tests.api.attacks.rows import CLINIC_DONE, CLINIC_SEEN, Row, Sample
from tests.api.attacks.tenants import Tenant
from tests.api.attacks.world import FINALLY, World, network_of


def visit(number: int) -> Sample:
    """The path to a visit, by what has become of it."""
    return lambda _, tenant: {"visit_id": tenant.visit(number)}


def because(*_: object, **more: object) -> dict[str, Any]:
    """A reason, which says nothing."""
    return {"reason": "it has to be", **more}


def owned(*names: str) -> Sample:
    """A query that names a site or a trial."""

    def query(_: World, tenant: Tenant) -> dict[str, str]:
        known = {
            "site_id": tenant.site,
            "trial_id": tenant.trial,
            "unit_id": tenant.unit,
            "product_id": tenant.of_unit("ZR"),
            "batch_id": batch_of(tenant, 14),
            "participant_id": tenant.participant(tenants.LATER),
        }
        return {name: known[name] for name in names}

    return query


def _offer(world: World, tenant: Tenant, number: int) -> str:
    """The token of the last of some offers, as the sponsor would have got it."""
    if tenant not in world.jobs:
        return "nonsense"
    key = (tenant, number)
    if key not in world.tokens:
        with world.database.reading() as session:
            visit_id = tenant.visit(number)
            asked = (session, FINALLY, network_of(tenant), visit_id, 5)
            world.tokens[key] = offers(*asked)[-1].token
    return world.tokens[key]


def offer_of(number: int, **more: object) -> Sample:
    """The body that takes a slot."""
    return lambda world, tenant: {"offer": _offer(world, tenant, number), **more}


def _given(_: World, tenant: Tenant) -> dict[str, Any]:
    return {
        "assay_mbq": 100.5,
        "assayed_at": "2026-09-14T08:03+00:00",
        "injected_at": "2026-09-14T08:05+00:00",
        "residual_mbq": 0.5,
        "residual_at": "2026-09-14T08:06+00:00",
        "scanner_id": tenant.of_site("PET1"),
        "vial_id": f"{shipment_of(tenant, 14)}/v1",
        "reason": "it was late",
    }


_LISTED = owned("site_id", "trial_id")

ROWS = {
    "list_visits": Row(
        CLINIC_SEEN, query=owned("site_id", "trial_id", "participant_id")
    ),
    "get_visit": Row(CLINIC_SEEN),
    "offer_slots": Row(CLINIC_SEEN),
    "hold_slot": Row(CLINIC_DONE, body=offer_of(tenants.OPEN)),
    "confirm_visit": Row(CLINIC_DONE, body=offer_of(tenants.OPEN)),
    "move_visit": Row(
        CLINIC_DONE,
        path=visit(tenants.HELD),
        body=offer_of(tenants.HELD, reason="asked for it"),
    ),
    "give_back_hold": Row(CLINIC_DONE, path=visit(tenants.HELD)),
    "cancel_visit": Row(CLINIC_DONE, path=visit(tenants.LATER), body=because),
    "record_no_show": Row(CLINIC_DONE, path=visit(tenants.DUE), body=because),
    "report_lateness": Row(
        CLINIC_DONE, path=visit(tenants.BOUGHT), body=lambda *_: {"minutes": 20}
    ),
    "report_overrun": Row(
        CLINIC_DONE,
        path=visit(tenants.FIRST),
        body=lambda *_: because(minutes=20),
    ),
    "reopen_visit": Row(CLINIC_DONE, path=visit(tenants.FIRST), body=because),
    "list_visit_history": Row(CLINIC_SEEN, path=visit(tenants.CANCELLED)),
    "list_visits_at_risk": Row(CLINIC_SEEN, query=_LISTED),
    "record_administration": Row(CLINIC_DONE, path=visit(tenants.DUE), body=_given),
    "correct_administration": Row(CLINIC_DONE, path=visit(tenants.FIRST), body=_given),
    "list_administrations": Row(CLINIC_SEEN, query=_LISTED),
    "get_outcomes": Row(CLINIC_SEEN, query=_LISTED),
}
