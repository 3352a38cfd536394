"""Days prepared for batches that go wrong: each sees its own part."""

from datetime import UTC, datetime, timedelta
from typing import Any

from scheduler.access.roles import Role
from scheduler.networks.revisions import touch
from scheduler.production.timetable_records import (
    BatchTimetables,
    ChangedDose,
    NormalDose,
    PreparedDay,
    PreparedTimetable,
)
from scheduler.production.timetables import keep
from solver.contingency.timetables import Mishap
from tests.api.deliveries import unit
from tests.api.service import NETWORK, START, Person, Service

EOS = datetime(2026, 9, 12, 4, 38, tzinfo=UTC)
BATCH, OTHER = "O2/PSMA1007/2026-09-12/1", "O2/PSMA1007/2026-09-14/1"
NEAR, FAR = "AAL-01-V1", "TRD-01-V1"
EMPTY: dict[str, Any] = {"items": [], "next_cursor": None}


def prepared() -> BatchTimetables:
    """A batch for Ålesund and Trondheim, that may be low or late."""
    injected = {NEAR: EOS + timedelta(hours=5), FAR: EOS + timedelta(hours=6)}
    positions = {NEAR: 1, FAR: 2}

    def change(visit_id: str, hours: int | None) -> ChangedDose:
        after = None if hours is None else injected[visit_id] + timedelta(hours=hours)
        return ChangedDose(
            position=positions[visit_id],
            visit_id=visit_id,
            site_id=visit_id[:3],
            before_at=injected[visit_id],
            after_at=after,
            batch_id=None if hours is None else OTHER,
            rules=("transport",),
        )

    return BatchTimetables(
        batch_id=BATCH,
        unit_id="OSLO",
        reference_at=EOS,
        data_revision=1,
        plan_revision=0,
        prepared_at=START,
        day=PreparedDay(
            product="PSMA-1007",
            normal=tuple(
                NormalDose(
                    position=positions[visit_id],
                    visit_id=visit_id,
                    site_id=visit_id[:3],
                    injection_at=at,
                )
                for visit_id, at in injected.items()
            ),
            timetables=(
                PreparedTimetable(
                    mishap=Mishap.LOW,
                    at=EOS,
                    below_kbq=19_000_000,
                    holds_kbq=15_200_000,
                    holds_until_at=None,
                    changed=(change(FAR, 48),),
                ),
                PreparedTimetable(
                    mishap=Mishap.LATE,
                    at=EOS + timedelta(minutes=30),
                    below_kbq=None,
                    holds_kbq=None,
                    holds_until_at=EOS + timedelta(minutes=90),
                    changed=(change(NEAR, None), change(FAR, 1)),
                ),
            ),
        ),
    )


def kept(service: Service) -> Service:
    """It is prepared."""
    service.database.run(lambda session: keep(session, NETWORK, [prepared()]))
    return service


def shown(service: Service, person: Person, query: str = "") -> list[dict[str, Any]]:
    """What somebody is shown."""
    answer = person.get(service.at(f"timetables{query}"))
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


def test_a_unit_sees_triggers_and_figures_without_codes(service: Service) -> None:
    """
    In GBq and by its clock; doses go by their place, and their times by those of sites.
    """
    answer = unit(kept(service)).get(service.at("timetables"))
    [batch] = answer.json()["items"]
    low, late = batch["timetables"]

    assert batch["reference_at"] == "2026-09-12T06:38:00+02:00"
    assert (low["mishap"], low["at"]) == ("low", "2026-09-12T06:38:00+02:00")
    assert (low["below_gbq"], low["holds_gbq"]) == (19.0, 15.2)
    assert late["at"] == "2026-09-12T07:08:00+02:00"
    assert late["holds_until_at"] == "2026-09-12T08:08:00+02:00"
    assert [each["position"] for each in late["changed"]] == [1, 2]
    assert [each["after_at"] for each in late["changed"]] == [
        None,
        "2026-09-12T13:38:00+02:00",
    ]
    assert not any(each in answer.text for each in (NEAR, FAR, OTHER))


def test_a_site_sees_its_own_part(sqlite_service: Service) -> None:
    """
    Neither the doses of another site, nor how many or how much there is for it.
    """
    staff = kept(sqlite_service).person(Role.SITE_STAFF, site=["AAL"])
    answer = staff.get(sqlite_service.at("timetables"))
    [batch] = answer.json()["items"]
    [late] = batch["timetables"]
    [change] = late["changed"]

    assert [each["visit_id"] for each in batch["normal"]] == [NEAR]
    assert (late["mishap"], change["visit_id"], change["after_at"]) == (
        "late",
        NEAR,
        None,
    )
    assert change["position"] is None
    assert not any(each in answer.text for each in (FAR, "TRD", "19.0", "15.2"))


def test_what_is_low_is_told_to_a_site_without_how_low(
    sqlite_service: Service,
) -> None:
    """
    With the time at which it is known, and who comes when instead.
    """
    staff = kept(sqlite_service).person(Role.SITE_STAFF, site=["TRD"])
    [batch] = shown(sqlite_service, staff)
    low, _ = batch["timetables"]
    [change] = low["changed"]

    assert (low["below_gbq"], low["holds_gbq"]) == (None, None)
    assert low["at"] == "2026-09-12T06:38:00+02:00"
    assert change["after_at"] == "2026-09-14T12:38:00+02:00"
    assert change["batch_id"] == OTHER


def test_a_study_manager_sees_visits_of_their_trials(sqlite_service: Service) -> None:
    """
    And nothing of a batch that serves others only.
    """
    service = kept(sqlite_service)
    asked = service.planner.get(service.at("visits?limit=200")).json()["items"]
    trials = {each["visit_id"]: each["trial_id"] for each in asked}
    others = set(trials.values()) - {trials[NEAR], trials[FAR], None}
    manager = service.person(Role.STUDY_MANAGER, trial=[trials[NEAR]])
    stranger = service.person(Role.STUDY_MANAGER, trial=[min(others)])
    [batch] = shown(service, manager)

    assert NEAR in [each["visit_id"] for each in batch["normal"]]
    assert batch["timetables"][0]["below_gbq"] is None
    assert shown(service, stranger) == []


def test_what_is_not_yours_is_answered_like_nothing(sqlite_service: Service) -> None:
    """
    Another's unit, site or batch, and one that is not there.
    """
    service = kept(sqlite_service)
    trondheim = unit(service, "TRONDHEIM")
    staff = service.person(Role.SITE_STAFF, site=["AAL"])
    asked = [
        trondheim.get(service.at("timetables")),
        trondheim.get(service.at("timetables?unit_id=OSLO")),
        staff.get(service.at("timetables?site_id=TRD")),
        staff.get(service.at("timetables?site_id=NOWHERE")),
        unit(service).get(service.at("timetables?batch_id=none")),
    ]

    assert [each.json() for each in asked] == [EMPTY] * len(asked)


def test_everything_is_shown_to_planners_and_marked_when_it_is_old(
    sqlite_service: Service,
) -> None:
    """
    Whom a dose is for, and how much there has to be.
    """
    service = kept(sqlite_service)
    [before] = shown(service, service.planner, "?site_id=TRD&unit_id=OSLO")

    def change(session: Any) -> None:
        touch(session, NETWORK)

    service.database.run(change)
    [after] = shown(service, service.planner)

    assert [each["visit_id"] for each in before["normal"]] == [FAR]
    assert before["timetables"][0]["below_gbq"] == 19.0
    assert (before["is_outdated"], after["is_outdated"]) == (False, True)


def test_a_day_long_past_is_not_shown(sqlite_service: Service) -> None:
    """
    Half a day after its reference time.
    """
    service = kept(sqlite_service)
    service.clock.now = EOS + timedelta(hours=12)

    assert shown(service, service.planner) == []
