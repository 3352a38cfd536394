"""The application with routes of a test's own, on a database with nothing in it."""

import asyncio
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Annotated, Any

import pytest
from fastapi import APIRouter, Depends, Response
from pydantic import ConfigDict, Field
from starlette.testclient import TestClient
from starlette.types import Message

from api.app import Application
from api.changes import Change, Changes, Changing
from api.dependencies import Asking, Needs
from api.pagination import Page, PageDep, page_of
from api.routing import router_of
from api.schemas.types import Ask, Flag, Id, Number, PathId, Reason, Told
from api.state import State
from scheduler.access.keys import first_administrator
from scheduler.access.permissions import Permission
from scheduler.database.database import Database
from tests.api.applications import application
from tests.api.service import TERMINAL, Person, StoppedClock

SeesDep = Annotated[Asking, Depends(Needs(Permission.SEE_NETWORK))]
MakesDep = Annotated[Changing, Depends(Changes(Permission.MANAGE_KEYS))]

_NUMBERS = count(1)


class Inner(Ask):
    """Something inside."""

    model_config = ConfigDict(extra="forbid")

    number: Number = 0


class Asked(Ask):
    """What is asked of the routes of a test."""

    name: Id | None = None
    reason: Reason | None = None
    flag: Flag | None = None
    parts: list[Inner] = Field(default_factory=list)


class Said(Told):
    """What they say."""

    name: str


@dataclass
class Bare:
    """An application, who may do everything there, and what its routes do."""

    app: Application
    client: TestClient
    database: Database
    clock: StoppedClock
    text: str
    names: list[str] = field(default_factory=list)
    error: Exception | None = None

    @property
    def somebody(self) -> Person:
        """Somebody who may do everything."""
        return Person(self.client, self.text)

    @property
    def nobody(self) -> Person:
        """Somebody without a key."""
        return Person(self.client, None)

    def raw(
        self, data: bytes, path: str = "/api/v1/things", **headers: str
    ) -> Mapping[str, Any]:
        """Send a body as it is, and read the answer with its status."""
        told = {
            "Authorization": f"Bearer {self.text}",
            "Content-Type": "application/json",
            "Idempotency-Key": f"raw-{next(_NUMBERS)}",
        } | headers
        answer = self.client.post(path, content=data, headers=told)
        return {"status": answer.status_code, **answer.json()}


@contextmanager
def bare(database: Database, **given: Any) -> Iterator[Bare]:
    """The application, with routes that do what a test says."""
    clock = StoppedClock()
    with database.writing() as session:
        _, text = first_administrator(session, clock(), TERMINAL)
    app = application(State(database, clock, **given))
    with TestClient(app, raise_server_exceptions=False) as client:
        made = Bare(app, client, database, clock, text)
        app.include_router(_things(made))
        yield made


def _things(bare: Bare) -> APIRouter:
    router = router_of("things", "/things")

    @router.get("", operation_id="list_things")
    def list_things(asking: SeesDep, page: PageDep) -> Page[Said]:
        return page_of(
            bare.names, page, lambda each: (each,), lambda each: Said(name=each)
        )

    @router.get("/{thing_id}", operation_id="get_thing")
    def get_thing(asking: SeesDep, thing_id: PathId) -> Said:
        if bare.error is not None:
            raise bare.error
        return Said(name=thing_id)

    @router.get("/{thing_id}/parts/{part_id}", operation_id="get_part")
    def get_part(asking: SeesDep, thing_id: PathId, part_id: PathId) -> Said:
        return Said(name=f"{thing_id} {part_id}")

    @router.post("", operation_id="make_thing", response_model=Said)
    def make_thing(changing: MakesDep, body: Asked) -> Response:
        def work(_: Change) -> Said:
            bare.names.append(body.name or "")
            return Said(name=body.name or "")

        return changing.make(work, status=201)

    return router


Answer = tuple[int, dict[str, str], bytes]
"""Status, headers and body."""


def called(
    app: Application, method: str, path: bytes, *chunks: bytes, **headers: str
) -> Answer:
    """Send a request as a server hands it over: a raw path, a body in pieces."""
    return asyncio.run(answer_to(app, method, path, *chunks, **headers))


async def answer_to(
    app: Application, method: str, path: bytes, *chunks: bytes, **headers: str
) -> Answer:
    """As ``called``, for those who wait for many at once."""
    where, _, query = path.partition(b"?")
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": where.decode("latin-1"),
        "raw_path": where,
        "query_string": query,
        "root_path": "",
        "headers": [
            (name.replace("_", "-").lower().encode(), value.encode())
            for name, value in headers.items()
        ],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
    }
    left: list[Message] = [
        {"type": "http.request", "body": chunk, "more_body": number < len(chunks)}
        for number, chunk in enumerate(chunks or [b""], 1)
    ]
    told: list[Message] = []

    async def receive() -> Message:
        return left.pop(0) if left else {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        told.append(message)

    await app(scope, receive, send)
    start = told[0]
    body = b"".join(each.get("body", b"") for each in told[1:])
    found = {name.decode(): value.decode() for name, value in start["headers"]}
    return start["status"], found, body


@pytest.fixture(scope="module")
def bare_of_module(
    migrated_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Bare]:
    """One application for all tests of a module; none of them changes a row."""
    path = tmp_path_factory.mktemp("bare") / "tracerplan.sqlite"
    shutil.copyfile(migrated_file, path)
    database = Database(f"sqlite:///{path}")
    with bare(database) as made:
        yield made
    database.close()


@pytest.fixture
def bare_service(bare_of_module: Bare) -> Bare:
    """The application with routes of a test's own, on SQLite."""
    bare_of_module.names.clear()
    bare_of_module.error = None
    return bare_of_module
