from datetime import datetime

import pytest

from scheduler.access.roles import Role
from tests.api.service import Person, Service

WHY = {"reason": "the participant is ill"}
FIRST, SECOND = "ULV-17-V1", "ULV-17-V2"
"""Two visits of one participant; the second counts from the first."""


def staff_of(service: Service) -> Person:
    """Somebody at Ullevål."""
    return service.person(Role.SITE_STAFF, site=["ULV"])


def test_a_hold_is_given_back(sqlite_service: Service) -> None:
    """
    Then it is as it was before; what is not held cannot be given back.
    """
    staff = staff_of(sqlite_service)
    there = sqlite_service.at(f"visits/{FIRST}")
    before = staff.get(there).headers["ETag"]
    offer = staff.get(f"{there}/offers").json()["offers"][0]["token"]
    staff.post(f"{there}/hold", {"offer": offer})
    back = staff.post(f"{there}/hold-return")
    again = staff.post(f"{there}/hold-return")

    assert back.json() == {"visit_id": FIRST, "state": "open"}
    assert back.headers["ETag"] == staff.get(there).headers["ETag"] == before
    assert (again.status_code, again.json()["code"]) == (409, "wrong_state")


def test_a_visit_is_cancelled_with_those_that_follow_it(service: Service) -> None:
    """
    They keep it from being cancelled alone; cancelled by mistake, it is open again.
    """
    service.book(FIRST, SECOND)
    staff = staff_of(service)
    there = service.at(f"visits/{FIRST}")
    alone = staff.post(f"{there}/cancellation", WHY)
    known = staff.get(there).headers["ETag"]
    ended = staff.post(
        f"{there}/cancellation",
        WHY | {"with_followers": True},
        headers={"If-Match": known},
    )
    shown = staff.get(there)
    reopened = staff.post(f"{there}/reopening", {"reason": "it was another one"})

    assert (alone.status_code, alone.json()["code"]) == (409, "still_booked")
    assert SECOND in alone.json()["detail"]
    assert ended.json()["visit_ids"] == [FIRST, SECOND]
    assert ended.json()["saved_nok"] > 0
    assert shown.json()["state"] == "cancelled"
    assert shown.headers["ETag"] == ended.headers["ETag"]
    assert reopened.json() == {"visit_id": FIRST, "state": "open"}


def test_nobody_has_not_come_before_it_is_time(sqlite_service: Service) -> None:
    """
    Afterwards it is recorded once.
    """
    [booked] = sqlite_service.book("ULV-01-V1")
    staff = staff_of(sqlite_service)
    there = sqlite_service.at("visits/ULV-01-V1/no-show")
    early = staff.post(there, WHY)
    sqlite_service.clock.now = datetime.fromisoformat(booked["injection_at"])
    recorded = staff.post(there, WHY)
    again = staff.post(there, WHY)

    assert early.json()["issues"] == [
        {"detail": "the participant is not due yet: cancel the visit"}
    ]
    assert recorded.json()["visit_ids"] == ["ULV-01-V1"]
    assert (again.status_code, again.json()["code"]) == (409, "wrong_state")


def test_a_late_participant_is_told_what_becomes_of_it(
    sqlite_service: Service,
) -> None:
    """
    A few minutes go on, half a day is lost; nobody is late by nothing.
    """
    [booked] = sqlite_service.book("ULV-01-V1")
    staff = staff_of(sqlite_service)
    there = sqlite_service.at("visits/ULV-01-V1/lateness")
    little = staff.post(there, {"minutes": 7}).json()
    much = staff.post(there, {"minutes": 12 * 60}).json()
    none = staff.post(there, {"minutes": 0}).json()

    due, now = (
        datetime.fromisoformat(little[name]) for name in ("planned_at", "injection_at")
    )
    assert little["verdict"] == "go_on"
    assert due.isoformat() == booked["injection_at"]
    assert (now - due).total_seconds() == 7 * 60
    assert (much["verdict"], much["injection_at"]) == ("lost", None)
    assert none["issues"][0]["pointer"] == "/minutes"


@pytest.mark.parametrize(
    ("action", "body"),
    [
        ("hold-return", {}),
        ("cancellation", WHY),
        ("no-show", WHY),
        ("lateness", {"minutes": 5}),
        ("reopening", WHY),
    ],
)
def test_another_sites_visit_is_a_missing_one(
    sqlite_service: Service, action: str, body: dict[str, object]
) -> None:
    """
    Booked or not, it is answered in the same words.
    """
    sqlite_service.book("AAL-01-V1")
    staff = staff_of(sqlite_service)
    details = []
    for asked_id in ("AAL-01-V1", "XXL-01-V1"):
        refused = staff.post(sqlite_service.at(f"visits/{asked_id}/{action}"), body)
        assert refused.status_code == 404
        details.append(refused.json()["detail"].replace(asked_id, "…"))

    assert details == ["there is no visit …"] * 2
