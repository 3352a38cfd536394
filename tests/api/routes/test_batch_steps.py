from typing import Any
from urllib.parse import quote

import pytest

from tests.api.deliveries import (
    AT_BATCH,
    BATCH,
    EOS,
    RELEASED,
    VIAL,
    VISITS,
    on_the_day,
    ordered,
    released,
    unit,
)
from tests.api.service import Service

UNPLANNED = f"batches/{quote('O1/FDG/2026-09-16/1', safe='')}"


def _measured(gbq: float, at: str = EOS) -> dict[str, Any]:
    return {"measured": {"activity_gbq": gbq, "at": at}, "released_at": RELEASED}


def test_a_batch_is_accepted_once(service: Service) -> None:
    """
    Said again, under another key, it is known.
    """
    ordered(service)
    there = service.at(AT_BATCH)
    oslo = unit(service)
    first = oslo.post(f"{there}/acceptance")
    again = oslo.post(f"{there}/acceptance")

    assert first.status_code == 200, first.text
    assert first.json() == {
        "subject": BATCH,
        "state": "accepted",
        "is_new": True,
        "wants_replan": False,
        "lost": [],
        "version": None,
    }
    assert again.json()["is_new"] is False
    assert oslo.get(there).json()["state"] == "accepted"


@pytest.mark.parametrize(
    ("word", "state"), [("decline", "declined"), ("failure", "failed")]
)
def test_a_lost_batch_costs_its_doses(
    sqlite_service: Service, word: str, state: str
) -> None:
    """
    The unit learns when, where and how firm, and not who; the planner learns who.
    """
    ordered(sqlite_service)
    there = sqlite_service.at(f"{AT_BATCH}/{word}")
    said = {"reason": "the target broke"}
    lost = unit(sqlite_service).post(there, said, once="a")
    again = unit(sqlite_service).post(there, said)
    replayed = unit(sqlite_service).post(there, said, once="a")

    assert lost.status_code == 200, lost.text
    assert lost.json()["state"] == state
    assert lost.json()["wants_replan"] is True
    assert lost.json()["lost"][0] == {
        "visit_id": None,
        "site_id": "AAL",
        "product_id": "PSMA1007",
        "injection_at": "2026-09-15T11:05:00+02:00",
        "firmness": "confirmed",
        "rules": ["production_chain"],
    }
    assert len(lost.json()["lost"]) == 2
    assert again.json()["is_new"] is False
    assert replayed.content == lost.content


def test_a_planner_learns_who_is_lost(sqlite_service: Service) -> None:
    """
    Who sees visits is told which they are.
    """
    ordered(sqlite_service)
    there = sqlite_service.at(f"{AT_BATCH}/failure")
    lost = sqlite_service.planner.post(there, {"reason": "the target broke"})

    assert [each["visit_id"] for each in lost.json()["lost"]] == list(VISITS)


def test_what_is_not_planned_may_be_declined(sqlite_service: Service) -> None:
    """
    A run that nobody has asked for is not offered any more, and not accepted then.
    """
    ordered(sqlite_service)
    oslo = unit(sqlite_service)
    there = sqlite_service.at(UNPLANNED)
    declined = oslo.post(f"{there}/decline", {"reason": "maintenance"})
    accepted = oslo.post(f"{there}/acceptance")

    assert declined.status_code == 200, declined.text
    assert declined.json()["state"] == "declined"
    assert accepted.status_code == 409
    assert accepted.json()["code"] == "wrong_state"


def test_another_units_batch_is_not_there_to_be_changed(
    sqlite_service: Service,
) -> None:
    """
    Bergen is told of Oslo's batch what it is told of none.
    """
    ordered(sqlite_service)
    bergen = unit(sqlite_service, "BERGEN")
    said = {"reason": "the target broke"}
    for word, body in (
        ("acceptance", {}),
        ("decline", said),
        ("failure", said),
        ("recall", said),
        ("release", _measured(4)),
    ):
        there, missing = (
            bergen.post(sqlite_service.at(f"{each}/{word}"), body)
            for each in (AT_BATCH, "batches/none")
        )

        assert there.status_code == missing.status_code == 404
        assert there.json()["detail"] == f"there is no batch {BATCH}"
        assert missing.json()["detail"] == "there is no batch none"
    assert unit(sqlite_service).get(sqlite_service.at(AT_BATCH)).json()["state"] == (
        "planned"
    )


def test_a_low_release_loses_the_last_dose(service: Service) -> None:
    """
    Who keeps a dose, who has lost it, and how much less would have done no harm.
    """
    on_the_day(ordered(service))
    there = service.at(f"{AT_BATCH}/release")
    low = unit(service).post(there, _measured(3))
    corrected = unit(service).post(there, _measured(3.1))
    told = unit(service).post(there, _measured(3.1) | {"reason": "misread"})

    assert low.status_code == 200, low.text
    done = low.json()
    assert done["happening"]["state"] == "released"
    assert [each["injection_at"] for each in done["happening"]["lost"]] == [
        "2026-09-15T11:10:00+02:00"
    ]
    assert [each["injection_at"] for each in done["kept"]] == [
        "2026-09-15T11:05:00+02:00"
    ]
    # 3 of 3.881131 GBq, each rounded down.
    assert done["yield_permille"] == 772
    assert done["least_permille"] == 1000
    assert done["lost_first"] == done["happening"]["lost"]
    assert not any(each in low.text for each in VISITS)
    assert corrected.status_code == 422
    assert corrected.json()["issues"] == [{"detail": "is needed", "pointer": "/reason"}]
    assert told.status_code == 200, told.text


def test_vials_are_measured_at_the_release(sqlite_service: Service) -> None:
    """
    What a vial holds is what was measured of it.
    """
    on_the_day(ordered(sqlite_service))
    oslo = unit(sqlite_service)
    vial = {"vial_id": VIAL, "activity_mbq": 3800, "at": EOS}
    done = oslo.post(sqlite_service.at(f"{AT_BATCH}/release"), {"vials": [vial]})
    (shipment,) = oslo.get(sqlite_service.at(AT_BATCH)).json()["shipments"]

    assert done.status_code == 200, done.text
    assert done.json()["happening"]["lost"] == []
    (shown,) = shipment["vials"]
    assert shown["is_measured"] is True
    assert shown["content_mbq"] == 3800


def test_vials_are_told_by_their_place(sqlite_service: Service) -> None:
    """
    A vial of another unit is none, and is told at its place in the body.
    """
    on_the_day(ordered(sqlite_service, "TRD-01-V1"))
    there = sqlite_service.at(f"{AT_BATCH}/release")
    for vials, pointer in (
        (["none"], "/vials/0/vial_id"),
        (["T1/FDG/2026-09-14/1/TRD-TRD/v1"], "/vials/0/vial_id"),
        ([VIAL, VIAL], "/vials/1"),
    ):
        said = [{"vial_id": each, "activity_mbq": 3800, "at": EOS} for each in vials]
        refused = unit(sqlite_service).post(there, {"vials": said})

        assert refused.status_code == 422
        assert [each["pointer"] for each in refused.json()["issues"]] == [pointer]


def test_what_cannot_have_been_measured_is_refused(sqlite_service: Service) -> None:
    """
    It is told where, and nothing is released.
    """
    on_the_day(ordered(sqlite_service))
    oslo = unit(sqlite_service)
    tomorrow = "2026-09-16T07:00+02:00"
    cases: list[tuple[dict[str, Any], str]] = [
        ({}, "/measured"),
        (_measured(1_000_000), "/measured"),
        (_measured(4, tomorrow), "/measured/at"),
        (_measured(4) | {"released_at": tomorrow}, "/released_at"),
        (_measured(0), "/measured/activity_gbq"),
        (_measured(1e7), "/measured/activity_gbq"),
        (_measured(4) | {"reason": "no"}, "/reason"),
        (_measured(4) | {"unit": "GBq"}, "/unit"),
    ]
    for body, pointer in cases:
        refused = oslo.post(sqlite_service.at(f"{AT_BATCH}/release"), body)

        assert refused.status_code == 422, refused.text
        assert [each["pointer"] for each in refused.json()["issues"]] == [pointer]
    assert oslo.get(sqlite_service.at(AT_BATCH)).json()["state"] == "planned"


def test_a_measurement_weeks_later_tells_nothing(sqlite_service: Service) -> None:
    """
    After hundreds of half-lives nobody knows what there was; it is refused.
    """
    on_the_day(ordered(sqlite_service))
    sqlite_service.clock.go_on(days=30)
    now = sqlite_service.clock().isoformat()
    there = sqlite_service.at(f"{AT_BATCH}/release")
    refused = unit(sqlite_service).post(there, _measured(4, now))

    assert refused.status_code == 422, refused.text
    assert refused.json()["issues"][0]["pointer"] == "/measured/at"


def test_a_recall_says_who_has_had_a_dose(sqlite_service: Service) -> None:
    """
    Nobody had one yet: those who were to have one lose it.
    """
    released(on_the_day(ordered(sqlite_service)))
    there = sqlite_service.at(f"{AT_BATCH}/recall")
    early = unit(sqlite_service).post(
        sqlite_service.at(f"{UNPLANNED}/recall"), {"reason": "not sterile"}
    )
    recalled = unit(sqlite_service).post(there, {"reason": "not sterile"})

    assert early.status_code == 404
    assert recalled.status_code == 200, recalled.text
    assert recalled.json()["injected"] == []
    assert recalled.json()["happening"]["state"] == "recalled"
    assert len(recalled.json()["happening"]["lost"]) == 2


def test_a_batch_is_said_to_be_late(sqlite_service: Service) -> None:
    """
    Who cannot wait is lost before the release; the unit does not learn who, and a time
    that is over is refused at its place.
    """
    ordered(sqlite_service)
    there = sqlite_service.at(AT_BATCH)
    oslo = unit(sqlite_service)
    said = {"release_at": "2026-09-15T18:00+02:00", "reason": "the target broke"}
    late = oslo.post(f"{there}/delay", said)
    again = oslo.post(f"{there}/delay", said)
    over = {**said, "release_at": "2026-09-01T18:00+02:00"}
    refused = oslo.post(f"{there}/delay", over)

    assert late.status_code == 200, late.text
    assert late.json()["wants_replan"] is True
    assert {each["visit_id"] for each in late.json()["lost"]} == {None}
    assert again.json()["is_new"] is False
    assert refused.status_code == 422
    assert "release_at" in refused.text
