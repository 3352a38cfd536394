"""Plan versions over HTTP."""

from datetime import timedelta
from typing import Any

from scheduler.access.roles import Role
from scheduler.audit.context import audited
from scheduler.planning.versions import PlanVersion
from tests.api.proposals import WORKER, propose
from tests.api.service import NETWORK, Service

FIRST, SECOND = "AAL-01-V1", "ULV-03-V1"
"""Visits of two sites."""

WHY = {"reason": "checked with production"}


def test_bookings_make_versions_and_anybody_can_compare_them(service: Service) -> None:
    """
    Each booking is a version, and two of them differ by what was booked.
    """
    service.book(FIRST, SECOND)
    planner = service.planner
    listed = planner.get(service.at("plans")).json()["items"]
    details = planner.get(service.at("plans/2")).json()
    visits = planner.get(service.at("plans/2/visits")).json()["items"]
    found = planner.get(service.at("plans/2/differences"), params={"since": 1}).json()

    assert [each["number"] for each in listed] == [2, 1]
    assert [each["state"] for each in listed] == ["approved", "superseded"]
    assert details["kind"] == "booking"
    assert details["totals"]["visits"] == 2
    assert details["totals"]["activity_gbq"] > 0
    assert {each["visit_id"] for each in visits} == {FIRST, SECOND}
    assert [(each["visit_id"], each["kind"]) for each in found["visits"]] == [
        (SECOND, "added")
    ]
    assert found["num_kept"] == 1
    assert found["totals_after"]["visits"] == 2
    assert found["batches"][0]["after_gbq"] > 0
    assert {each["name"] for each in found["levels"]} >= {"served", "activity_gbq"}


def test_a_proposal_is_approved_and_taken_back(service: Service) -> None:
    """
    It comes into force, and what was in force before comes back as a new version.
    """
    service.book(FIRST)
    number = propose(service)
    planner = service.planner
    there = service.at(f"plans/{number}")
    seen = planner.get(there)
    approved = planner.post(
        f"{there}/approval", WHY, headers={"If-Match": seen.headers["ETag"]}
    )
    restored = planner.post(service.at("plans/1/restoration"), WHY)
    again = planner.post(f"{there}/rejection", WHY)

    assert seen.json()["state"] == "proposed"
    assert seen.json()["levels"]
    assert approved.status_code == 200, approved.text
    assert approved.json()["state"] == "approved"
    assert approved.json()["reason"] == WHY["reason"]
    assert approved.headers["ETag"] != seen.headers["ETag"]
    assert restored.status_code == 201, restored.text
    assert restored.headers["Location"].endswith(f"/plans/{restored.json()['number']}")
    assert planner.get(restored.headers["Location"]).json()["state"] == "approved"
    assert (again.status_code, again.json()["code"]) == (409, "wrong_state")


def test_a_rejected_proposal_stays_out_of_force(sqlite_service: Service) -> None:
    """
    And a decision on what has changed since it was seen is refused.
    """
    number = propose(sqlite_service)
    planner = sqlite_service.planner
    there = sqlite_service.at(f"plans/{number}")
    seen = planner.get(there)
    rejected = planner.post(f"{there}/rejection", WHY)
    stale = planner.post(
        f"{there}/approval", WHY, headers={"If-Match": seen.headers["ETag"]}
    )
    fresh = planner.get(there, headers={"If-None-Match": seen.headers["ETag"]})
    known = planner.get(there, headers={"If-None-Match": fresh.headers["ETag"]})
    listed = planner.get(sqlite_service.at("plans"), params={"state": "rejected"})

    assert rejected.json()["state"] == "rejected"
    assert stale.status_code == 412
    assert (fresh.status_code, known.status_code) == (200, 304)
    assert [each["number"] for each in listed.json()["items"]] == [number]


def test_site_staff_learn_of_no_other_site(sqlite_service: Service) -> None:
    """
    Of versions only that they are there, of visits their own, and nothing summed.
    """
    service = sqlite_service
    service.book(FIRST, SECOND)
    staff = service.person(Role.SITE_STAFF, site=["AAL"])
    details = staff.get(service.at("plans/2")).json()
    visits = staff.get(service.at("plans/2/visits")).json()["items"]
    gained = _compared(service, staff, 1, 2)
    lost = _compared(service, staff, 2, 1)

    assert details["totals"] is details["levels"] is None
    assert details["revision"] is details["base_revision"] is None
    assert details["proposed_by"] is details["decided_by"] is details["reason"] is None
    assert [each["visit_id"] for each in visits] == [FIRST]
    assert visits[0]["injection_at"].endswith("+02:00")
    for each in (gained, lost):
        assert each["visits"] == each["batches"] == each["shipments"] == []
        assert each["num_kept"] is each["levels"] is each["totals_after"] is None


def test_what_is_theirs_is_told_to_site_staff(sqlite_service: Service) -> None:
    """
    Their visit and its shipment, come or gone, and who booked it if they did.
    """
    service = sqlite_service
    service.book(SECOND)
    staff = service.person(Role.SITE_STAFF, site=["AAL"])
    offers = staff.get(service.at(f"visits/{FIRST}/offers")).json()["offers"]
    there = service.at(f"visits/{FIRST}/confirmation")
    staff.post(there, {"offer": offers[0]["token"]})
    details = staff.get(service.at("plans/2")).json()
    found = _compared(service, staff, 2, 1)

    assert details["proposed_by"] == staff.get("me").json()["actor"]
    assert details["reason"]
    assert [(each["visit_id"], each["kind"]) for each in found["visits"]] == [
        (FIRST, "lost")
    ]
    assert [each["kind"] for each in found["shipments"]] == ["lost"]
    assert found["batches"] == []


def test_a_study_manager_sees_the_visits_of_the_trial(sqlite_service: Service) -> None:
    """
    No batch, no shipment, and no visit of another trial.
    """
    service = sqlite_service
    service.book(FIRST, SECOND)
    manager = service.person(Role.STUDY_MANAGER, trial=["PROMIS"])
    own = {
        each["visit_id"]
        for each in manager.get(service.at("visits"), params={"limit": 200}).json()[
            "items"
        ]
    }
    visits = manager.get(service.at("plans/2/visits")).json()["items"]
    found = _compared(service, manager, 1, 2)

    planned = {FIRST, SECOND} & own
    assert {each["visit_id"] for each in visits} == planned
    assert {each["visit_id"] for each in found["visits"]} == planned - {FIRST}
    assert found["batches"] == found["shipments"] == []


def test_production_sees_its_batches_change(sqlite_service: Service) -> None:
    """
    Those of its unit, and no visit.
    """
    service = sqlite_service
    service.book(FIRST, SECOND)
    makers = {
        unit: service.person(Role.PRODUCTION, unit=[unit])
        for unit in ("OSLO", "BERGEN", "TRONDHEIM", "TROMSO", "LUMAKER", "KJELLER")
    }
    found = {
        unit: _compared(service, person, 1, 2)["batches"]
        for unit, person in makers.items()
    }
    everything = _compared(service, service.planner, 1, 2)["batches"]

    assert everything
    assert sum(map(len, found.values())) == len(everything)
    assert makers["OSLO"].get(service.at("plans/2/visits")).json()["items"] == []


def test_nobody_limited_decides_on_plans(sqlite_service: Service) -> None:
    """
    Nor anybody on a version that is not there.
    """
    number = propose(sqlite_service)
    there = sqlite_service.at(f"plans/{number}/approval")
    staff = sqlite_service.person(Role.SITE_STAFF, site=["AAL"])
    narrow = sqlite_service.person(Role.PLANNER, site=["AAL"])
    refused = [staff.post(there, WHY), narrow.post(there, WHY)]
    planner = sqlite_service.planner
    missing = [
        planner.post(sqlite_service.at("plans/99/approval"), WHY),
        planner.get(sqlite_service.at("plans/99")),
        planner.get(sqlite_service.at("plans/99/visits")),
        planner.get(sqlite_service.at("plans/99/differences"), params={"since": 1}),
        planner.get(
            sqlite_service.at(f"plans/{number}/differences"), params={"since": 99}
        ),
    ]
    silent = planner.post(there, {"reason": " "})

    assert [each.status_code for each in refused] == [403, 403]
    assert [each.status_code for each in missing] == [404] * 5
    assert silent.status_code == 422


def test_a_proposal_that_does_not_fit_any_more_says_why(
    sqlite_service: Service,
) -> None:
    """
    It stays proposed.
    """
    number = propose(sqlite_service)
    sqlite_service.clock.go_on(days=4)
    refused = sqlite_service.planner.post(
        sqlite_service.at(f"plans/{number}/approval"), WHY
    )
    state = sqlite_service.planner.get(sqlite_service.at(f"plans/{number}")).json()

    assert (refused.status_code, refused.json()["code"]) == (409, "plan_outdated")
    assert state["state"] == "proposed"


def test_a_proposal_that_waits_for_a_person_says_why_and_how_long(
    sqlite_service: Service,
) -> None:
    """
    Doubts name visits of everybody: they are for those who see everything.
    """
    sqlite_service.book(FIRST)
    number = propose(sqlite_service)
    until = sqlite_service.clock() + timedelta(hours=1)
    with sqlite_service.database.writing() as session:
        audited(session, sqlite_service.clock(), WORKER, "judge", chain=NETWORK)
        version = session.get_one(PlanVersion, (NETWORK, number))
        version.doubts, version.expires_at = ["visit V1 is frozen and moves"], until
    there = sqlite_service.at(f"plans/{number}")
    seen = sqlite_service.planner.get(there).json()
    of_site = sqlite_service.person(Role.SITE_STAFF, site=["KRS"]).get(there).json()
    sqlite_service.clock.go_on(hours=1)
    refused = sqlite_service.planner.post(f"{there}/approval", WHY)

    assert seen["doubts"] == ["visit V1 is frozen and moves"]
    assert seen["expires_at"] == "2026-09-11T16:00:00+02:00"
    assert of_site["doubts"] is None
    assert (refused.status_code, refused.json()["code"]) == (409, "plan_expired")


def _compared(service: Service, person: Any, before: int, after: int) -> Any:
    there = service.at(f"plans/{after}/differences")
    answer = person.get(there, params={"since": before})
    assert answer.status_code == 200, answer.text
    return answer.json()
