"""
A program that asks the application everything there is to ask, and prints what it has.

It runs in a process of its own: the modules that are loaded then are those that the
application has loaded, and nothing else. One JSON object comes out: the modules, and
the status of each operation that was asked.

Arguments: address of a migrated database, and a planning file.
"""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from api.app import create_app
from api.state import State
from scheduler.access.keys import first_administrator
from scheduler.actors import Actor
from scheduler.database.database import Database

NOW = datetime(2026, 9, 11, 13, tzinfo=UTC)
NETWORK = "norway-week"
BOOKED = ("AAL-01-V1", "ULV-03-V1")
WHY = {"reason": "somebody asked"}
QUERIES: dict[str, dict[str, int | str]] = {
    "compare_plans": {"since": 1},
    "follow_job": {"seconds": 1},
    "list_batches": {"with_slack": "true"},
    "list_demand_changes": {"since": 1},
}


class Asker:
    """An administrator, who may ask everything."""

    def __init__(self, client: TestClient, key: str) -> None:
        self._client = client
        self._headers = {"Authorization": f"Bearer {key}"}
        self._number = 0

    def get(self, path: str, **more: Any) -> Any:
        """Ask for something."""
        return self._client.get(path, headers=self._headers, **more)

    def post(self, path: str, **more: Any) -> Any:
        """Ask for a change."""
        self._number += 1
        headers = self._headers | {"Idempotency-Key": f"ask-{self._number}"}
        return self._client.post(path, headers=headers, **more)


def main(url: str, file: str) -> None:
    """Ask, and print."""
    database = Database(url)
    with database.writing() as session:
        _, key = first_administrator(session, NOW, Actor("test:terminal"))
    app = create_app(State(database, lambda: NOW))
    with TestClient(app) as client:
        asker = Asker(client, key)
        ids = _changes(asker, Path(file).read_bytes())
        statuses = _look_ups(asker, app.openapi(), ids)
        _losses(asker, ids)
    told = {"modules": sorted(sys.modules), "statuses": statuses}
    sys.stdout.write(json.dumps(told))


def _changes(asker: Asker, file: bytes) -> dict[str, str]:
    """A network with bookings, a job and versions; ids to look up."""
    there = f"/api/v1/networks/{NETWORK}"
    _fine(asker.post("/api/v1/networks", json=json.loads(file)))
    for visit_id in BOOKED:
        at = f"{there}/visits/{visit_id}"
        offers = _fine(asker.get(f"{at}/offers"))["offers"]
        _fine(asker.post(f"{at}/hold", json={"offer": offers[0]["token"]}))
        _fine(asker.post(f"{at}/confirmation", json={}))
    first = f"{there}/visits/{BOOKED[0]}"
    offers = _fine(asker.get(f"{first}/offers"))["offers"]
    moved = {"offer": offers[-1]["token"], **WHY}
    _fine(asker.post(f"{first}/move", json=moved))
    _fine(asker.post(f"{there}/plans/1/restoration", json=WHY), {201, 409})
    job = _fine(asker.post(f"{there}/replans", json={"time_limit_s": 5}))
    shipment = _fine(asker.get(f"{there}/shipments"))["items"][0]
    batch = _fine(asker.get(f"{there}/batches"))["items"][0]
    participant = _fine(asker.get(f"{there}/participants"))["items"][0]
    outage = {"kind": "scanner", "resource_id": "AAL-PET1", **WHY}
    hours = {"start_at": "2026-09-18T20:00+02:00", "end_at": "2026-09-18T21:00+02:00"}
    reported = _fine(asker.post(f"{there}/outages", json=outage | hours))
    changes = [{"change": "close_scanner", "scanner": "AAL-PET1", **hours}]
    what_if = {"name": "an evening", "changes": changes}
    scenario = _fine(asker.post(f"{there}/scenarios", json=what_if))
    mailed = {"kind": "email", "address": "desk@site.example"}
    channel = _fine(asker.post(f"{there}/channels", json=mailed))
    key = _fine(asker.post("/api/v1/keys", json={"name": "auditor", "role": "auditor"}))
    return {
        "network_id": NETWORK,
        "visit_id": BOOKED[1],
        "number": "2",
        "job_id": job["job_id"],
        "shipment_id": shipment["shipment_id"],
        "batch_id": batch["batch_id"],
        "participant_id": participant["participant_id"],
        "key_id": key["key_id"],
        "grant_id": "none",
        "outage_number": reported["subject"],
        "scenario_id": scenario["scenario_id"],
        "channel_id": channel["channel_id"],
    }


def _look_ups(
    asker: Asker, document: dict[str, Any], ids: dict[str, str]
) -> dict[str, int]:
    """Ask for everything that can be looked up; the status of each."""
    statuses: dict[str, int] = {}
    quoted = {name: each.replace("/", "%2F") for name, each in ids.items()}
    for path, operations in document["paths"].items():
        if "get" in operations:
            name = operations["get"]["operationId"]
            answer = asker.get(path.format(**quoted), params=QUERIES.get(name, {}))
            statuses[name] = answer.status_code
    return statuses


def _losses(asker: Asker, ids: dict[str, str]) -> None:
    """A run that fails, a visit that is given up, a job that is stopped."""
    there = f"/api/v1/networks/{NETWORK}"
    batch = f"{there}/batches/{ids['batch_id'].replace('/', '%2F')}"
    _fine(asker.post(f"{batch}/acceptance", json={}))
    _fine(asker.post(f"{batch}/failure", json=WHY))
    _fine(asker.post(f"{there}/visits/{ids['visit_id']}/cancellation", json=WHY))
    _fine(asker.post(f"{there}/jobs/{ids['job_id']}/cancellation", json={}))


def _fine(answer: Any, statuses: set[int] | None = None) -> Any:
    wanted = statuses or {200, 201, 202}
    assert answer.status_code in wanted, f"{answer.url}: {answer.text}"
    return answer.json()


if __name__ == "__main__":
    main(*sys.argv[1:])
