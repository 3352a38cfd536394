"""Replans and jobs over HTTP."""

from scheduler.access.roles import Role
from scheduler.jobs.models import Job, JobState
from scheduler.planning.replan_requests import MOST_OPEN
from tests.api.proposals import end_job, run_job
from tests.api.service import Service


def test_a_replan_is_asked_for_and_told(service: Service) -> None:
    """
    The job is there for a worker to take, once however often it is asked.
    """
    planner = service.planner
    there = service.at("replans")
    asked = {"time_limit_s": 20, "is_deterministic": True}
    first = planner.post(there, asked, once="replan-1")
    again = planner.post(there, asked, once="replan-1")
    other = planner.post(there, {"time_limit_s": 30})
    job = planner.get(first.headers["Location"])
    with service.database.reading() as session:
        row = session.get_one(Job, job.json()["job_id"])

    assert first.status_code == again.status_code == other.status_code == 202
    assert first.content == again.content
    assert other.headers["Location"] == first.headers["Location"]
    assert job.json()["state"] == "waiting"
    assert job.json()["time_limit_s"] == 20
    assert job.json()["is_deterministic"]
    assert row.network_id == service.network
    assert row.payload["time_limit_s"] == 20


def test_who_asks_while_one_runs_gets_another(sqlite_service: Service) -> None:
    """
    What runs has begun from what was there before.
    """
    planner = sqlite_service.planner
    there = sqlite_service.at("replans")
    first = planner.post(there).json()["job_id"]
    run_job(sqlite_service, first)
    second = planner.post(there).json()["job_id"]
    third = planner.post(there).json()["job_id"]

    assert first != second
    assert second == third


def test_study_managers_share_no_replan_with_others(sqlite_service: Service) -> None:
    """
    Each sees their own only, which looks to others as if it were not there.
    """
    service = sqlite_service
    mine = service.person(Role.STUDY_MANAGER, trial=["PROMIS"])
    theirs = service.person(Role.STUDY_MANAGER, trial=["GLIO"])
    there = service.at("replans")
    first, second = mine.post(there), theirs.post(there)
    again = mine.post(there)
    foreign = mine.get(second.headers["Location"])
    missing = mine.get(service.at("jobs/none"))
    stopped = mine.post(f"{second.headers['Location']}/cancellation")
    followed = mine.get(f"{second.headers['Location']}/events")
    listed = mine.get(service.at("jobs")).json()["items"]

    assert first.headers["Location"] != second.headers["Location"]
    assert again.headers["Location"] == first.headers["Location"]
    assert {foreign.status_code, stopped.status_code, followed.status_code} == {404}
    assert missing.json()["detail"] == "there is no job none"
    assert foreign.json()["detail"] == f"there is no job {second.json()['job_id']}"
    assert [each["job_id"] for each in listed] == [first.json()["job_id"]]


def test_limited_keys_do_not_fill_the_queue(sqlite_service: Service) -> None:
    """
    Beyond so many open replans nobody gets one of their own; planners share.
    """
    service = sqlite_service
    trials = ("PROMIS", "GLIO", "FLAG", "LUX", "LEAD")
    answers = [
        service.person(Role.STUDY_MANAGER, trial=[trial]).post(service.at("replans"))
        for trial in trials
    ]
    planner = service.planner.post(service.at("replans"))

    assert MOST_OPEN == 4
    assert [each.status_code for each in answers] == [202] * 4 + [409]
    assert planner.status_code == 202


def test_levels_and_failures_are_for_who_sees_everybody(
    sqlite_service: Service,
) -> None:
    """
    A limited key learns how far its job is, and that it failed.
    """
    service = sqlite_service
    manager = service.person(Role.STUDY_MANAGER, trial=["PROMIS"])
    there = manager.post(service.at("replans"), {"time_limit_s": 60}).headers[
        "Location"
    ]
    job_id = there.rpartition("/")[2]
    run_job(service, job_id)
    told, whole = manager.get(there).json(), service.planner.get(there).json()
    end_job(service, job_id, JobState.FAILED, failure="visit GLIO-7 has no weight")
    failed = manager.get(there).json()["failure"]
    why = service.planner.get(there).json()["failure"]

    assert told["progress"] == {
        "wall_s": 6.0,
        "share": 0.1,
        "phase": "improve",
        "levels": None,
    }
    assert [(each["name"], each["value"]) for each in whole["progress"]["levels"]] == [
        ("served", 7),
        ("activity_gbq", 2.5),
    ]
    assert "GLIO-7" not in failed
    assert why == "visit GLIO-7 has no weight"


def test_a_job_is_cancelled_once(service: Service) -> None:
    """
    One that waits ends at once; one that has ended is not cancelled again.
    """
    planner = service.planner
    there = planner.post(service.at("replans")).headers["Location"]
    cancelled = planner.post(f"{there}/cancellation")
    again = planner.post(f"{there}/cancellation")
    newer = planner.post(service.at("replans")).headers["Location"]

    assert cancelled.status_code == 200, cancelled.text
    assert cancelled.json()["state"] == "cancelled"
    assert cancelled.json()["cancel_asked_at"]
    assert (again.status_code, again.json()["code"]) == (409, "wrong_state")
    assert newer != there


def test_jobs_are_listed_newest_first(sqlite_service: Service) -> None:
    """
    In pages, and by state.
    """
    service = sqlite_service
    asked = []
    for _ in range(3):
        service.clock.go_on(minutes=1)
        asked.append(service.planner.post(service.at("replans")).json()["job_id"])
        end_job(service, asked[-1])
    service.clock.go_on(minutes=1)
    waiting = service.planner.post(service.at("replans")).json()["job_id"]
    first = service.planner.get(service.at("jobs"), params={"limit": 2}).json()
    cursor = {"limit": 2, "cursor": first["next_cursor"]}
    rest = service.planner.get(service.at("jobs"), params=cursor).json()
    done = service.planner.get(service.at("jobs"), params={"state": "done"}).json()
    found = [each["job_id"] for each in (*first["items"], *rest["items"])]

    assert found == [waiting, *reversed(asked)]
    assert rest["next_cursor"] is None
    assert [each["job_id"] for each in done["items"]] == list(reversed(asked))


def test_what_a_replan_cannot_be_is_refused(sqlite_service: Service) -> None:
    """
    No longer than ten minutes, and nobody without the permission.
    """
    planner = sqlite_service.planner
    there = sqlite_service.at("replans")
    refused = [
        planner.post(there, {"time_limit_s": each})
        for each in (0, 601, -1, "20", True, None, 1e300)
    ]
    staff = sqlite_service.person(Role.SITE_STAFF, site=["AAL"])

    assert [each.status_code for each in refused] == [422] * 7
    assert staff.post(there).status_code == 403
    assert planner.get(sqlite_service.at("jobs")).json()["items"] == []


def test_what_became_of_a_job_is_told_as_its_version_is(
    sqlite_service: Service,
) -> None:
    """
    Doubts name what everybody has, and reasons are those of others: both, and which
    machine was at it, are for who sees all of the network.
    """
    service = sqlite_service
    manager = service.person(Role.STUDY_MANAGER, trial=["PROMIS"])
    there = manager.post(service.at("replans")).headers["Location"]
    job_id = there.rpartition("/")[2]
    outcome = {
        "status": "feasible",
        "version": 3,
        "state": "outdated",
        "reason": "visit GLIO-7 moved meanwhile",
        "doubts": ["visit GLIO-7 is confirmed and moves"],
        "expires_at": "2026-09-11T15:00:00+00:00",
    }
    end_job(service, job_id, outcome=outcome, attempts=2, worker_id="worker-1")
    told, whole = manager.get(there).json(), service.planner.get(there).json()
    shared = ("version", "version_state", "expires_at", "attempts", "due_at")
    hidden = ("doubts", "reason", "worker_id")

    assert "GLIO" not in manager.get(there).text
    assert {name: told[name] for name in (*shared, *hidden)} == {
        "version": 3,
        "version_state": "outdated",
        "expires_at": "2026-09-11T17:00:00+02:00",
        "attempts": 2,
        "due_at": None,
        **dict.fromkeys(hidden),
    }
    assert {name: told[name] for name in shared} == {
        name: whole[name] for name in shared
    }
    assert whole["doubts"] == outcome["doubts"]
    assert whole["reason"] == outcome["reason"]
    assert whole["worker_id"] == "worker-1"
