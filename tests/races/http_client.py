"""
One process of a race over HTTP: as ``tests.races.client``, through the application.

Run as ``python -m tests.races.http_client ADDRESS…``, addresses with commas between
them: each process asks one of the applications.
"""

import json
import sys
import time
from datetime import datetime
from typing import Any
from uuid import uuid4

import httpx2

from scheduler.bookings.tokens import token_of
from scheduler.planning.instants import Instants
from solver.plan.slot import Slot
from tests.races.ward import NETWORK, for_visit

Attempt = dict[str, Any]

_LONGEST_S = 120


def main() -> None:
    """Attempt everything that the first line of stdin asks for, after the second."""
    asked = json.loads(sys.stdin.readline())
    number = int(asked["name"].rpartition(":")[2])
    instants = Instants(datetime.fromisoformat(asked["origin"]))
    slots = [Slot.model_validate_json(json.dumps(each)) for each in asked["slots"]]
    addresses = sys.argv[1].split(",")
    with httpx2.Client(
        base_url=f"{addresses[number % len(addresses)]}/api/v1/networks/{NETWORK}/",
        headers={"Authorization": f"Bearer {asked['keys'][number]}"},
        timeout=_LONGEST_S,
    ) as client:
        _tell("ready")
        sys.stdin.readline()
        for attempt in asked["attempts"]:
            path, body = _request(attempt, slots, instants)
            _tell(json.dumps(attempt | _ended(client, path, body)))


def _tell(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _request(
    attempt: Attempt, slots: list[Slot], instants: Instants
) -> tuple[str, dict[str, str]]:
    if attempt["kind"] == "approve":
        return f"plans/{attempt['number']}/approval", {"reason": "race"}
    visit = attempt["visit"]
    token = token_of(for_visit(slots[attempt["slot"]], visit), NETWORK, instants)
    if attempt["kind"] == "move":
        return f"visits/{visit}/move", {"offer": token, "reason": "race"}
    return f"visits/{visit}/confirmation", {"offer": token}


def _ended(client: httpx2.Client, path: str, body: dict[str, str]) -> dict[str, Any]:
    """How an attempt ended: won, or refused with a code and in words."""
    began = time.perf_counter()
    headers = {"Idempotency-Key": str(uuid4())}
    response = client.post(path, json=body, headers=headers)
    told: dict[str, Any] = {"won": response.is_success}
    if response.status_code == httpx2.codes.CONFLICT:
        problem = response.json()
        told |= {"code": problem["code"], "why": problem["detail"]}
    elif not response.is_success:
        told["defect"] = f"{response.status_code} {response.text}"
    return told | {"seconds": time.perf_counter() - began}


if __name__ == "__main__":
    main()
