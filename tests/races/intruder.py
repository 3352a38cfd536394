"""
One process that writes occupations past the program: looks, and then writes.

Run as ``python -m tests.races.intruder URL``; attempts come as a line of JSON on stdin.
"""

import json
import sys
import time
from datetime import datetime, timedelta
from typing import cast

from psycopg.errors import DeadlockDetected
from sqlalchemy import Table, insert, select
from sqlalchemy.exc import IntegrityError, OperationalError

from scheduler.database.conflicts import guard_of
from scheduler.database.database import Database
from scheduler.planning.items import OccupationRow
from tests.races.ward import NETWORK

MOMENT_S = 0.001
"""Between looking and writing: so long the slot may be taken by somebody else."""

_TABLE = cast("Table", OccupationRow.__table__)


def main() -> None:
    """Attempt everything that the first line of stdin asks for, after the second."""
    asked = json.loads(sys.stdin.readline())
    database = Database(sys.argv[1])
    _tell("ready")
    sys.stdin.readline()
    for each in asked["attempts"]:
        _tell(json.dumps(each | {"won": _wins(database, each)}))
    database.close()


def _wins(database: Database, attempt: dict[str, str]) -> bool:
    starts_at = datetime.fromisoformat(attempt["starts_at"])
    row = {
        "network_id": NETWORK,
        "first_revision": 1,
        "owner_id": attempt["owner"],
        "part": "visit",
        "position": 0,
        "resource_id": attempt["resource"],
        "purpose": "place",
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(minutes=30),
        "is_fact": False,
    }
    with database.reading() as session:
        taken = session.scalar(
            select(_TABLE.c.owner_id).where(
                _TABLE.c.resource_id == row["resource_id"],
                _TABLE.c.starts_at < row["ends_at"],
                _TABLE.c.ends_at > starts_at,
            )
        )
    if taken is not None:
        return False
    time.sleep(MOMENT_S)
    while True:
        try:
            # Two who wait for each other's row are told apart by the database.
            database.run(
                lambda session: session.connection().execute(insert(_TABLE).values(row))
            )
        except IntegrityError as error:
            if guard_of(error) != "no_overlap":
                raise
            return False
        except OperationalError as error:
            # Who takes no turns may wait for the same again, and is told so again.
            if not isinstance(error.orig, DeadlockDetected):
                raise
        else:
            return True


def _tell(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
