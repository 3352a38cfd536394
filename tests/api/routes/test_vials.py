from tests.api.deliveries import (
    AT_BATCH,
    AT_VIAL,
    EOS,
    VIAL,
    on_the_day,
    ordered,
    released,
    unit,
)
from tests.api.service import Service


def test_a_vial_is_measured_once_more(service: Service) -> None:
    """
    Another measurement needs a reason; what it holds is what was measured last.
    """
    released(on_the_day(ordered(service)))
    oslo = unit(service)
    there = service.at(f"{AT_VIAL}/measurement")
    weak = {"activity_mbq": 3000, "measured_at": EOS}
    unexplained = oslo.post(there, weak)
    done = oslo.post(there, weak | {"reason": "the calibrator was off"})
    (shipment,) = oslo.get(service.at(AT_BATCH)).json()["shipments"]

    assert unexplained.status_code == 422
    assert unexplained.json()["issues"] == [
        {"detail": "is needed", "pointer": "/reason"}
    ]
    assert done.status_code == 200, done.text
    assert done.json()["state"] == "measured"
    assert [each["rules"] for each in done.json()["lost"]] == [["batch_balance"]]
    assert shipment["vials"][0]["content_mbq"] == 3000


def test_a_spilled_vial_is_lost_with_its_doses(service: Service) -> None:
    """
    Said again, it is known; measured afterwards, it is not there any more.
    """
    released(on_the_day(ordered(service)))
    oslo = unit(service)
    said = {"reason": "it broke"}
    spilled = oslo.post(service.at(f"{AT_VIAL}/spill"), said)
    again = oslo.post(service.at(f"{AT_VIAL}/spill"), said)
    measured = oslo.post(
        service.at(f"{AT_VIAL}/measurement"),
        {"activity_mbq": 3000, "measured_at": EOS},
    )

    assert spilled.status_code == 200, spilled.text
    assert len(spilled.json()["lost"]) == 2
    assert again.status_code == 200, again.text
    assert again.json()["is_new"] is False
    assert measured.status_code == 409


def test_another_units_vial_is_answered_like_none(sqlite_service: Service) -> None:
    """
    In the plan or spilled, Bergen is told of it what it is told of none.
    """
    released(on_the_day(ordered(sqlite_service)))
    bergen = unit(sqlite_service, "BERGEN")
    said = {"reason": "it broke"}
    answers = [bergen.post(sqlite_service.at(f"{AT_VIAL}/spill"), said)]
    unit(sqlite_service).post(sqlite_service.at(f"{AT_VIAL}/spill"), said)
    answers.append(bergen.post(sqlite_service.at(f"{AT_VIAL}/spill"), said))
    missing = bergen.post(sqlite_service.at("vials/none/spill"), said)

    assert {each.status_code for each in (*answers, missing)} == {404}
    assert {each.json()["detail"] for each in answers} == {f"there is no vial {VIAL}"}
    assert missing.json()["detail"] == "there is no vial none"


def test_what_no_vial_can_hold_is_refused(sqlite_service: Service) -> None:
    """
    Too little, too much, too long ago or too late: told at its field, never a defect.
    """
    released(on_the_day(ordered(sqlite_service)))
    oslo = unit(sqlite_service)

    def pointers(mbq: float, measured_at: str) -> list[str]:
        refused = oslo.post(
            sqlite_service.at(f"{AT_VIAL}/measurement"),
            {"activity_mbq": mbq, "measured_at": measured_at, "reason": "once more"},
        )
        assert refused.status_code == 422, refused.text
        return [each["pointer"] for each in refused.json()["issues"]]

    assert pointers(0, EOS) == ["/activity_mbq"]
    assert pointers(1e12, EOS) == ["/activity_mbq"]
    assert pointers(0.001, "2000-01-01T00:00Z") == ["/activity_mbq"]
    # A minute of decay more than the most there can be.
    assert pointers(1e9, "2026-09-15T06:39+02:00") == ["/activity_mbq"]
    assert pointers(3000, "2026-09-15T07:11+02:00") == ["/measured_at"]
    sqlite_service.clock.go_on(days=30)
    assert pointers(3000, sqlite_service.clock().isoformat()) == ["/measured_at"]


def test_a_vial_that_is_only_planned_is_not_measured(sqlite_service: Service) -> None:
    """
    Nothing is known of a batch that may still change.
    """
    ordered(sqlite_service)
    refused = unit(sqlite_service).post(
        sqlite_service.at(f"{AT_VIAL}/measurement"),
        {"activity_mbq": 3000, "measured_at": "2026-09-11T12:00+02:00"},
    )

    assert refused.status_code == 409
    assert refused.json()["code"] == "wrong_state"
