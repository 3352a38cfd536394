from scheduler.access.roles import Role
from tests.api.deliveries import (
    AT_SHIPMENT,
    CONTENT_MBQ,
    DEPARTURE,
    SHIPMENT,
    VISITS,
    on_the_day,
    ordered,
    released,
    site,
    unit,
)
from tests.api.service import Person, Service

TO_THE_WARD = "T1/FDG/2026-09-14/1/TRD-TRD"


def _ids(service: Service, person: Person, query: str = "") -> list[str]:
    listed = person.get(service.at(f"shipments{query}")).json()
    return [each["shipment_id"] for each in listed["items"]]


def test_both_ends_of_a_shipment_see_it(service: Service) -> None:
    """
    The unit sees what to fill, the site for whom it is; others see nothing.
    """
    ordered(service, "TRD-01-V1")
    shown = {
        person: person.get(service.at(AT_SHIPMENT))
        for person in (unit(service), site(service))
    }
    filled, awaited = shown.values()
    strangers = [site(service, "TRD"), unit(service, "TRONDHEIM")]

    assert filled.json()["visit_ids"] == []
    assert filled.json()["content_mbq"] == CONTENT_MBQ
    assert filled.json()["departure_id"] == DEPARTURE
    assert not any(each in filled.text for each in VISITS)
    assert awaited.json()["visit_ids"] == list(VISITS)
    assert awaited.json()["arrives_at"] == "2026-09-15T10:55:00+02:00"
    assert _ids(service, site(service)) == _ids(service, unit(service)) == [SHIPMENT]
    for stranger in strangers:
        refused = stranger.get(service.at(AT_SHIPMENT))
        missing = stranger.get(service.at("shipments/none"))
        assert _ids(service, stranger) == [TO_THE_WARD]
        assert refused.status_code == missing.status_code == 404
        assert refused.json()["detail"] == f"there is no shipment {SHIPMENT}"
        assert missing.json()["detail"] == "there is no shipment none"


def test_a_key_of_one_trial_sees_no_contents(sqlite_service: Service) -> None:
    """
    Its shipments, its visits in them, and not how much there is for others.
    """
    ordered(sqlite_service, "TRD-01-V1")
    own, other = (
        sqlite_service.person(Role.AUDITOR, trial=[each]) for each in ("PROMIS", "GLIO")
    )
    (shown,) = own.get(sqlite_service.at("shipments")).json()["items"]

    assert shown["shipment_id"] == SHIPMENT
    assert shown["visit_ids"] == list(VISITS)
    assert shown["content_mbq"] is None
    assert shown["vials"] is None
    assert _ids(sqlite_service, other) == []
    assert other.get(sqlite_service.at(AT_SHIPMENT)).status_code == 404


def test_filters_and_pages(sqlite_service: Service) -> None:
    """
    By unit, site, state and day of arrival; a stranger in a filter finds nothing.
    """
    ordered(sqlite_service, "TRD-01-V1")
    planner = sqlite_service.planner
    first = planner.get(sqlite_service.at("shipments?limit=1")).json()
    rest = f"?limit=1&cursor={first['next_cursor']}"

    def found(query: str, person: Person = planner) -> list[str]:
        return _ids(sqlite_service, person, query)

    assert [each["shipment_id"] for each in first["items"]] == [TO_THE_WARD]
    assert found(rest) == [SHIPMENT]
    assert found("?site_id=AAL") == found("?unit_id=OSLO") == [SHIPMENT]
    assert found("?from_date=2026-09-15&to_date=2026-09-15") == [SHIPMENT]
    assert found("?to_date=2026-09-14") == [TO_THE_WARD]
    assert found("?state=received") == []
    aal = site(sqlite_service)
    assert found("?site_id=TRD", aal) == found("?site_id=NOWHERE", aal) == []


def test_there_are_none_before_the_first_plan(sqlite_service: Service) -> None:
    """
    A network without a plan sends nothing.
    """
    assert _ids(sqlite_service, sqlite_service.planner) == []


def test_an_etag_lasts_until_something_happens(sqlite_service: Service) -> None:
    """
    A release of its batch is something else to see, and what was seen is not changed.
    """
    on_the_day(ordered(sqlite_service))
    there = sqlite_service.at(AT_SHIPMENT)
    oslo = unit(sqlite_service)
    etag = oslo.get(there).headers["ETag"]
    same = oslo.get(there, headers={"If-None-Match": etag})
    released(sqlite_service)
    other = oslo.get(there, headers={"If-None-Match": etag})
    stale = oslo.post(f"{there}/dispatch", headers={"If-Match": etag})
    seen = oslo.post(f"{there}/dispatch", headers={"If-Match": other.headers["ETag"]})

    assert same.status_code == 304
    assert other.json()["batch_state"] == "released"
    assert stale.status_code == 412
    assert seen.status_code == 200, seen.text
