"""Planning files over HTTP."""

import json

import pytest

from scheduler.access.roles import Role
from tests.api.service import NETWORK, Service, week


def test_a_file_comes_back_as_it_was_sent(service: Service) -> None:
    """
    What is exported makes the same network elsewhere, and changes nothing at home.
    """
    planner = service.administrator
    exported = planner.get(service.at("planning-file"))
    made = planner.post("networks?network_id=copy", content=exported.content)
    again = planner.get("networks/copy/planning-file")
    at_home = planner.post(f"networks?network_id={NETWORK}", content=exported.content)
    known = planner.get(
        service.at("planning-file"),
        headers={"If-None-Match": exported.headers["ETag"]},
    )

    assert exported.status_code == 200
    assert made.status_code == 201, made.text
    assert made.headers["Location"] == "/api/v1/networks/copy"
    assert made.json()["is_new"]
    assert made.json()["added"]["sites"] == 8
    assert again.content == exported.content
    assert at_home.status_code == 200, at_home.text
    assert not at_home.json()["is_different"]
    assert known.status_code == 304


def test_an_import_is_done_once(sqlite_service: Service) -> None:
    """
    The same request under the same key is answered alike, status included.
    """
    planner = sqlite_service.administrator
    first = planner.post("networks?network_id=copy", content=week(), once="file-1")
    second = planner.post("networks?network_id=copy", content=week(), once="file-1")

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.content == second.content
    assert first.headers["Location"] == second.headers["Location"]
    assert second.headers["Idempotency-Replayed"] == "true"


def test_a_dry_run_keeps_nothing(sqlite_service: Service) -> None:
    """
    It tells what would be made, and no network is there.
    """
    planner = sqlite_service.administrator
    told = planner.post("networks?network_id=copy&dry_run=true", content=week())

    assert told.status_code == 200, told.text
    assert told.json()["is_new"]
    assert told.json()["is_dry_run"]
    assert "Location" not in told.headers
    assert planner.get("networks/copy").status_code == 404


def test_a_file_for_now_names_the_plan_in_force(sqlite_service: Service) -> None:
    """
    As of now it begins with the present minute, and has what was booked.
    """
    sqlite_service.book("AAL-01-V1")
    sqlite_service.clock.go_on(hours=1)
    there = sqlite_service.at("planning-file")
    told = sqlite_service.planner.get(there, params={"now": "true"}).json()

    assert told["as_of"] == "2026-09-11T16:00+02:00"
    visits = [each["visit"] for each in told["commitments"]["visits"]]
    assert visits == ["AAL-01-V1"]


def test_nobody_imports_what_is_not_theirs(sqlite_service: Service) -> None:
    """
    A network that is another's and one that is not there are refused alike.
    """
    administrator, planner = sqlite_service.administrator, sqlite_service.planner
    administrator.post("networks?network_id=other", content=week())
    foreign = planner.post("networks?network_id=other", content=week())
    missing = planner.post("networks?network_id=newer", content=week())
    document = json.loads(week()) | {"name": "other"}
    by_name = planner.post("networks", document)
    own = planner.post(f"networks?network_id={NETWORK}&dry_run=true", content=week())

    assert foreign.status_code == missing.status_code == by_name.status_code == 404
    assert (
        foreign.json()["detail"].replace("other", "newer") == (missing.json()["detail"])
    )
    assert by_name.json()["detail"] == foreign.json()["detail"]
    assert own.status_code == 200, own.text


@pytest.mark.parametrize("role", [Role.SITE_STAFF, Role.PLANNER])
def test_limited_keys_exchange_no_files(sqlite_service: Service, role: Role) -> None:
    """
    A file holds the whole network.
    """
    somebody = sqlite_service.person(role, site=["AAL"])
    exported = somebody.get(sqlite_service.at("planning-file"))
    imported = somebody.post("networks", content=week())

    assert exported.status_code == imported.status_code == 403


@pytest.mark.parametrize("kind", ["text/plain", "application/xml", ""])
def test_a_file_is_said_to_be_json(sqlite_service: Service, kind: str) -> None:
    """
    What a page of another site can send without being asked is refused.
    """
    refused = sqlite_service.administrator.post(
        "networks?network_id=copy", content=week(), headers={"Content-Type": kind}
    )

    assert refused.status_code == 422
    [issue] = refused.json()["issues"]
    assert issue["parameter"] == "Content-Type"


@pytest.mark.parametrize(
    ("body", "statuses"),
    [
        (b"", {422}),
        (b"{", {422}),
        (b'{"schema_version": NaN}', {422}),
        (b'{"schema_version": 1, "schema_version": 1}', {422}),
        (b"\xff\xfe", {422}),
        (b"[" * 100_000, {422}),
        (b" " * (8 * 1024 * 1024 + 1), {413}),
    ],
)
def test_what_is_no_planning_file_is_refused(
    sqlite_service: Service, body: bytes, statuses: set[int]
) -> None:
    """
    As a problem, whatever it is, and nothing is made.
    """
    administrator = sqlite_service.administrator
    refused = administrator.post("networks?network_id=copy", content=body)

    assert refused.status_code in statuses, refused.text
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert administrator.get("networks/copy").status_code == 404


def test_planning_files_may_be_longer_than_other_bodies(
    sqlite_service: Service,
) -> None:
    """
    A file of some megabytes is read, and each of its issues told with its place.
    """
    document = json.loads(week()) | {"sites": []}
    padded = json.dumps(document).encode() + b" " * 3_000_000
    refused = sqlite_service.administrator.post("networks", content=padded)

    assert refused.status_code == 422
    assert len(refused.json()["issues"]) > 1
    assert all(each["pointer"] for each in refused.json()["issues"])
