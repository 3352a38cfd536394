"""What units may be asked for: each sees its own."""

from datetime import timedelta
from typing import Any

from scheduler.access.roles import Role
from scheduler.networks.revisions import touch
from scheduler.production.forecasting import forecasting
from scheduler.production.forecasts import keep
from tests.api.deliveries import VISITS, unit
from tests.api.service import NETWORK, START, Person, Service

EMPTY: dict[str, Any] = {"items": [], "next_cursor": None}


def forecast(service: Service) -> Service:
    """It was forecast with two visits booked."""
    service.book(*VISITS)
    with service.database.reading() as session:
        due = forecasting(session, START + timedelta(minutes=1), NETWORK)
    assert due is not None
    made = due.made()
    service.database.run(lambda session: keep(session, NETWORK, made))
    return service


def shown(service: Service, person: Person, query: str = "") -> list[dict[str, Any]]:
    """What somebody is shown."""
    answer = person.get(service.at(f"forecast{query}"))
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


def test_a_unit_sees_its_days_without_codes(service: Service) -> None:
    """
    What is booked is certain, what is not has a band, all of it in GBq.
    """
    found = forecast(service)
    answer = unit(found).get(found.at("forecast?limit=200"))
    days = answer.json()["items"]
    booked = [each for each in days if each["certain"]["doses"]]

    assert {each["unit_id"] for each in days} == {"OSLO"}
    assert [each["certain"]["doses"] for each in booked] == [len(VISITS)]
    assert booked[0]["day"] == "2026-09-15"
    assert any(each["most"]["doses"] for each in days)
    assert all(each["certain"]["doses"] >= 0 for each in days)
    assert not any(each in answer.text for each in VISITS)
    assert "AAL" not in answer.text


def test_another_units_days_are_not_there(sqlite_service: Service) -> None:
    """
    Whether they are asked for by name or not, as of a unit that there is not.
    """
    service = forecast(sqlite_service)
    trondheim = unit(service, "TRONDHEIM")
    asked = [
        trondheim.get(service.at("forecast?unit_id=OSLO")),
        trondheim.get(service.at("forecast?unit_id=NOWHERE")),
    ]

    assert {each["unit_id"] for each in shown(service, trondheim)} <= {"TRONDHEIM"}
    assert [each.json() for each in asked] == [EMPTY] * 2


def test_sites_and_study_managers_see_none_of_it(sqlite_service: Service) -> None:
    """
    It counts visits of all sites and sponsors.
    """
    service = forecast(sqlite_service)
    asked = service.planner.get(service.at("visits?limit=200")).json()["items"]
    trial = next(each["trial_id"] for each in asked if each["trial_id"])
    people = (
        service.person(Role.SITE_STAFF, site=["AAL"]),
        service.person(Role.STUDY_MANAGER, trial=[trial]),
        service.person(Role.PRODUCTION, unit=["OSLO"], trial=[trial]),
    )

    assert [each.get(service.at("forecast")).status_code for each in people] == [
        403
    ] * len(people)


def test_planners_see_all_of_a_product_and_a_period_page_by_page(
    sqlite_service: Service,
) -> None:
    """
    In order of days; both dates are included.
    """
    service = forecast(sqlite_service)
    everything = shown(service, service.planner, "?limit=200")
    days = [each["day"] for each in everything]
    page = service.planner.get(service.at("forecast?limit=1")).json()
    following = shown(
        service, service.planner, f"?limit=200&cursor={page['next_cursor']}"
    )
    first = shown(service, service.planner, f"?from_date={days[0]}&to_date={days[0]}")
    product = everything[0]["product_id"]

    assert days == sorted(days)
    assert page["items"] + following == everything
    assert {each["day"] for each in first} == {days[0]}
    assert shown(service, service.planner, "?product_id=none") == []
    assert everything[0] in shown(service, service.planner, f"?product_id={product}")


def test_it_is_marked_when_it_is_old_and_empty_before_the_first(
    sqlite_service: Service,
) -> None:
    """
    Nothing was forecast; it is; data change.
    """
    service = sqlite_service
    before = service.planner.get(service.at("forecast")).json()
    fresh = shown(forecast(service), service.planner)

    def change(session: Any) -> None:
        touch(session, NETWORK)

    service.database.run(change)
    old = shown(service, service.planner)

    assert before == EMPTY
    assert {each["is_outdated"] for each in fresh} == {False}
    assert {each["is_outdated"] for each in old} == {True}
