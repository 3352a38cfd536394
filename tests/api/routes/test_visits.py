from scheduler.access.roles import Role
from tests.api.service import Service

VISIT = "AAL-01-V1"


def test_an_offer_is_taken_and_told(service: Service) -> None:
    """
    Site staff get slots at once, confirm one, and find it in their list.
    """
    staff = service.person(Role.SITE_STAFF, site=["AAL"])
    there = service.at(f"visits/{VISIT}")
    offers = staff.get(f"{there}/offers").json()["offers"]
    booked = staff.post(f"{there}/confirmation", {"offer": offers[0]["token"]})
    shown = staff.get(there)

    assert booked.status_code == 200, booked.text
    assert booked.json()["injection_at"] == offers[0]["injection_at"]
    assert shown.json()["state"] == "confirmed"
    assert shown.headers["ETag"] == booked.headers["ETag"]


def test_what_was_seen_otherwise_is_not_changed(sqlite_service: Service) -> None:
    """
    A change under an ETag of before is refused, and leaves all as it was.
    """
    there = sqlite_service.at(f"visits/{VISIT}")
    planner = sqlite_service.planner
    before = planner.get(there)
    offer = planner.get(f"{there}/offers").json()["offers"][0]["token"]
    sqlite_service.book(VISIT)
    known = planner.get(there)
    refused = planner.post(
        f"{there}/move",
        {"offer": offer, "reason": "too early"},
        headers={"If-Match": before.headers["ETag"]},
    )
    again = planner.get(there, headers={"If-None-Match": known.headers["ETag"]})

    assert refused.status_code == 412, refused.text
    assert refused.json()["code"] == "precondition_failed"
    assert again.status_code == 304
    assert again.content == b""
