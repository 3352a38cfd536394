"""What-ifs of a small week, over HTTP, solved in this process."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx2
import pytest
from starlette.testclient import TestClient

from api.state import State
from scheduler.access import keys
from scheduler.access.roles import Role
from scheduler.database.database import Database
from scheduler.planning import solve_step
from tests.api.applications import application
from tests.api.service import TERMINAL, Person, Service, StoppedClock
from tests.architecture.repository import ROOT
from tests.scheduler.planning.seeds import NETWORK, seed_planned
from tests.scheduler.scenarios.what_ifs import WhatIfs, solve_here

THIRD, STOP = "third-scanner", "oslo-cyclotron-stop"
CLOSED = {"change": "close_scanner", "scanner": "ULV-PET2"}


@dataclass
class Ward:
    """The application, with a plan of the small week in force."""

    service: Service
    what_ifs: WhatIfs

    @property
    def there(self) -> str:
        """Where what-ifs are."""
        return self.service.at("scenarios")

    def ask(self, *changes: dict[str, Any], **more: Any) -> httpx2.Response:
        """Ask for one, as a planner."""
        body = {"name": "a test", "changes": changes, **more}
        return self.service.planner.post(self.there, body)

    def solved(self, *changes: dict[str, Any]) -> str:
        """Ask for one, and have a worker do it; its id."""
        asked = self.ask(*changes)
        assert asked.status_code == 202, asked.text
        scenario_id: str = asked.json()["scenario_id"]
        self.what_ifs.solve(scenario_id)
        return scenario_id

    def compared(self, *changes: dict[str, Any]) -> dict[str, Any]:
        """What came of one."""
        found = self.service.planner.get(
            f"{self.there}/{self.solved(*changes)}/comparison"
        )
        assert found.status_code == 200, found.text
        told: dict[str, Any] = found.json()
        return told

    def promote(self, scenario_id: str) -> httpx2.Response:
        """Propose its plan."""
        reason = {"reason": "the scanner is closed"}
        return self.service.planner.post(
            f"{self.there}/{scenario_id}/promotion", reason
        )


@pytest.fixture
def ward(database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ward]:
    """The small week, and a solver in this process."""
    monkeypatch.setattr(solve_step, "solve_apart", solve_here)
    seeded = seed_planned(database, "two-scanners")
    clock = StoppedClock(seeded.now)
    with database.writing() as session:
        _, text = keys.first_administrator(session, clock(), TERMINAL)
    app = application(State(database, clock))
    with TestClient(app, raise_server_exceptions=False) as client:
        people = {(Role.ADMINISTRATOR, ()): Person(client, text)}
        service = Service(database, clock, client, NETWORK, people)
        yield Ward(service, WhatIfs(seeded))


def changes_of(name: str) -> list[dict[str, Any]]:
    """Changes of the fixtures."""
    path = ROOT / "fixtures" / "scenarios" / f"{name}.json"
    found: list[dict[str, Any]] = json.loads(path.read_bytes())["changes"]
    return found


def figures(found: dict[str, Any]) -> dict[str, tuple[float, float]]:
    """Both sides of each figure that is about everybody, by name."""
    return {
        each["name"]: (each["before"], each["after"])
        for each in found["figures"]
        if each["priority"] is None
    }
