"""What is counted tells nothing of anybody: templates of routes, and no id."""

import re

from api.metrics import Metrics
from tests.api.bare import Bare, called

LINE = re.compile(r"tracerplan_http_requests_total\{(.*)\} (\S+)")


def counted(bare: Bare) -> dict[str, float]:
    """How many requests were counted, by their labels."""
    text = bare.nobody.get("/metrics").text
    return {labels: float(number) for labels, number in LINE.findall(text)}


def test_requests_are_counted_by_their_templates(bare_service: Bare) -> None:
    """
    A thousand ids are one line.
    """
    for i in range(20):
        bare_service.somebody.get(f"things/canary-{i}")
        bare_service.somebody.get(f"things/canary-{i}/parts/canary%2F{i}")
    bare_service.somebody.post("things", {"name": "canary"})
    bare_service.nobody.get("things/canary-1")
    found = counted(bare_service)

    there = "/api/v1/things"
    one, part = f"{there}/{{thing_id}}", f"{there}/{{thing_id}}/parts/{{part_id}}"
    assert found[f'method="GET",route="{one}",status="200"'] == 20
    assert found[f'method="GET",route="{part}",status="200"'] == 20
    assert found[f'method="POST",route="{there}",status="201"'] == 1
    assert found[f'method="GET",route="{one}",status="401"'] == 1
    assert "canary" not in str(found)


def test_what_people_make_up_makes_no_line(bare_service: Bare) -> None:
    """
    Neither addresses nor methods of their own fill the memory.
    """
    before = set(counted(bare_service))
    for i in range(20):
        bare_service.nobody.get(f"/canary-{i}")
        bare_service.nobody.get(f"/api/v1/networks/%FF{i}")
        called(bare_service.app, f"CANARY{i}", b"/healthz")
    added = set(counted(bare_service)) - before

    assert all('route="none"' in each or "/healthz" in each for each in added)
    assert len(added) <= 6
    assert "canary" not in str(added).lower()


def test_times_are_measured(bare_service: Bare) -> None:
    """
    In a histogram by route, of the routes of the application as of others.
    """
    bare_service.somebody.get("networks/canary/visits/canary")
    text = bare_service.nobody.get("/metrics").text

    route = "/api/v1/networks/{network_id}/visits/{visit_id}"
    assert f'seconds_count{{method="GET",route="{route}"}} 1.0' in text
    assert "canary" not in text


def test_two_applications_count_apart(bare_service: Bare) -> None:
    """
    Counters belong to an application, and not to the process.
    """
    bare_service.somebody.get("things/a")

    assert b"things" not in Metrics().text()
