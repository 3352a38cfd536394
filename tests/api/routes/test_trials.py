"""Trials over HTTP: paused by those whose trial it is, and by nobody else."""

from typing import Any

import httpx2

from scheduler.access.roles import Role
from tests.api.service import NETWORK, Person, Service

TRIAL, OTHER = "PROMIS", "NETNORD"
WHY = {"reason": "the safety board meets"}
PAUSE = {"since_at": "2026-09-11T15:00:00+02:00", "reason": WHY["reason"]}


def _post(
    service: Service, person: Person, action: str, trial_id: str = TRIAL
) -> httpx2.Response:
    return person.post(service.at(f"trials/{trial_id}/{action}"), WHY)


def _pauses(person: Person) -> dict[str, Any]:
    told = person.get(f"networks/{NETWORK}").json()
    return {each["trial_id"]: each["pause"] for each in told["trials"]}


def test_a_study_manager_pauses_a_trial_and_resumes_it(service: Service) -> None:
    """
    Meanwhile everybody who sees it is told since when and why.
    """
    manager = service.person(Role.STUDY_MANAGER, trial=[TRIAL])
    staff = service.person(Role.SITE_STAFF, site=["AAL"])
    paused = _post(service, manager, "pause")
    seen = [_pauses(each) for each in (manager, staff)]
    all_seen = _pauses(service.planner)
    resumed = _post(service, manager, "resume")

    assert paused.status_code == 200, paused.text
    assert paused.json()["pause"] == PAUSE
    assert seen == [{TRIAL: PAUSE}] * 2
    assert [each for each, pause in all_seen.items() if pause] == [TRIAL]
    assert resumed.status_code == 200, resumed.text
    assert resumed.json()["pause"] is None
    assert _pauses(manager) == {TRIAL: None}


def test_nothing_is_offered_or_asked_for_meanwhile(sqlite_service: Service) -> None:
    """
    One code, and the words of who paused it.
    """
    staff = sqlite_service.person(Role.SITE_STAFF, site=["AAL"])
    _post(sqlite_service, sqlite_service.planner, "pause")
    wanted = {
        "definition_id": "baseline",
        "earliest_date": "2026-09-15",
        "latest_date": "2026-09-16",
    }
    answers = [
        staff.get(sqlite_service.at("visits/AAL-01-V1/offers")),
        staff.get(sqlite_service.at("participants/AAL-01/schedule-offers")),
        staff.post(sqlite_service.at("participants/AAL-01/visits"), wanted),
        staff.post(sqlite_service.at("participants/AAL-01/schedule")),
    ]

    for answer in answers:
        assert answer.status_code == 409, answer.text
        assert answer.json()["code"] == "trial_paused"
        assert answer.json()["detail"] == (
            "trial PROMIS is paused since 2026-09-11T15:00+02:00: "
            "the safety board meets"
        )


def test_its_people_are_told_and_nobody_else(sqlite_service: Service) -> None:
    """
    Neither another sponsor, nor a site where it does not go on, nor production.
    """
    _post(sqlite_service, sqlite_service.planner, "pause", OTHER)
    people = {
        "manager": sqlite_service.person(Role.STUDY_MANAGER, trial=[OTHER]),
        "site": sqlite_service.person(Role.SITE_STAFF, site=["TOS"]),
        "another": sqlite_service.person(Role.STUDY_MANAGER, trial=[TRIAL]),
        "away": sqlite_service.person(Role.SITE_STAFF, site=["AAL"]),
        "unit": sqlite_service.person(Role.PRODUCTION, unit=["BERGEN"]),
    }
    told = {
        name: [
            (each["kind"], each["subject"])
            for each in person.get(sqlite_service.at("notices")).json()["items"]
        ]
        for name, person in people.items()
    }

    assert told == {
        "manager": [("trial_paused", OTHER)],
        "site": [("trial_paused", OTHER)],
        "another": [],
        "away": [],
        "unit": [],
    }


def test_another_sponsors_trial_is_not_there(sqlite_service: Service) -> None:
    """
    It is answered as one that is nowhere.
    """
    manager = sqlite_service.person(Role.STUDY_MANAGER, trial=[OTHER])
    theirs = _post(sqlite_service, manager, "pause")
    missing = _post(sqlite_service, manager, "pause", "NONE")

    assert theirs.status_code == missing.status_code == 404
    assert theirs.json()["detail"] == "there is no trial PROMIS"
    assert missing.json()["detail"] == "there is no trial NONE"


def test_a_site_does_not_pause_a_trial(sqlite_service: Service) -> None:
    """
    Neither its staff, nor a planner who plans for it alone.
    """
    for role in (Role.SITE_STAFF, Role.PLANNER):
        person = sqlite_service.person(role, site=["AAL"])

        assert _post(sqlite_service, person, "pause").status_code == 403


def test_it_is_paused_once(sqlite_service: Service) -> None:
    """
    Whoever pauses it as well is told why it is; what runs is not resumed.
    """
    planner = sqlite_service.planner
    early = _post(sqlite_service, planner, "resume")
    _post(sqlite_service, planner, "pause")
    again = _post(sqlite_service, planner, "pause")

    assert (early.status_code, early.json()["code"]) == (409, "wrong_state")
    assert (again.status_code, again.json()["code"]) == (409, "trial_paused")
