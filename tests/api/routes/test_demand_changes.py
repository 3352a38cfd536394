from tests.api.deliveries import BATCH, VISITS, unit
from tests.api.service import Service


def test_what_a_visit_more_means_to_its_unit(service: Service) -> None:
    """
    The second dose makes the batch of the first larger, and Bergen learns nothing.
    """
    service.book(*VISITS)
    path = service.at("demand-changes?since=1&until=2")
    oslo = unit(service).get(path)
    bergen = unit(service, "BERGEN").get(path)

    (change,) = oslo.json()["items"]
    assert change["batch_id"] == BATCH
    assert change["kind"] == "more"
    assert change["before_gbq"] == 2.101989
    assert change["after_gbq"] == 3.881131
    assert change["change_gbq"] == 1.779142
    assert bergen.json() == {"items": [], "next_cursor": None}


def test_changes_come_in_pages_and_up_to_now(sqlite_service: Service) -> None:
    """
    Without a later version, the plan in force is compared; by time, page by page.
    """
    sqlite_service.book(VISITS[0], "TRD-01-V1", VISITS[1])
    path = sqlite_service.at("demand-changes?since=1&limit=1")
    planner = sqlite_service.planner
    first = planner.get(path).json()
    second = planner.get(f"{path}&cursor={first['next_cursor']}").json()

    kinds = [each["kind"] for page in (first, second) for each in page["items"]]
    assert kinds == ["added", "more"]
    assert second["next_cursor"] is None


def test_versions_are_named_and_there(sqlite_service: Service) -> None:
    """
    Without an earlier version there is nothing to compare; one that is not there is
    not found.
    """
    sqlite_service.book(VISITS[0])
    oslo = unit(sqlite_service)
    answers = {
        query: oslo.get(sqlite_service.at(f"demand-changes{query}")).status_code
        for query in ("", "?since=9", "?since=1&until=9", "?since=1&unit_id=NOWHERE")
    }

    assert list(answers.values()) == [422, 404, 404, 200]
