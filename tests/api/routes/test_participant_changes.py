import json

import pytest

from scheduler.access.roles import Role
from scheduler.imports.service import import_file
from tests.api.service import TERMINAL, Person, Service
from tests.architecture.repository import ROOT

GATES = "gates"
GATED, GATE = "ULV-02-V1", "kidney function"


@pytest.fixture
def gated(sqlite_service: Service) -> Service:
    """Another network on the same database: two visits that need a result."""
    file = ROOT / "fixtures" / "instances" / "rules" / "eligibility_gate.json"
    sqlite_service.network = GATES
    document = json.loads(file.read_bytes())
    sqlite_service.clock.now = sqlite_service.clock.now.fromisoformat(document["as_of"])
    with sqlite_service.database.writing() as session:
        import_file(
            session,
            sqlite_service.clock(),
            TERMINAL,
            file.read_bytes(),
            network_id=GATES,
        )
    return sqlite_service


def staff_of(service: Service) -> Person:
    """Somebody at Ullevål."""
    return service.person(Role.SITE_STAFF, site=["ULV"])


def test_a_weight_changes_what_is_given(service: Service) -> None:
    """
    The booking gets the activity that the new weight asks for, and says so.
    """
    service.book("ULV-01-V1")
    staff = staff_of(service)
    weighed = staff.post(
        service.at("participants/ULV-01/weights"),
        {"weight_kg": 60, "weighed_on": "2026-09-11"},
    )

    assert weighed.status_code == 200, weighed.text
    [visit] = weighed.json()["visits"]
    # 3.5 and 2.5 MBq/kg, of 83.7 kg before.
    assert visit["before_mbq"] == [292.95, 209.25]
    assert visit["after_mbq"] == [210.0, 150.0]
    assert visit["is_significant"]
    assert weighed.json()["version"] is not None


def test_a_weight_of_tomorrow_is_refused(sqlite_service: Service) -> None:
    """
    With the field that says so.
    """
    refused = staff_of(sqlite_service).post(
        sqlite_service.at("participants/ULV-01/weights"),
        {"weight_kg": 60, "weighed_on": "2026-09-12"},
    )

    assert refused.status_code == 422
    assert refused.json()["issues"] == [
        {"detail": "lies in the future", "pointer": "/weighed_on"}
    ]


def test_an_absence_breaks_a_booking(sqlite_service: Service) -> None:
    """
    It is told which; a span that ends before it begins is refused at its field.
    """
    [booked] = sqlite_service.book("ULV-01-V1")
    staff = staff_of(sqlite_service)
    there = sqlite_service.at("participants/ULV-01/absences")
    at = booked["injection_at"]
    day = {"start_at": at, "end_at": at.replace(at[11:16], "23:00")}
    broken = staff.post(there, day)
    refused = staff.post(there, day | {"start_at": f"{at[:16]}:30+02:00"})
    state = staff.get(sqlite_service.at("visits/ULV-01-V1")).json()["state"]

    assert broken.json() == {"broken": ["ULV-01-V1"]}
    assert state == "broken"
    assert refused.json()["issues"][0]["pointer"] == "/start_at"


def test_who_withdraws_has_no_visits_any_more(sqlite_service: Service) -> None:
    """
    A visit that waited for a new weight ends with the others, and stays readable.
    """
    staff = staff_of(sqlite_service)
    there = sqlite_service.at("participants/ULV-01")
    sqlite_service.clock.go_on(days=30)
    waiting = staff.get(sqlite_service.at("visits/ULV-01-V1")).json()
    gone = staff.post(f"{there}/withdrawal", {"reason": "consent taken back"})
    again = staff.post(f"{there}/withdrawal", {"reason": "consent taken back"})
    shown = staff.get(there).json()
    visit = staff.get(sqlite_service.at("visits/ULV-01-V1")).json()
    listed = staff.get(sqlite_service.at("visits?participant_id=ULV-01")).json()

    assert waiting["state"] == "waiting"
    assert gone.json()["visit_ids"] == ["ULV-01-V1"]
    assert (again.status_code, again.json()["code"]) == (409, "wrong_state")
    assert shown["withdrawn_at"] == "2026-10-11T15:00:00+02:00"
    assert (visit["state"], visit["reason"]) == ("cancelled", "consent taken back")
    assert (visit["trial_id"], visit["site_id"]) == ("FLAG", "ULV")
    assert listed["items"] == [visit]


def test_a_failed_result_breaks_a_booking(gated: Service) -> None:
    """
    A fresh one lets the visit be booked, a failed one takes its slot away.
    """
    staff = staff_of(gated)
    there = gated.at("participants/ULV-02/results")
    now = gated.clock().isoformat()
    result = {"visit_id": GATED, "gate": GATE, "taken_at": now}
    passed = staff.post(there, result | {"status": "passed"})
    gated.book(GATED)
    failed = staff.post(there, result | {"status": "failed"})
    unknown = staff.post(there, result | {"status": "passed", "gate": "liver"})
    pending = staff.post(there, result | {"status": "pending"})

    assert passed.json() == {"broken": []}
    assert failed.json() == {"broken": [GATED]}
    assert unknown.json()["issues"][0]["pointer"] == "/gate"
    assert pending.json()["issues"][0]["detail"].startswith("due_at is for pending")


def test_a_result_is_of_a_visit_of_the_participant(gated: Service) -> None:
    """
    One of somebody else is answered like one that is not there.
    """
    staff = staff_of(gated)
    answers = [
        staff.post(
            gated.at("participants/ULV-01/results"),
            {
                "visit_id": visit_id,
                "gate": GATE,
                "status": "passed",
                "taken_at": gated.clock().isoformat(),
            },
        ).json()["issues"][0]
        for visit_id in (GATED, "NIX-02-V1")
    ]

    assert {each["pointer"] for each in answers} == {"/visit_id"}
    assert answers[0]["detail"] == f"there is no visit {GATED}"
    assert answers[1]["detail"] == "there is no visit NIX-02-V1"
