from urllib.parse import quote

from scheduler.access.roles import Role
from tests.api.deliveries import (
    AT_BATCH,
    BATCH,
    CONTENT_MBQ,
    PLANNED_GBQ,
    VISITS,
    ordered,
    unit,
)
from tests.api.service import Service

OTHERS = "T1/FDG/2026-09-14/1"
PATIENT_SPECIFIC = "LUMAKER/LUPSMA/2026-09-16"


def test_a_unit_sees_what_it_is_to_make(service: Service) -> None:
    """
    A sum in GBq, deadlines by its clock, and a draw list in MBq without participants.
    """
    ordered(service)
    listed = unit(service).get(service.at("batches"))
    shown = unit(service).get(service.at(AT_BATCH))

    (batch,) = listed.json()["items"]
    assert batch["batch_id"] == BATCH
    assert batch["activity_gbq"] == PLANNED_GBQ
    assert batch["reference_at"] == "2026-09-15T06:38:00+02:00"
    assert batch["certain"]["confirmed_gbq"] == 3.181131
    assert batch["slack"] is None
    assert "shipments" not in batch
    (shipment,) = shown.json()["shipments"]
    (vial,) = shipment["vials"]
    # Content is what doses take, and 600 MBq of dead volume.
    assert vial["content_mbq"] == CONTENT_MBQ
    assert vial["drawn_mbq"] + vial["residual_mbq"] + vial["rest_mbq"] == CONTENT_MBQ
    assert [each["position"] for each in vial["doses"]] == [1, 2]
    assert not any(each in shown.text for each in VISITS)


def test_nothing_is_asked_for_before_the_first_plan(sqlite_service: Service) -> None:
    """
    A network without a plan has an empty list, and no planned batch.
    """
    listed = unit(sqlite_service).get(sqlite_service.at("batches"))
    shown = unit(sqlite_service).get(sqlite_service.at(AT_BATCH))

    assert listed.json() == {"items": [], "next_cursor": None}
    assert shown.status_code == 404


def test_another_units_batch_is_answered_like_none(sqlite_service: Service) -> None:
    """
    Neither the list nor a look-up tells that Oslo makes something.
    """
    ordered(sqlite_service, "TRD-01-V1")
    trondheim = unit(sqlite_service, "TRONDHEIM")
    listed = trondheim.get(sqlite_service.at("batches"))
    there = trondheim.get(sqlite_service.at(AT_BATCH))
    missing = trondheim.get(sqlite_service.at("batches/none"))
    filtered = [
        trondheim.get(sqlite_service.at(f"batches?unit_id={each}")).json()
        for each in ("OSLO", "NOWHERE")
    ]

    assert [each["batch_id"] for each in listed.json()["items"]] == [OTHERS]
    assert there.status_code == missing.status_code == 404
    assert there.json()["detail"] == f"there is no batch {BATCH}"
    assert missing.json()["detail"] == "there is no batch none"
    assert filtered == [{"items": [], "next_cursor": None}] * 2


def test_a_key_of_some_sites_or_trials_sees_no_demand(sqlite_service: Service) -> None:
    """
    A batch is made for all alike: whoever may see a part of it only sees none.
    """
    ordered(sqlite_service)
    answers = [
        sqlite_service.person(role, **scope).get(sqlite_service.at(path))
        for role, scope in (
            (Role.PLANNER, {"trial": ["PROMIS"]}),
            (Role.AUDITOR, {"site": ["AAL"]}),
            (Role.PRODUCTION, {"unit": ["OSLO"], "site": ["AAL"]}),
        )
        for path in ("batches", AT_BATCH, "demand-changes?since=1", "orders/deadlines")
    ]

    assert {each.status_code for each in answers} == {403}
    assert {each.json()["code"] for each in answers} == {"forbidden"}


def test_pages_and_filters(sqlite_service: Service) -> None:
    """
    One batch a page, by time; dates are of the unit, both included.
    """
    ordered(sqlite_service, "TRD-01-V1")
    planner = sqlite_service.planner
    first = planner.get(sqlite_service.at("batches?limit=1")).json()
    cursor = first["next_cursor"]
    second = planner.get(sqlite_service.at(f"batches?limit=1&cursor={cursor}")).json()

    def ids(query: str) -> list[str]:
        listed = planner.get(sqlite_service.at(f"batches?{query}")).json()
        return [each["batch_id"] for each in listed["items"]]

    assert [each["batch_id"] for each in first["items"]] == [OTHERS]
    assert [each["batch_id"] for each in second["items"]] == [BATCH]
    assert second["next_cursor"] is None
    assert ids("from_date=2026-09-15&to_date=2026-09-15") == [BATCH]
    assert ids("to_date=2026-09-14") == [OTHERS]
    assert ids("unit_id=OSLO") == [BATCH]
    assert ids("version=1") == [BATCH]


def test_slack_is_told_where_it_is_asked_for(sqlite_service: Service) -> None:
    """
    The second dose is lost first if there is less; doses are told by position.
    """
    ordered(sqlite_service)
    oslo = unit(sqlite_service)
    listed = oslo.get(sqlite_service.at("batches?with_slack=true")).json()
    shown = oslo.get(sqlite_service.at(f"{AT_BATCH}?with_slack=true"))
    plain = oslo.get(sqlite_service.at(AT_BATCH))

    slack = listed["items"][0]["slack"]
    assert slack["least_permille"] == 1000
    assert slack["lost_if_less"] == [2]
    assert shown.json()["slack"] == slack
    assert shown.headers["ETag"] == plain.headers["ETag"]


def test_an_etag_lasts_until_the_batch_is_another(sqlite_service: Service) -> None:
    """
    It is the same as long as nothing of the draw list changes; a dose more changes it.
    """
    there = sqlite_service.at(AT_BATCH)
    oslo = unit(sqlite_service)
    sqlite_service.book(VISITS[0])
    etag = oslo.get(there).headers["ETag"]
    same = oslo.get(there, headers={"If-None-Match": etag})
    sqlite_service.book(VISITS[1])
    other = oslo.get(there, headers={"If-None-Match": etag})
    stale = oslo.post(f"{there}/acceptance", headers={"If-Match": etag})

    assert same.status_code == 304
    assert other.status_code == 200
    assert stale.status_code == 412


def test_a_dose_dispensed_for_a_visit_says_for_which(sqlite_service: Service) -> None:
    """
    A patient-specific dose is labelled: its maker learns the visit, nothing more.
    """
    sqlite_service.book("ULV-26-V1")
    maker = unit(sqlite_service, "LUMAKER")
    there = sqlite_service.at(f"batches/{quote(PATIENT_SPECIFIC, safe='')}")
    (shipment,) = maker.get(there).json()["shipments"]

    (dose,) = shipment["vials"][0]["doses"]
    assert dose["visit_id"] == "ULV-26-V1"
    assert dose["draw_ml"] is None


def test_impossible_filters_are_refused(sqlite_service: Service) -> None:
    """
    What cannot be is told by the name of its parameter.
    """
    oslo = unit(sqlite_service)
    for query, parameter in (
        ("version=-1", "version"),
        ("version=99999999999", "version"),
        ("from_date=2026-9-1", "from_date"),
        ("to_date=9999-01-01", "to_date"),
        ("unit_id=", "unit_id"),
        ("with_slack=perhaps", "with_slack"),
    ):
        answer = oslo.get(sqlite_service.at(f"batches?{query}"))

        assert answer.status_code == 422
        assert [each["parameter"] for each in answer.json()["issues"]] == [parameter]


def test_a_version_that_is_not_there_is_not_found(sqlite_service: Service) -> None:
    """
    Whether or not the caller has anything in it.
    """
    ordered(sqlite_service)
    answers = [
        unit(sqlite_service, each).get(sqlite_service.at("batches?version=99"))
        for each in ("OSLO", "BERGEN")
    ]

    assert {each.status_code for each in answers} == {404}
