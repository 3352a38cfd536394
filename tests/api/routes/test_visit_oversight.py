from scheduler.access.roles import Role
from tests.api.service import Person, Service

VISIT = "ULV-01-V1"


def staff_of(service: Service) -> Person:
    """Somebody at Ullevål."""
    return service.person(Role.SITE_STAFF, site=["ULV"])


def test_a_history_tells_who_did_what_to_those_who_may_know(service: Service) -> None:
    """
    Site staff learn what became of their visit, of others neither who nor why.
    """
    service.book(VISIT)
    service.clock.go_on(minutes=5)
    staff, planner = staff_of(service), service.planner
    there = service.at(f"visits/{VISIT}")
    staff.post(f"{there}/cancellation", {"reason": "the participant is ill"})
    whole = planner.get(f"{there}/history").json()["items"]
    seen = staff.get(f"{there}/history").json()["items"]

    told = [(each["what"], each["version"]) for each in seen]
    assert told == [(each["what"], each["version"]) for each in whole]
    assert [each[0] for each in told] == [
        "seated",
        "visit_confirmed",
        "left the plan",
        "visit_cancelled",
    ]
    assert all(each["actor"] for each in whole)
    assert whole[0]["reason"] == f"{VISIT} confirmed"
    assert (seen[0]["actor"], seen[0]["reason"]) == (None, None)
    assert seen[2:] == whole[2:]


def test_a_history_is_told_page_by_page(sqlite_service: Service) -> None:
    """
    What has never been planned has an empty one; another's is a missing one.
    """
    sqlite_service.book(VISIT)
    staff = staff_of(sqlite_service)
    there = sqlite_service.at(f"visits/{VISIT}/history")
    whole = staff.get(there).json()["items"]
    first = staff.get(f"{there}?limit=1").json()
    second = staff.get(f"{there}?limit=1&cursor={first['next_cursor']}").json()
    never = staff.get(sqlite_service.at("visits/ULV-02-V1/history"))
    details = {
        staff.get(sqlite_service.at(f"visits/{asked_id}/history"))
        .json()["detail"]
        .replace(asked_id, "…")
        for asked_id in ("AAL-01-V1", "XXL-01-V1")
    }

    assert first["items"] + second["items"] == whole
    assert second["next_cursor"] is None
    assert never.json() == {"items": [], "next_cursor": None}
    assert details == {"there is no visit …"}


def test_visits_at_risk_are_those_of_the_caller(sqlite_service: Service) -> None:
    """
    Those with the fewest slots first, page by page; what is booked is not at risk.
    """
    sqlite_service.book("AAL-01-V1")
    staff = sqlite_service.person(Role.SITE_STAFF, site=["AAL"])
    there = sqlite_service.at("visits-at-risk")
    whole = staff.get(there).json()["items"]
    pages: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        after = {"cursor": cursor} if cursor else {}
        page = staff.get(there, params={"limit": "2"} | after).json()
        pages += [each["visit_id"] for each in page["items"]]
        cursor = page["next_cursor"]
    none = [
        staff.get(f"{there}?site_id={site}").json()["items"] for site in ("ULV", "NIX")
    ]

    assert {each["site_id"] for each in whole} == {"AAL"}
    assert pages == [each["visit_id"] for each in whole]
    assert "AAL-02-V1" in pages
    assert "AAL-01-V1" not in pages
    assert [each["offers"] for each in whole] == sorted(x["offers"] for x in whole)
    assert none == [[], []]


def test_days_at_risk_have_bounds(sqlite_service: Service) -> None:
    """
    From one day to sixty.
    """
    there = sqlite_service.at("visits-at-risk")
    codes = [
        sqlite_service.planner.get(f"{there}?days={days}&site_id=NIX").status_code
        for days in (0, 1, 60, 61)
    ]

    assert codes == [422, 200, 200, 422]
