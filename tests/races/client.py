"""
One process of a race: attempts one after the other, and how each of them ended.

Run as ``python -m tests.races.client URL``; what to attempt comes as a line of JSON on
stdin, one line per attempt goes to stdout.
"""

import importlib
import json
import sys
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from scheduler.actors import Actor
from scheduler.bookings.booking import confirm
from scheduler.bookings.moving import Move, move
from scheduler.bookings.tokens import token_of
from scheduler.database.database import Database
from scheduler.errors import Conflict
from scheduler.planning.approval import approve
from scheduler.planning.instants import Instants
from solver.plan.slot import Slot
from tests.races.ward import NETWORK, for_visit

Attempt = dict[str, Any]


def main() -> None:
    """Attempt everything that the first line of stdin asks for, after the second."""
    asked = json.loads(sys.stdin.readline())
    if asked["build"]:
        importlib.import_module(asked["build"]).install()
    now = datetime.fromisoformat(asked["now"])
    instants = Instants(datetime.fromisoformat(asked["origin"]))
    slots = [Slot.model_validate_json(json.dumps(each)) for each in asked["slots"]]
    actor = Actor(asked["name"])
    database = Database(sys.argv[1])
    _tell("ready")
    sys.stdin.readline()
    for attempt in asked["attempts"]:
        change = _change(attempt, slots, instants, now, actor)
        _tell(json.dumps(attempt | _ended(database, change)))
    database.close()


def _tell(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _change(
    attempt: Attempt,
    slots: list[Slot],
    instants: Instants,
    now: datetime,
    actor: Actor,
) -> Callable[[Session], object]:
    if attempt["kind"] == "approve":
        return lambda session: approve(
            session,
            now,
            actor,
            network_id=NETWORK,
            number=attempt["number"],
            reason="race",
        )
    visit = attempt["visit"]
    token = token_of(for_visit(slots[attempt["slot"]], visit), NETWORK, instants)
    if attempt["kind"] == "move":
        wanted = Move(visit, token, "race")
        return lambda session: move(
            session, now, actor, network_id=NETWORK, move=wanted
        )
    return lambda session: confirm(
        session, now, actor, network_id=NETWORK, visit_id=visit, offer=token
    )


def _ended(database: Database, change: Callable[[Session], object]) -> dict[str, Any]:
    """How an attempt ended: won, or refused with a code and in words."""
    began = time.perf_counter()
    try:
        database.run(change)
    except Conflict as refusal:
        told = {"won": False, "code": refusal.code, "why": str(refusal)}
    except Exception as defect:  # noqa: BLE001 - told as a fault of the build
        told = {"won": False, "defect": repr(defect)}
    else:
        told = {"won": True}
    return told | {"seconds": time.perf_counter() - began}


if __name__ == "__main__":
    main()
