"""API keys over HTTP."""

from sqlalchemy import select

from scheduler.access.roles import Role
from scheduler.idempotency.models import GivenReply
from tests.api.service import NETWORK, Person, Service

WANTED = {
    "name": "desk of Ålesund",
    "role": "site_staff",
    "scope": {"network": [NETWORK], "site": ["AAL"]},
    "expires_at": "2026-12-31T23:59+01:00",
}


def test_a_key_holds_until_it_is_revoked(service: Service) -> None:
    """
    It works from its making, and not from the next request after its revocation.
    """
    administrator = service.administrator
    made = administrator.post("keys", WANTED)
    somebody = Person(service.client, made.json()["key"])
    before = somebody.get("me")
    address = made.headers["Location"]
    shown = administrator.get(address)
    revoked = administrator.post(
        f"{address}/revocation",
        {"reason": "it leaked"},
        headers={"If-Match": shown.headers["ETag"]},
    )
    after = somebody.get("me")
    again = administrator.post(f"{address}/revocation", {"reason": "it leaked"})

    assert made.status_code == 201, made.text
    assert made.headers["Cache-Control"] == "no-store"
    assert before.json()["scope"]["site"] == ["AAL"]
    assert shown.json()["state"] == "active"
    assert "key" not in shown.json()
    assert revoked.json()["state"] == "revoked"
    assert revoked.json()["revoked_by"] == administrator.get("me").json()["actor"]
    assert (before.status_code, after.status_code) == (200, 401)
    assert (again.status_code, again.json()["code"]) == (409, "wrong_state")


def test_a_key_is_shown_once(service: Service) -> None:
    """
    Sent again, the request makes no other key, and does not tell this one; nor is it
    kept with the answer.
    """
    administrator = service.administrator
    first = administrator.post("keys", WANTED, once="key-1")
    second = administrator.post("keys", WANTED, once="key-1")
    third = administrator.post("keys", WANTED, once="key-1")
    with service.database.reading() as session:
        kept = session.scalars(
            select(GivenReply.body).where(GivenReply.key == "key-1")
        ).one()
    listed = administrator.get("keys").json()["items"]

    text = first.json()["key"]
    assert text.startswith("tp_")
    assert second.status_code == 201
    assert second.headers["Idempotency-Replayed"] == "true"
    assert second.json() == first.json() | {"key": None}
    assert third.content == second.content
    assert second.headers["Location"] == first.headers["Location"]
    assert kept is not None
    assert text.rpartition("_")[2].encode() not in kept
    assert sum(each["name"] == WANTED["name"] for each in listed) == 1


def test_keys_are_listed_in_pages(sqlite_service: Service) -> None:
    """
    The oldest first, each once, and none with what it is.
    """
    administrator = sqlite_service.administrator
    for number in range(3):
        sqlite_service.clock.go_on(seconds=1)
        administrator.post("keys", WANTED | {"name": f"desk {number}"})
    names: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        page = administrator.get("keys", params={"limit": 2, **cursor}).json()
        names += [each["name"] for each in page["items"]]
        if page["next_cursor"] is None:
            break
        cursor = {"cursor": page["next_cursor"]}

    assert names == ["administrator", "desk 0", "desk 1", "desk 2"]


def test_what_a_key_cannot_be_is_told_at_its_field(sqlite_service: Service) -> None:
    """
    All at once.
    """
    refused = sqlite_service.administrator.post(
        "keys",
        {
            "name": " ",
            "role": "site_staff",
            "scope": {"network": [NETWORK], "trial": ["no-such"]},
            "expires_at": "2020-01-01T00:00Z",
        },
    )
    pointers = {each["pointer"] for each in refused.json()["issues"]}

    assert refused.status_code == 422
    assert pointers == {"/name", "/scope/site", "/scope/trial", "/expires_at"}


def test_only_administrators_manage_keys(sqlite_service: Service) -> None:
    """
    Others are refused, and an unknown key is not there.
    """
    planner = sqlite_service.planner
    refused = [
        planner.get("keys"),
        planner.get("keys/none"),
        planner.post("keys", WANTED),
        planner.post("keys/none/revocation", {"reason": "it leaked"}),
        sqlite_service.person(Role.AUDITOR).get("keys"),
    ]
    missing = sqlite_service.administrator.get("keys/none")

    assert [each.status_code for each in refused] == [403] * 5
    assert missing.status_code == 404


def test_a_key_that_has_changed_is_not_revoked_unseen(sqlite_service: Service) -> None:
    """
    A revocation under an ETag of before is refused.
    """
    administrator = sqlite_service.administrator
    made = administrator.post("keys", WANTED)
    there = f"{made.headers['Location']}/revocation"
    refused = administrator.post(
        there, {"reason": "it leaked"}, headers={"If-Match": '"another"'}
    )
    known = administrator.get(
        made.headers["Location"], headers={"If-None-Match": made.headers["ETag"]}
    )

    assert refused.status_code == 412
    assert known.status_code == 304
