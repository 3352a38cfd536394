"""A batch fails on the demo: within seconds a plan that serves those who lost by it."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx2
import pytest

from tests.api.serving.served import Served, serving
from tests.e2e.failed_batch import BATCH, REASON, expected

SITE, OTHER_SITE = "TRD", "BRG"
UNIT, OTHER_UNIT = "TRONDHEIM", "TROMSO"
PROMISED = ("TRD-01-V1", "TRD-05-V1")

WITHIN_S = 10.0
"""From the answer that the batch has failed to the new plan."""

_LONGEST_S = 120.0


class Person:
    """Somebody with a key, at the network of the demo."""

    def __init__(self, at: str, key: str) -> None:
        self._at = at
        self._key = key

    def get(self, path: str) -> Any:
        """Ask for something."""
        return self._answer("GET", path)

    def post(self, path: str, body: object) -> Any:
        """Ask for a change, once."""
        return self._answer("POST", path, json=body)

    def _answer(self, method: str, path: str, **more: Any) -> Any:
        headers = {"Authorization": f"Bearer {self._key}", "Idempotency-Key": path}
        where = path if path.startswith("http") else f"{self._at}/{path}"
        answer = httpx2.request(method, where, headers=headers, timeout=60, **more)
        assert answer.is_success, answer.text
        return answer.json()


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """The demo."""
    with serving(tmp_path, "--demo") as served:
        yield served


def _people(served: Served) -> dict[str, Person]:
    """Staff of two sites and of two units, and the administrator."""
    at, admin = served.variables["AT"], served.variables["ADMIN"]
    people = {"admin": Person(at, admin)}
    for role, kind, id_ in (
        ("site_staff", "site", SITE),
        ("site_staff", "site", OTHER_SITE),
        ("production", "unit", UNIT),
        ("production", "unit", OTHER_UNIT),
    ):
        made = httpx2.post(
            f"{served.address}/api/v1/keys",
            json={
                "name": f"desk of {id_}",
                "role": role,
                "scope": {"network": ["norway-week"], kind: [id_]},
            },
            headers={"Authorization": f"Bearer {admin}", "Idempotency-Key": id_},
            timeout=60,
        )
        people[id_] = Person(at, made.json()["key"])
    return people


def _newest_plan(admin: Person, since: int) -> dict[str, Any]:
    """The first plan of a replan after a version, as soon as there is one."""
    deadline = time.monotonic() + _LONGEST_S
    while time.monotonic() < deadline:
        for each in admin.get("plans?kind=replan")["items"]:
            if each["number"] > since and each["state"] in {"approved", "proposed"}:
                return dict(each)
        time.sleep(0.1)
    raise TimeoutError(admin.get("jobs"))


def _visits(person: Person, number: int) -> set[str]:
    found, cursor = set(), ""
    while True:
        page = person.get(f"plans/{number}/visits?limit=100{cursor}")
        found |= {each["visit_id"] for each in page["items"]}
        if page["next_cursor"] is None:
            return found
        cursor = f"&cursor={page['next_cursor']}"


def _told(person: Person, number: int, kind: str) -> list[dict[str, Any]]:
    """What somebody is told of a version."""
    return [
        dict(each["details"])
        for each in person.get(f"notices?kind={kind}")["items"]
        if each["subject"] == str(number)
    ]


@pytest.mark.alone
@pytest.mark.verify
def test_a_failed_batch_is_planned_around(served: Served) -> None:
    """
    Everybody is served whom a long solve serves, and each reads what is theirs.
    """
    people = _people(served)
    admin, site, unit = people["admin"], people[SITE], people[UNIT]
    for visit_id in PROMISED:
        site.post(f"visits/{visit_id}/confirmation", {})
    before = admin.get("plans")["items"][0]["number"]
    lost = unit.post(f"batches/{quote(BATCH, safe='')}/failure", {"reason": REASON})
    began = time.monotonic()
    plan = _newest_plan(admin, before)
    took_s = time.monotonic() - began
    number = plan["number"]

    assert len(lost["lost"]) == len(expected()["lost"])
    assert _visits(admin, number) >= set(expected()["reseated"])
    assert plan["state"] == "approved", plan["doubts"]
    # Those of other sites see nothing of it; production sees batches, and no visits.
    assert _visits(site, number) >= set(expected()["reseated"])
    assert not _visits(people[OTHER_SITE], number) & set(expected()["lost"])
    told = _told(site, number, "visits_replanned")
    moved = {each["visit_id"]: each for part in told for each in part["visits"]}
    assert {each["reason"] for each in told} == {"by itself: batch_failed"}
    assert moved.keys() >= set(expected()["reseated"])
    for visit_id in PROMISED:
        assert moved[visit_id]["change"] in {"moved", "rearranged", "restored"}
        assert None not in {moved[visit_id]["was_at"], moved[visit_id]["is_at"]}
    # Whom nobody promised anything may move elsewhere too: that is told there alone.
    elsewhere = str(_told(people[OTHER_SITE], number, "visits_replanned"))
    assert not [each for each in moved if each in elsewhere]
    assert _told(unit, number, "visits_replanned") == []
    assert BATCH not in str(_told(people[OTHER_UNIT], number, "batches_replanned"))
    changed = admin.get(f"plans/{number}/differences?since={before}")
    assert changed["batches"]
    assert took_s <= WITHIN_S
