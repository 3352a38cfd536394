import pytest

from scheduler.access.roles import Role
from tests.api.deliveries import (
    ARRIVED,
    AT_SHIPMENT,
    SHIPMENT,
    VISITS,
    dispatched,
    on_the_day,
    ordered,
    released,
    site,
    unit,
)
from tests.api.service import Service


def test_a_package_travels_and_is_received(service: Service) -> None:
    """
    The unit hands it over, the site takes it; each step stays to be seen.
    """
    dispatched(released(on_the_day(ordered(service))))
    on_the_day(service, "10:58")
    aal = site(service)
    arrived = aal.post(service.at(f"{AT_SHIPMENT}/arrival"), {"at": ARRIVED})
    received = aal.post(service.at(f"{AT_SHIPMENT}/receipt"))
    again = aal.post(service.at(f"{AT_SHIPMENT}/receipt"))
    shown = aal.get(service.at(AT_SHIPMENT)).json()

    assert arrived.status_code == 200, arrived.text
    assert arrived.json()["lost"] == []
    assert received.json()["state"] == "received"
    assert again.json()["is_new"] is False
    assert shown["state"] == "received"
    assert shown["dispatched_at"] == "2026-09-15T07:10:00+02:00"
    assert shown["arrived_at"] == "2026-09-15T10:55:00+02:00"
    assert shown["received_at"] == "2026-09-15T10:58:00+02:00"


def test_a_late_package_costs_who_cannot_wait(sqlite_service: Service) -> None:
    """
    The unit says how late it is, without learning for whom; the site sees it coming.
    """
    dispatched(released(on_the_day(ordered(sqlite_service))))
    late = unit(sqlite_service).post(
        sqlite_service.at(f"{AT_SHIPMENT}/expected-arrival"),
        {"arrives_at": "2026-09-15T13:30+02:00", "reason": "fog"},
    )
    shown = site(sqlite_service).get(sqlite_service.at(AT_SHIPMENT)).json()

    assert late.status_code == 200, late.text
    assert [each["rules"] for each in late.json()["lost"]] == [["transport"]] * 2
    assert not any(each in late.text for each in VISITS)
    assert shown["expected_at"] == "2026-09-15T13:30:00+02:00"


@pytest.mark.parametrize("at", ["2000-01-01T00:00Z", "2100-12-31T23:59:59.5-23:59"])
def test_no_expectation_is_a_defect(sqlite_service: Service, at: str) -> None:
    """
    Long ago is in time; in a lifetime is too late for everybody, as anything late is.
    """
    ordered(sqlite_service)
    told = unit(sqlite_service).post(
        sqlite_service.at(f"{AT_SHIPMENT}/expected-arrival"),
        {"arrives_at": at, "reason": "a slip of the pen"},
    )

    assert told.status_code == 200, told.text
    assert len(told.json()["lost"]) == (2 if at.startswith("2100") else 0)


def test_a_site_refuses_a_package(sqlite_service: Service) -> None:
    """
    All its doses are lost; the site learns whose they were.
    """
    dispatched(released(on_the_day(ordered(sqlite_service))))
    on_the_day(sqlite_service, "10:58")
    aal = site(sqlite_service)
    aal.post(sqlite_service.at(f"{AT_SHIPMENT}/arrival"), {"at": ARRIVED})
    said = {"reason": "the seal is broken"}
    rejected = aal.post(sqlite_service.at(f"{AT_SHIPMENT}/rejection"), said)
    again = aal.post(sqlite_service.at(f"{AT_SHIPMENT}/rejection"), said)

    assert rejected.status_code == 200, rejected.text
    assert rejected.json()["state"] == "rejected"
    assert [each["visit_id"] for each in rejected.json()["lost"]] == list(VISITS)
    assert again.json()["is_new"] is False


def test_steps_follow_each_other(sqlite_service: Service) -> None:
    """
    Nothing is received before it has arrived, leaves twice, or arrives in the future.
    """
    released(on_the_day(ordered(sqlite_service)))
    aal, oslo = site(sqlite_service), unit(sqlite_service)
    there = sqlite_service.at(AT_SHIPMENT)
    unsent = aal.post(f"{there}/receipt")
    dispatched(sqlite_service)
    twice = oslo.post(f"{there}/dispatch", {"at": "2026-09-15T07:05+02:00"})
    future = aal.post(f"{there}/arrival", {"at": ARRIVED})

    assert unsent.status_code == twice.status_code == 409
    assert unsent.json()["code"] == twice.json()["code"] == "wrong_state"
    assert future.status_code == 422
    assert future.json()["issues"] == [
        {"detail": "lies in the future", "pointer": "/at"}
    ]


def test_only_its_ends_change_a_shipment(sqlite_service: Service) -> None:
    """
    Elsewhere it is not there; the site does not send it, and the unit not receive it.
    """
    ordered(sqlite_service)
    there = sqlite_service.at(AT_SHIPMENT)
    stranger = site(sqlite_service, "TRD").post(f"{there}/arrival")
    missing = site(sqlite_service, "TRD").post(
        sqlite_service.at("shipments/none/arrival")
    )
    sender = site(sqlite_service).post(f"{there}/dispatch")
    receiver = unit(sqlite_service).post(f"{there}/receipt")

    assert stranger.status_code == missing.status_code == 404
    assert stranger.json()["detail"] == f"there is no shipment {SHIPMENT}"
    assert sender.status_code == receiver.status_code == 403


def test_a_key_of_one_trial_changes_no_shipment(sqlite_service: Service) -> None:
    """
    A package travels for all trials: a key of some does not answer for it.
    """
    ordered(sqlite_service)
    planner = sqlite_service.person(Role.PLANNER, trial=["PROMIS"])
    answers = [
        planner.post(sqlite_service.at(f"{AT_SHIPMENT}/{each}"))
        for each in ("dispatch", "arrival", "receipt")
    ]

    assert {each.status_code for each in answers} == {403}
