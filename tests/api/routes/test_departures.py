from scheduler.access.roles import Role
from tests.api.deliveries import AT_DEPARTURE, DEPARTURE, VISITS, ordered, unit
from tests.api.service import Service


def test_a_cancelled_departure_costs_its_doses(service: Service) -> None:
    """
    The unit learns how many and when; it is not there to be cancelled again.
    """
    ordered(service)
    there = service.at(f"{AT_DEPARTURE}/cancellation")
    said = {"reason": "a strike"}
    cancelled = unit(service).post(there, said)
    again = unit(service).post(there, said)

    assert cancelled.status_code == 200, cancelled.text
    assert cancelled.json()["subject"] == DEPARTURE
    assert cancelled.json()["state"] == "cancelled"
    assert len(cancelled.json()["lost"]) == 2
    assert not any(each in cancelled.text for each in VISITS)
    assert again.status_code == 404


def test_a_departure_arrives_at_another_time(sqlite_service: Service) -> None:
    """
    Ten minutes later the first dose is late; the same said again is known.
    """
    ordered(sqlite_service)
    there = sqlite_service.at(f"{AT_DEPARTURE}/times")
    said = {"arrives_at": "2026-09-15T11:05+02:00", "reason": "head wind"}
    oslo = unit(sqlite_service)
    changed = oslo.post(there, said)
    again = oslo.post(there, said)

    assert changed.status_code == 200, changed.text
    assert "2026-09-15T11:05:00+02:00" in [
        each["injection_at"] for each in changed.json()["lost"]
    ]
    assert again.json()["is_new"] is False


def test_times_that_cannot_be_are_refused(sqlite_service: Service) -> None:
    """
    Each at its field: no seconds, no arrival before the departure, no slip of the year.
    """
    ordered(sqlite_service)
    oslo = unit(sqlite_service)
    due = {"arrives_at": "2026-09-15T11:00+02:00"}
    for times, field in (
        ({"arrives_at": "2026-09-15T11:00:30+02:00"}, "arrives_at"),
        ({"arrives_at": "2026-09-15T07:00+02:00"}, "arrives_at"),
        ({"arrives_at": "2000-01-01T00:00Z"}, "arrives_at"),
        ({"arrives_at": "2100-12-31T23:59-23:59"}, "arrives_at"),
        ({"arrives_at": "2026-09-15T11:00"}, "arrives_at"),
        (due | {"handover_at": "2026-09-15T07:31+02:00"}, "handover_at"),
        (due | {"handover_at": "2000-01-01T00:00Z"}, "handover_at"),
        (due | {"returns_at": "2026-09-15T13:00+02:00"}, "returns_at"),
    ):
        refused = oslo.post(
            sqlite_service.at(f"{AT_DEPARTURE}/times"), times | {"reason": "late"}
        )

        assert refused.status_code == 422, refused.text
        assert [each["pointer"] for each in refused.json()["issues"]] == [f"/{field}"]


def test_anothers_departure_is_answered_like_none(sqlite_service: Service) -> None:
    """
    Bergen is told of Oslo's what it is told of none; a key of one trial changes none.
    """
    ordered(sqlite_service)
    bergen = unit(sqlite_service, "BERGEN")
    said = {"reason": "a strike"}
    there, missing = (
        bergen.post(sqlite_service.at(f"{each}/cancellation"), said)
        for each in (AT_DEPARTURE, "departures/none")
    )
    limited = sqlite_service.person(Role.PLANNER, trial=["PROMIS"]).post(
        sqlite_service.at(f"{AT_DEPARTURE}/cancellation"), said
    )

    assert there.status_code == missing.status_code == 404
    assert there.json()["detail"] == f"there is no departure {DEPARTURE}"
    assert missing.json()["detail"] == "there is no departure none"
    assert limited.status_code == 403
