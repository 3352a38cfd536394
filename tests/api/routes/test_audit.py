"""The audit trail over HTTP."""

from typing import Any

from scheduler.access.roles import Role
from scheduler.audit.models import AuditEntry
from scheduler.database.database import Database
from tests.api.service import NETWORK, Person, Service, week

VISIT = "AAL-01-V1"


def test_what_was_done_is_found_again(service: Service) -> None:
    """
    By subject, by who did it, by what it was, and by when.
    """
    service.clock.go_on(hours=1)
    service.book(VISIT)
    auditor = service.person(Role.AUDITOR)
    actor = service.planner.get("me").json()["actor"]
    found = {
        name: _entries(auditor, **asked)
        for name, asked in {
            "subject": {"subject": VISIT, "from_at": "2026-09-11T14:00Z"},
            "actor": {"actor": actor},
            "action": {"action": "import planning file"},
            "period": {"from_at": "2026-09-11T14:00Z", "to_at": "2026-09-11T14:01Z"},
            "nobody": {"actor": "key:none"},
            "before": {"to_at": "2026-09-11T13:00Z"},
        }.items()
    }

    assert [each["actor"] for each in found["subject"]] == [actor]
    assert found["subject"] == found["actor"] == found["period"]
    assert found["subject"][0]["chain"] == NETWORK
    assert found["subject"][0]["request_id"]
    assert VISIT in str(found["subject"][0]["changes"])
    assert [each["number"] for each in found["action"]] == [1]
    assert found["nobody"] == found["before"] == []


def test_pages_make_up_the_whole_trail(service: Service) -> None:
    """
    By chain and number, each entry once, whatever is written meanwhile.
    """
    service.book(VISIT)
    administrator = service.administrator
    whole = _entries(administrator)
    pages: list[Any] = []
    cursor: dict[str, str] = {}
    while True:
        asked = {"limit": 1, **cursor}
        page = administrator.get("audit/entries", params=asked).json()
        pages += page["items"]
        if page["next_cursor"] is None:
            break
        cursor = {"cursor": page["next_cursor"]}
    places = [(each["chain"], each["number"]) for each in whole]

    assert pages == whole
    assert len(places) == len(set(places)) >= 3
    assert {each["chain"] for each in whole} == {NETWORK, "system"}


def test_a_network_is_audited_apart_from_others(sqlite_service: Service) -> None:
    """
    An auditor of one network sees neither another's chain nor the system's.
    """
    service = sqlite_service
    service.administrator.post("networks?network_id=other", content=week())
    auditor = service.person(Role.AUDITOR)
    refused = [
        auditor.get(f"audit/{what}", params={"chain": chain})
        for what in ("entries", "verification")
        for chain in ("other", "none", "system")
    ]
    heads = auditor.get("audit/heads").json()["heads"]
    verified = auditor.get("audit/verification").json()

    assert {each["chain"] for each in _entries(auditor)} == {NETWORK}
    assert [each.status_code for each in refused] == [404] * 6
    assert (
        refused[0].json()["detail"].replace("other", "none")
        == (refused[1].json()["detail"])
    )
    assert [each["chain"] for each in heads] == [NETWORK]
    assert [each["chain"] for each in verified["chains"]] == [NETWORK]


def test_a_trail_that_was_changed_is_found_out(sqlite_service: Service) -> None:
    """
    An entry whose text was exchanged breaks its chain, and can be read all the same.
    """
    service = sqlite_service
    administrator = service.administrator
    before = administrator.get("audit/verification").json()
    _tamper(service.database, "{")
    after = administrator.get("audit/verification", params={"chain": NETWORK}).json()

    assert before["is_whole"]
    assert not after["is_whole"]
    assert after["chains"][0]["issues"]
    assert _entries(administrator, chain=NETWORK)[0]["changes"] is None


def test_a_kept_head_tells_a_rewritten_chain(sqlite_service: Service) -> None:
    """
    Against the head of before a chain holds; against another one it does not.
    """
    administrator = sqlite_service.administrator
    heads = administrator.get("audit/heads").json()["heads"]
    kept = next(each for each in heads if each["chain"] == NETWORK)
    sqlite_service.book(VISIT)
    holds = administrator.get("audit/verification", params=kept)
    other = administrator.get("audit/verification", params=kept | {"hash": "0" * 64})
    half = administrator.get("audit/verification", params={"number": 1})

    assert holds.json()["is_whole"], holds.text
    assert not other.json()["is_whole"]
    assert half.status_code == 422


def test_cursors_of_others_are_refused(sqlite_service: Service) -> None:
    """
    Whatever they say, as long as it is no place in a trail.
    """
    texts = ("x", "WzFd", "WyJhIiwgdHJ1ZV0", "WyJhIiwgLTFd", "WyJhXHUwMDAwIiwgMV0")
    answers = [
        sqlite_service.administrator.get("audit/entries", params={"cursor": text})
        for text in (*texts, "WyJhIiwgMTAwMDAwMDAwMDAwMDAwMDAwMDAwXQ")
    ]

    assert [each.status_code for each in answers] == [422] * 6


def test_the_audit_is_for_auditors(sqlite_service: Service) -> None:
    """
    Whole ones, of the network.
    """
    people = (
        sqlite_service.planner,
        sqlite_service.person(Role.SITE_STAFF, site=["AAL"]),
        sqlite_service.person(Role.AUDITOR, site=["AAL"]),
    )
    answers = [
        each.get(f"audit/{what}")
        for each in people
        for what in ("entries", "heads", "verification")
    ]

    assert [each.status_code for each in answers] == [403] * 9


def _entries(person: Person, **asked: str) -> list[Any]:
    answer = person.get("audit/entries", params={"limit": 200, **asked})
    assert answer.status_code == 200, answer.text
    found: list[Any] = answer.json()["items"]
    return found


def _tamper(database: Database, text: str) -> None:
    """Exchange the text of the first entry, as an owner of the database can."""
    table = AuditEntry.__tablename__
    with database.engine.begin() as connection:
        names = connection.exec_driver_sql(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?",
            (table,),
        ).scalars()
        for name in names.all():
            connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
        connection.exec_driver_sql(
            f"UPDATE {table} SET changes = ? WHERE chain = ? AND number = 1",  # noqa: S608
            (text, NETWORK),
        )
