from typing import Any

import pytest

from scheduler.access.roles import Role
from tests.api.service import Person, Service

DATES = {"earliest_date": "2026-09-14", "latest_date": "2026-09-17"}


def staff_of(service: Service) -> Person:
    """Somebody at Ullevål."""
    return service.person(Role.SITE_STAFF, site=["ULV"])


def newcomer(service: Service) -> str:
    """The path of somebody in a trial of two visits, who asks for nothing yet."""
    asked = {"trial_id": "AMYLO", "site_id": "ULV", "is_consented": True}
    enrolled = staff_of(service).post(service.at("participants"), asked)
    location: str = enrolled.headers["Location"]
    return location


def test_a_visit_is_asked_for_and_the_rest_of_the_protocol_after(
    service: Service,
) -> None:
    """
    Both visits get offers that follow each other, and can be booked in turn.
    """
    staff, there = staff_of(service), newcomer(service)
    code = there.rpartition("/")[2]
    asked = staff.post(f"{there}/visits", {"definition_id": "amyloid"} | DATES)
    shown = staff.get(asked.headers["Location"])
    rest = staff.post(f"{there}/schedule", {})
    again = staff.post(f"{there}/schedule", {})
    offered = staff.get(f"{there}/schedule-offers?limit=2").json()

    assert asked.status_code == 201, asked.text
    assert asked.json() == shown.json()
    assert asked.headers["ETag"] == shown.headers["ETag"]
    assert asked.json()["visit_id"] == f"{code}-amyloid"
    assert rest.json() == {"visit_ids": [f"{code}-metabolism"]}
    assert again.json() == {"visit_ids": []}
    assert [each["visit_id"] for each in offered["schedules"][0]] == [
        f"{code}-amyloid",
        f"{code}-metabolism",
    ]
    for offer in offered["schedules"][0]:
        booked = staff.post(
            service.at(f"visits/{offer['visit_id']}/confirmation"),
            {"offer": offer["token"]},
        )
        assert booked.json()["injection_at"] == offer["injection_at"]


def test_a_schedule_that_finds_no_slot_says_where(sqlite_service: Service) -> None:
    """
    With the visit that gets stuck, and the rules.
    """
    staff, there = staff_of(sqlite_service), newcomer(sqlite_service)
    saturday = {"earliest_date": "2026-09-12", "latest_date": "2026-09-12"}
    asked = staff.post(f"{there}/visits", {"definition_id": "amyloid"} | saturday)
    stuck = staff.get(f"{there}/schedule-offers").json()

    assert stuck["schedules"] == []
    assert stuck["obstacle_visit_id"] == asked.json()["visit_id"]
    assert stuck["obstacle_rules"]


@pytest.mark.parametrize(
    ("asked", "pointer"),
    [
        pytest.param({}, None, id="dates are missing"),
        pytest.param(DATES | {"cohort": "DL9"}, "/cohort", id="unknown dose level"),
        pytest.param(
            DATES | {"definition_id": "none"}, "/definition_id", id="unknown definition"
        ),
        pytest.param(
            {"earliest_date": "2026-09-01", "latest_date": "2026-09-02"},
            "/latest_date",
            id="in the past",
        ),
        pytest.param({"earliest_date": "2026-09-14"}, "", id="half a window"),
    ],
)
def test_what_cannot_be_asked_for_is_told_at_its_field(
    sqlite_service: Service, asked: dict[str, Any], pointer: str | None
) -> None:
    """
    And nothing is written.
    """
    staff, there = staff_of(sqlite_service), newcomer(sqlite_service)
    refused = staff.post(f"{there}/visits", {"definition_id": "amyloid"} | asked)
    code = there.rpartition("/")[2]
    listed = staff.get(sqlite_service.at(f"visits?participant_id={code}")).json()

    assert refused.status_code == 422, refused.text
    assert [each.get("pointer") for each in refused.json()["issues"]] == [pointer]
    assert listed["items"] == []


@pytest.mark.parametrize("field", ["follows", "needs"])
def test_a_visit_counts_on_one_of_the_same_participant(
    sqlite_service: Service, field: str
) -> None:
    """
    Another's at this site, another site's, and a missing one are told alike.
    """
    staff, there = staff_of(sqlite_service), newcomer(sqlite_service)
    asked = {"definition_id": "metabolism"} | DATES
    answers = [
        staff.post(f"{there}/visits", asked | {field: asked_id}).json()["issues"]
        for asked_id in ("ULV-17-V1", "AHU-01-V1", "NIX-17-V1")
    ]

    assert [each["pointer"] for [each] in answers] == [f"/{field}"] * 3
    assert [each["detail"].rpartition(" ")[0] for [each] in answers] == [
        "there is no visit"
    ] * 3


def test_who_only_sees_may_not_ask(sqlite_service: Service) -> None:
    """
    A study manager plans no visits.
    """
    manager = sqlite_service.person(Role.STUDY_MANAGER, trial=["AMYLO"])
    there = sqlite_service.at("participants/ULV-34")
    one = manager.post(f"{there}/visits", {"definition_id": "metabolism"})
    offers = manager.get(f"{there}/schedule-offers")

    assert one.status_code == 403
    assert offers.status_code == 200
