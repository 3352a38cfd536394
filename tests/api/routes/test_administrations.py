from datetime import datetime
from typing import Any

import pytest

from scheduler.access.roles import Role
from tests.api.service import Person, Service

VISIT = "ULV-02-V1"
OTHERS = "AAL-01-V1"


def staff_of(service: Service, site: str = "ULV") -> Person:
    """Somebody at a site."""
    return service.person(Role.SITE_STAFF, site=[site])


def record_of(service: Service, booked: dict[str, Any]) -> dict[str, Any]:
    """A dose that was given as planned, once it is time for it."""
    at = datetime.fromisoformat(booked["injection_at"])
    service.clock.now = max(service.clock.now, at)
    service.clock.go_on(minutes=10)
    visit = service.planner.get(service.at(f"visits/{booked['visit_id']}")).json()
    return {
        "assay_mbq": visit["draw_mbq"],
        "assayed_at": booked["injection_at"],
        "injected_at": booked["injection_at"],
    }


def test_a_dose_is_recorded_corrected_and_listed(service: Service) -> None:
    """
    Net of what was left in the syringe, beside what was planned.
    """
    [booked] = service.book(VISIT)
    record = record_of(service, booked)
    staff = staff_of(service)
    there = service.at(f"visits/{VISIT}/administration")
    at = booked["injection_at"]
    given = staff.post(there, record | {"residual_mbq": 2.5, "residual_at": at})
    again = staff.post(there, record)
    unsaid = staff.post(f"{there}/correction", record)
    corrected = staff.post(f"{there}/correction", record | {"reason": "misread"})
    [listed] = staff.get(service.at("administrations")).json()["items"]

    assert given.status_code == 200, given.text
    assert given.json()["net_mbq"] == pytest.approx(record["assay_mbq"] - 2.5, abs=0.01)
    assert (given.json()["late_min"], given.json()["broken"]) == (0, [])
    assert (again.status_code, again.json()["code"]) == (409, "wrong_state")
    assert unsaid.json()["issues"][0]["pointer"] == "/reason"
    assert corrected.json()["net_mbq"] == pytest.approx(record["assay_mbq"], abs=0.01)
    assert listed["net_mbq"] == corrected.json()["net_mbq"]
    assert listed["planned_at"] == listed["injected_at"] == at


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("scan_started_at", "2000-01-01T00:00Z"),
        ("residual_at", "2026-09-11T00:00Z"),
        ("assayed_at", "2026-09-11T00:00Z"),
        ("injected_at", "2100-01-01T00:00Z"),
        ("vial_id", "another"),
        ("scanner_id", "another"),
    ],
)
def test_a_record_that_cannot_be_is_refused(
    sqlite_service: Service, field: str, value: str
) -> None:
    """
    At the field that says it, and the visit stays as it is.
    """
    [booked] = sqlite_service.book(VISIT)
    record = record_of(sqlite_service, booked)
    staff = staff_of(sqlite_service)
    there = sqlite_service.at(f"visits/{VISIT}")
    refused = staff.post(
        f"{there}/administration", record | {"residual_mbq": 1, field: value}
    )

    assert refused.status_code == 422, refused.text
    assert f"/{field}" in {each.get("pointer") for each in refused.json()["issues"]}
    assert staff.get(there).json()["state"] == "frozen"


def test_everybody_counts_what_is_theirs(sqlite_service: Service) -> None:
    """
    Doses, cancellations and their sums are those of the caller's site or trial.
    """
    booked = sqlite_service.book(OTHERS, VISIT)
    for each in sorted(booked, key=lambda each: each["injection_at"]):
        record = record_of(sqlite_service, each)
        there = sqlite_service.at(f"visits/{each['visit_id']}/administration")
        assert sqlite_service.planner.post(there, record).status_code == 200
    ended = sqlite_service.planner.post(
        sqlite_service.at("visits/AAL-02-V1/cancellation"), {"reason": "moved away"}
    )
    there = sqlite_service.at("outcomes")
    at_site = staff_of(sqlite_service).get(there).json()
    in_trial = sqlite_service.person(Role.STUDY_MANAGER, trial=["PROMIS"])
    of_trial = in_trial.get(there).json()
    whole = sqlite_service.planner.get(there).json()
    asked_for_others = staff_of(sqlite_service).get(f"{there}?site_id=AAL").json()
    asked_for_none = staff_of(sqlite_service).get(f"{there}?site_id=NIX").json()
    listed = [
        each["visit_id"]
        for each in in_trial.get(sqlite_service.at("administrations")).json()["items"]
    ]

    assert ended.status_code == 200
    assert (at_site["doses"], at_site["cancelled"]) == (1, 0)
    assert (of_trial["doses"], of_trial["cancelled"]) == (1, 1)
    assert (whole["doses"], whole["cancelled"]) == (2, 1)
    assert at_site["target_mbq"] + of_trial["target_mbq"] == whole["target_mbq"]
    assert asked_for_others == asked_for_none
    assert asked_for_none["doses"] == asked_for_none["cancelled"] == 0
    assert listed == [OTHERS]


def test_who_books_elsewhere_records_nothing_here(sqlite_service: Service) -> None:
    """
    Another's visit is a missing one; a study manager gives no doses at all.
    """
    [booked] = sqlite_service.book(OTHERS)
    record = record_of(sqlite_service, booked)
    manager = sqlite_service.person(Role.STUDY_MANAGER, trial=["PROMIS"])
    there = sqlite_service.at(f"visits/{OTHERS}/administration")
    missing = sqlite_service.at("visits/NIX-01-V1/administration")
    refused = staff_of(sqlite_service).post(there, record)
    same = staff_of(sqlite_service).post(missing, record)
    forbidden = manager.post(there, record)

    assert (refused.status_code, same.status_code) == (404, 404)
    assert forbidden.status_code == 403
