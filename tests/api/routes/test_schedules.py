"""Schedules over HTTP."""

from scheduler.access.roles import Role
from scheduler.clockwork.registry import PERIODICS
from scheduler.clockwork.ticking import tick
from tests.api.service import Service

WHY = {"reason": "planned by hand this week"}


def test_what_is_done_periodically_is_told(service: Service) -> None:
    """
    By the clocks of the network: in words, when it was due last, and when it is next.
    """
    planner = service.planner
    service.clock.go_on(seconds=30)
    tick(service.database, PERIODICS, service.clock())
    service.clock.go_on(minutes=6)
    tick(service.database, PERIODICS, service.clock())
    listed = planner.get(service.at("schedules"), params={"limit": 100}).json()["items"]
    rolling = {each["name"]: each for each in listed}["rolling-replan"]
    orders = {each["name"]: each for each in listed}["order-deadlines"]

    assert [each["name"] for each in listed] == sorted(
        name for name, each in PERIODICS.items() if each.is_of_network
    )
    assert rolling["cadence"] == "every 15 min, 06:00-18:00, Mon to Fri"
    assert rolling["zone"] == "Europe/Oslo"
    assert rolling["last_slot_at"] is None
    assert rolling["next_slot_at"] == "2026-09-11T15:15:00+02:00"
    assert orders["last_slot_at"] == "2026-09-11T15:05:00+02:00"
    assert orders["note"] == "nothing to do"


def test_a_schedule_is_paused_and_resumed(service: Service) -> None:
    """
    Nothing is asked for meanwhile, and what was due then is not caught up with; both
    stand in the audit trail.
    """
    planner = service.planner
    there = service.at("schedules/rolling-replan")
    service.clock.go_on(seconds=30)
    tick(service.database, PERIODICS, service.clock())
    paused = planner.post(f"{there}/pause", WHY)
    again = planner.post(f"{there}/pause", WHY)
    service.clock.go_on(minutes=20)
    tick(service.database, PERIODICS, service.clock())
    resumed = planner.post(f"{there}/resume", WHY)
    tick(service.database, PERIODICS, service.clock())
    entries = service.administrator.get("audit/entries", params={"limit": 100}).json()[
        "items"
    ]
    actions = [each["action"] for each in entries]

    assert paused.json()["is_paused"]
    assert paused.json()["next_slot_at"] is None
    assert again.json() == paused.json()
    assert not resumed.json()["is_paused"]
    assert resumed.json()["last_slot_at"] is None
    assert resumed.json()["next_slot_at"] == "2026-09-11T15:30:00+02:00"
    assert actions.count("pause schedule") == 1
    assert actions.count("resume schedule") == 1


def test_a_job_is_asked_for_out_of_turn(sqlite_service: Service) -> None:
    """
    Needed or not; asked for again under the same key, it is the same.
    """
    planner = sqlite_service.planner
    there = sqlite_service.at("schedules/lapsed-holds/job")
    first = planner.post(there, once="holds")
    again = planner.post(there, once="holds")
    job = planner.get(first.headers["Location"]).json()

    assert first.status_code == again.status_code == 202
    assert first.content == again.content
    assert (job["kind"], job["state"]) == ("lapsed-holds", "waiting")


def test_what_is_of_the_database_is_not_of_a_network(sqlite_service: Service) -> None:
    """
    A backup shows to nobody who asks for a network, and is not there to be paused.
    """
    planner = sqlite_service.planner
    answer = planner.post(sqlite_service.at("schedules/backup/pause"), WHY)
    missing = planner.post(sqlite_service.at("schedules/nothing/job"))

    assert answer.status_code == missing.status_code == 404
    assert answer.json()["detail"] == "there is no schedule backup"


def test_who_may_look_may_not_change(sqlite_service: Service) -> None:
    """
    Study managers see when the network is replanned, and not what came of it; auditors
    see all, and change nothing.
    """
    service = sqlite_service
    tick(service.database, PERIODICS, service.clock())
    service.clock.go_on(minutes=6)
    tick(service.database, PERIODICS, service.clock())
    manager = service.person(Role.STUDY_MANAGER, trial=["PROMIS"])
    auditor = service.person(Role.AUDITOR)
    there = service.at("schedules")
    notes = {
        who.key: {each["note"] for each in who.get(there).json()["items"]}
        for who in (manager, auditor)
    }
    refused = [
        who.post(f"{there}/rolling-replan/{what}", WHY).status_code
        for who in (manager, auditor, service.person(Role.SITE_STAFF, site=["ULV"]))
        for what in ("pause", "resume")
    ]

    assert notes[manager.key] == {None}
    assert "nothing to do" in notes[auditor.key]
    assert set(refused) == {403}
