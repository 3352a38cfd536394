"""One batch for two sponsors: what one of them learns of the other's dose."""

from typing import Any

from scheduler.access.roles import Role
from tests.api.attacks import tenants
from tests.api.attacks.asking import Request, segment
from tests.api.attacks.ids import batch_of
from tests.api.attacks.siege import Siege
from tests.api.attacks.table import request_of, sample
from tests.api.attacks.tenants import NETWORK, A, B

_BATCH = batch_of(A, 15)
_SHIPMENT = f"{_BATCH}/{A.of_unit('W')}/2026-09-15T0730"


def _shipment(siege: Siege, role: Role, tenant: tenants.Tenant) -> Any:
    path = b"/api/v1/networks/%s/shipments/%s" % (NETWORK.encode(), segment(_SHIPMENT))
    answer = siege.ask(Request("GET", path), siege.world.who(role, tenant))
    assert answer.status == 200, answer.body
    return answer.json


def _positions(shipment: Any) -> list[int]:
    return [dose["position"] for vial in shipment["vials"] for dose in vial["doses"]]


def test_a_site_is_not_told_how_many_others_have_doses(siege: Siege) -> None:
    """
    The unit numbers doses through its batch; a site sees its own, from 1.
    """
    made = _shipment(siege, Role.PRODUCTION, A)
    received = _shipment(siege, Role.SITE_STAFF, B)

    assert _positions(made) == [3]
    assert _positions(received) == [1]
    assert made["visit_ids"] == []
    assert received["visit_ids"] == [B.visit(tenants.SHARED)]


def test_a_unit_that_fails_is_not_told_who_loses(siege: Siege) -> None:
    """
    It hears of sites, times and rules: of three doses, one of another sponsor.
    """
    operation = siege.by_id["fail_batch"]
    sent = sample(siege.world, A, operation)
    who = siege.world.who(Role.PRODUCTION, A)
    lost = siege.ask(request_of(operation, sent, {}), who).json["lost"]

    assert sorted(each["site_id"] for each in lost) == [A.site, A.site, B.site]
    assert {each["visit_id"] for each in lost} == {None}


def test_a_planner_of_all_is_told_who_loses(siege: Siege) -> None:
    """
    An unlimited planner hears of B's visit as well as of A's.
    """
    operation = siege.by_id["fail_batch"]
    sent = sample(siege.world, A, operation)
    who = siege.world.who(Role.PLANNER)
    lost = siege.ask(request_of(operation, sent, {}), who).json["lost"]

    assert B.visit(tenants.SHARED) in {each["visit_id"] for each in lost}
