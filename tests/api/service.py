"""The application on a database of a test's own, and people with keys to ask it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import httpx2
import pytest
from starlette.testclient import TestClient

from api.state import State
from scheduler.access import keys
from scheduler.access.roles import Role, ScopeKind
from scheduler.actors import Actor
from scheduler.database.database import Database
from scheduler.imports.service import import_file
from tests.api.applications import application
from tests.architecture.repository import ROOT
from tests.copies import brought_to

NETWORK = "norway-week"
START = datetime(2026, 9, 11, 13, tzinfo=UTC)
"""The instant at which the demo week is planned."""

TERMINAL = Actor("test:terminal")
_NUMBERS = count(1)
_FIRST_KEYS: dict[bool, str] = {}
"""The administrator's key in the state that is copied, on SQLite and elsewhere."""


@dataclass
class StoppedClock:
    """A clock that stands until it is told to go on."""

    now: datetime = START

    def __call__(self) -> datetime:
        """What it shows."""
        return self.now

    def go_on(self, **by: float) -> None:
        """Some hours, minutes or seconds later."""
        self.now += timedelta(**by)


class Person:
    """Somebody with a key; every change has an idempotency key of its own."""

    def __init__(self, client: TestClient, key: str | None) -> None:
        self.key = key
        self._client = client

    def get(self, path: str, **more: Any) -> httpx2.Response:
        """Ask for something under ``/api/v1``, or at a whole path."""
        return self._send("GET", path, **more)

    def post(
        self, path: str, body: object = None, *, once: str | None = None, **more: Any
    ) -> httpx2.Response:
        """Ask for a change."""
        headers = {
            "Idempotency-Key": once or f"test-{next(_NUMBERS)}",
            "Content-Type": "application/json",
        }
        headers |= more.pop("headers", {})
        return self._send("POST", path, json=body or {}, headers=headers, **more)

    def _send(self, method: str, path: str, **more: Any) -> httpx2.Response:
        headers = more.pop("headers", {})
        if self.key is not None:
            headers = {"Authorization": f"Bearer {self.key}"} | headers
        where = path if path.startswith("/") else f"/api/v1/{path}"
        response = self._client.request(method, where, headers=headers, **more)
        assert isinstance(response, httpx2.Response)
        return response


@dataclass
class Service:
    """An application, its database and its clock."""

    database: Database
    clock: StoppedClock
    client: TestClient
    network: str = NETWORK
    _people: dict[Any, Person] = field(default_factory=dict)

    def person(self, role: Role, **scope: list[str]) -> Person:
        """
        Somebody of a role.

        Parameters
        ----------
        scope
            ``site``, ``unit``, ``trial``: what they are limited to, in the network.
        """
        known = (role, tuple((kind, *ids) for kind, ids in sorted(scope.items())))
        if known not in self._people:
            self._people[known] = Person(self.client, self.new_key(role, scope))
        return self._people[known]

    def new_key(self, role: Role, scope: dict[str, list[str]]) -> str:
        """A key of somebody."""
        limits = {ScopeKind(kind): ids for kind, ids in scope.items()}
        if role is not Role.ADMINISTRATOR:
            limits |= {ScopeKind.NETWORK: [self.network]}
        with self.database.writing() as session:
            _, text = keys.create(
                session,
                self.clock(),
                TERMINAL,
                name=f"{role.value} {len(self._people)}",
                role=role,
                scope=limits,
            )
        return text

    @property
    def administrator(self) -> Person:
        """Somebody who may do everything."""
        return self.person(Role.ADMINISTRATOR)

    @property
    def planner(self) -> Person:
        """Somebody who plans the whole network."""
        return self.person(Role.PLANNER)

    @property
    def nobody(self) -> Person:
        """Somebody without a key."""
        return Person(self.client, None)

    def at(self, path: str) -> str:
        """A path inside the network."""
        return f"networks/{self.network}/{path}"

    def book(self, *visit_ids: str) -> list[dict[str, Any]]:
        """Confirm the first offer of some visits, one after the other."""
        booked = []
        for visit_id in visit_ids:
            there = self.at(f"visits/{visit_id}")
            offered = self.planner.get(f"{there}/offers").json()["offers"]
            asked = {"offer": offered[0]["token"]}
            answer = self.planner.post(f"{there}/confirmation", asked)
            assert answer.status_code == 200, answer.text
            booked.append(answer.json())
        return booked


def week() -> bytes:
    """The planning file of the demo week."""
    return (ROOT / "fixtures" / "demo" / f"{NETWORK}.json").read_bytes()


def service_on(database: Database) -> Iterator[Service]:
    """The application, with the demo week imported and nothing planned."""
    clock = StoppedClock()

    def make() -> None:
        with database.writing() as session:
            import_file(session, clock(), TERMINAL, week(), network_id=NETWORK)
        with database.writing() as session:
            _, text = keys.first_administrator(session, clock(), TERMINAL)
        _FIRST_KEYS[database.is_sqlite] = text

    brought_to(database, "the demo week, and an administrator", make)
    with TestClient(
        application(State(database, clock)), raise_server_exceptions=False
    ) as client:
        first = Person(client, _FIRST_KEYS[database.is_sqlite])
        people = {(Role.ADMINISTRATOR, ()): first}
        yield Service(database, clock, client, _people=people)


@pytest.fixture
def service(database: Database) -> Iterator[Service]:
    """The application on each kind of database in turn."""
    yield from service_on(database)


@pytest.fixture
def sqlite_service(sqlite_database: Database) -> Iterator[Service]:
    """The application on SQLite."""
    yield from service_on(sqlite_database)
