import re

import httpx2
import pytest

from scheduler.access.roles import Role
from tests.api.service import Person, Service

NEWCOMER = {
    "trial_id": "AMYLO",
    "site_id": "ULV",
    "weight_kg": 71.25,
    "weighed_on": "2026-09-10",
    "is_consented": True,
    "absences": [
        {"start_at": "2026-09-14T07:00+02:00", "end_at": "2026-09-14T12:00+02:00"}
    ],
}


def staff_of(service: Service, site: str = "ULV") -> Person:
    """Somebody at a site."""
    return service.person(Role.SITE_STAFF, site=[site])


def told(response: httpx2.Response, id: str) -> tuple[int, str, str]:
    """What a refusal says, whichever id it was asked about."""
    body = response.json()
    return response.status_code, body["code"], body["detail"].replace(id, "…")


def test_somebody_is_enrolled_and_found(service: Service) -> None:
    """
    The code is made here, the answer says where, and everything given is shown.
    """
    staff = staff_of(service)
    enrolled = staff.post(service.at("participants"), NEWCOMER)
    shown = staff.get(enrolled.headers["Location"])
    listed = staff.get(service.at("participants?trial_id=AMYLO")).json()["items"]

    assert enrolled.status_code == 201, enrolled.text
    code = enrolled.json()["participant_id"]
    assert re.fullmatch("[A-Z0-9]{8}", code)
    assert shown.json() == enrolled.json()
    assert shown.headers["ETag"] == enrolled.headers["ETag"]
    assert shown.json()["weights"] == [{"weight_kg": 71.25, "weighed_on": "2026-09-10"}]
    assert shown.json()["absences"][0]["start_at"] == "2026-09-14T07:00:00+02:00"
    assert code in {each["participant_id"] for each in listed}


def test_another_sites_participant_is_a_missing_one(sqlite_service: Service) -> None:
    """
    Every question about them, and every change, is answered in the same words.
    """
    staff = staff_of(sqlite_service)
    day = "2026-09-14T07:00+02:00"
    changes = {
        "weights": {"weight_kg": 70, "weighed_on": "2026-09-11"},
        "absences": {"start_at": day, "end_at": day.replace("07", "08")},
        "withdrawal": {"reason": "consent taken back"},
        "results": {
            "visit_id": "AAL-01-V1",
            "gate": "kidney",
            "status": "passed",
            "taken_at": day,
        },
        "visits": {"definition_id": "staging"},
        "schedule": {},
    }
    answers = []
    for asked_id in ("AAL-01", "XXL-01"):
        there = sqlite_service.at(f"participants/{asked_id}")
        asked = [staff.get(there), staff.get(f"{there}/schedule-offers")]
        asked += [staff.post(f"{there}/{kind}", changes[kind]) for kind in changes]
        answers.append([told(each, asked_id) for each in asked])

    assert answers[0] == answers[1]
    assert set(answers[0]) == {(404, "not_found", "there is no participant …")}


@pytest.mark.parametrize(
    ("role", "scope", "field", "others", "missing"),
    [
        (Role.SITE_STAFF, {"site": ["ULV"]}, "site_id", "AHU", "NIX"),
        (
            Role.SITE_STAFF,
            {"site": ["ULV"], "trial": ["AMYLO"]},
            "trial_id",
            "FLAG",
            "NIXX",
        ),
    ],
)
def test_nobody_is_enrolled_where_one_sees_nothing(
    sqlite_service: Service,
    role: Role,
    scope: dict[str, list[str]],
    field: str,
    others: str,
    missing: str,
) -> None:
    """
    A site or trial of others is told like one that is not there, at its field.
    """
    staff = sqlite_service.person(role, **scope)
    there = sqlite_service.at("participants")
    refused, same = (
        staff.post(there, NEWCOMER | {field: asked_id}).json()
        for asked_id in (others, missing)
    )

    assert refused["status"] == 422
    [issue], [other] = refused["issues"], same["issues"]
    assert issue["pointer"] == f"/{field}"
    assert issue["detail"].replace(others, "…") == other["detail"].replace(missing, "…")


def test_all_that_is_wrong_is_told_at_its_field(sqlite_service: Service) -> None:
    """
    A code chosen by the caller is an unknown field; the rest is judged at once.
    """
    staff = staff_of(sqlite_service)
    there = sqlite_service.at("participants")
    chosen = staff.post(there, NEWCOMER | {"code": "KARI"}).json()
    wrong = NEWCOMER | {
        "arm": "B",
        "weighed_on": "2026-10-10",
        "absences": [
            {
                "start_at": "2026-09-14T07:00+02:00",
                "end_at": "2026-09-14T06:00+02:00",
                "note": "call 010170 12345",
            }
        ],
    }
    issues = staff.post(there, wrong).json()["issues"]

    assert [each["pointer"] for each in chosen["issues"]] == ["/code"]
    assert "KARI" not in str(chosen)
    assert {"/arm", "/weighed_on", "/absences/0/note"} <= {
        each.get("pointer") for each in issues
    }
    assert "010170" not in str(issues)


def test_pages_are_the_whole_list_once(sqlite_service: Service) -> None:
    """
    Whatever the size of the pages, and only those that are asked for.
    """
    planner = sqlite_service.planner
    there = sqlite_service.at("participants")
    codes: list[str] = []
    cursor = ""
    while cursor is not None:
        page = planner.get(there, params={"limit": 45} | _after(cursor)).json()
        codes += [each["participant_id"] for each in page["items"]]
        cursor = page["next_cursor"]
    whole = planner.get(f"{there}?limit=200").json()["items"]
    at_ulv = planner.get(f"{there}?limit=200&site_id=ULV&is_withdrawn=false").json()

    assert codes == [each["participant_id"] for each in whole]
    assert len(codes) == len(set(codes)) > 90
    assert [each["participant_id"] for each in at_ulv["items"]] == [
        each["participant_id"] for each in whole if each["site_id"] == "ULV"
    ]


def _after(cursor: str) -> dict[str, str]:
    return {"cursor": cursor} if cursor else {}


def test_a_study_manager_sees_their_trial_only(sqlite_service: Service) -> None:
    """
    The filter for another's trial, or site, finds as little as one for none.
    """
    manager = sqlite_service.person(Role.STUDY_MANAGER, trial=["LEAD"])
    there = sqlite_service.at("participants")
    rows = manager.get(f"{there}?limit=200").json()["items"]
    others, missing = (
        manager.get(f"{there}?trial_id={trial}").json() for trial in ("LUX", "NIX")
    )
    forbidden = manager.post(there, NEWCOMER)

    assert {each["trial_id"] for each in rows} == {"LEAD"}
    assert {each["dose_level"] for each in rows} != {None}
    assert others == missing == {"items": [], "next_cursor": None}
    assert forbidden.status_code == 403


def test_production_sees_no_participants(sqlite_service: Service) -> None:
    """
    It has no part in who they are.
    """
    unit = sqlite_service.person(Role.PRODUCTION, unit=["OSLO"])
    listed = unit.get(sqlite_service.at("participants"))
    one = unit.get(sqlite_service.at("participants/ULV-01"))

    assert (listed.status_code, one.status_code) == (403, 403)


def test_what_was_seen_otherwise_is_not_changed(sqlite_service: Service) -> None:
    """
    A new weight is another ETag: the old one is refused, the new one is known.
    """
    staff = staff_of(sqlite_service)
    there = sqlite_service.at("participants/ULV-01")
    before = staff.get(there).headers["ETag"]
    weight = {"weight_kg": 84, "weighed_on": "2026-09-11"}
    weighed = staff.post(f"{there}/weights", weight, headers={"If-Match": before})
    refused = staff.post(
        f"{there}/withdrawal",
        {"reason": "consent taken back"},
        headers={"If-Match": before},
    )
    now = weighed.headers["ETag"]
    again = staff.get(there, headers={"If-None-Match": now})

    assert weighed.status_code == 200
    assert (refused.status_code, refused.json()["code"]) == (412, "precondition_failed")
    assert again.status_code == 304
    assert now != before
