from typing import Any
from urllib.parse import quote

from tests.api.deliveries import unit
from tests.api.service import Person, Service

ORDER = "LUMAKER/LUPSMA/2026-09-16"
PLACING = f"orders/{quote(ORDER, safe='')}/placing"
WITHIN = "orders/deadlines?within_hours=100"


def _due(service: Service, person: Person, query: str = "") -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = person.get(service.at(WITHIN + query)).json()[
        "items"
    ]
    return listed


def test_what_is_to_be_ordered_is_told_until_it_is(service: Service) -> None:
    """
    One portion by Monday noon; placed, nothing is due any more.
    """
    service.book("ULV-26-V1")
    maker = unit(service, "LUMAKER")
    (due,) = _due(service, maker)
    placed = maker.post(service.at(PLACING), {"portions": 1})

    assert due["order_id"] == ORDER
    assert due["cutoff_at"] == "2026-09-14T12:00:00+02:00"
    assert (due["portions"], due["placed"], due["to_place"]) == (1, 0, 1)
    assert due["cost_nok"] == 160_000
    assert due["is_overdue"] is False
    assert placed.status_code == 200, placed.text
    assert (placed.json()["before"], placed.json()["portions"]) == (0, 1)
    assert _due(service, maker) == []


def test_an_order_that_was_forgotten_is_overdue(sqlite_service: Service) -> None:
    """
    After the cut-off it is listed as missing, and cannot be placed any more.
    """
    sqlite_service.book("ULV-26-V1")
    sqlite_service.clock.go_on(days=3)
    maker = unit(sqlite_service, "LUMAKER")
    refused = maker.post(sqlite_service.at(PLACING), {"portions": 1})

    (due,) = _due(sqlite_service, maker, "&is_overdue=true")
    assert due["is_overdue"] is True
    assert _due(sqlite_service, maker, "&is_overdue=false") == []
    assert refused.status_code == 409
    assert refused.json()["code"] == "wrong_state"


def test_another_makers_orders_are_answered_like_none(sqlite_service: Service) -> None:
    """
    Neither listed nor there; a filter by them finds nothing.
    """
    sqlite_service.book("ULV-26-V1")
    kjeller = unit(sqlite_service, "KJELLER")
    there = kjeller.post(sqlite_service.at(PLACING), {"portions": 1})
    missing = kjeller.post(sqlite_service.at("orders/none/placing"), {"portions": 1})

    assert _due(sqlite_service, kjeller) == []
    assert _due(sqlite_service, kjeller, "&unit_id=LUMAKER") == []
    assert _due(sqlite_service, kjeller, "&unit_id=NOWHERE") == []
    assert there.status_code == missing.status_code == 404
    assert there.json()["detail"] == f"there is no order {ORDER}"
    assert missing.json()["detail"] == "there is no order none"


def test_portions_that_cannot_be_placed_are_refused(sqlite_service: Service) -> None:
    """
    More than are sold, or no number; fewer than before needs a reason.
    """
    sqlite_service.book("ULV-26-V1")
    maker = unit(sqlite_service, "LUMAKER")
    there = sqlite_service.at(PLACING)
    for portions in (9, 2**31, -1, 1.0, "1", True, None):
        refused = maker.post(there, {"portions": portions})
        assert refused.status_code == 422, refused.text
        assert refused.json()["issues"][0]["pointer"] == "/portions"
    maker.post(there, {"portions": 3})
    fewer = maker.post(there, {"portions": 1})
    explained = maker.post(there, {"portions": 1, "reason": "a slip"})

    assert fewer.json()["issues"] == [{"detail": "is needed", "pointer": "/reason"}]
    assert explained.json()["before"] == 3
    assert explained.json()["portions"] == 1


def test_nothing_is_due_before_the_first_plan(sqlite_service: Service) -> None:
    """
    A network without a plan needs nothing.
    """
    assert _due(sqlite_service, sqlite_service.planner) == []
