"""An application with one route that changes a row, and fails when it is told to."""

from collections.abc import Iterator
from typing import Annotated

import pytest
from fastapi import APIRouter, Depends, Response
from sqlalchemy import func, select

from api.changes import Change, Changes, Changing
from api.etags import etag_of_key
from api.routing import router_of
from api.schemas.types import Ask, Id, Told
from scheduler.access.models import ApiKey
from scheduler.access.permissions import Permission
from scheduler.audit.context import audited
from scheduler.audit.models import AuditEntry
from scheduler.database.database import Database
from scheduler.idempotency.models import GivenReply
from tests.api.bare import Bare, bare

MakesDep = Annotated[Changing, Depends(Changes(Permission.MANAGE_KEYS))]


class Wanted(Ask):
    """A new name for the key of whoever asks."""

    name: Id


class Named(Told):
    """The name it has."""

    name: str


class Desk:
    """An application with one route that changes a row."""

    def __init__(self, made: Bare) -> None:
        self.bare = made
        self.key_id = made.text.split("_")[1]
        self.tries = 0
        self.failures: list[Exception] = []
        made.app.include_router(self.router())

    def router(self) -> APIRouter:
        """Renames the key of whoever asks."""
        router = router_of("desk", "/desk")

        @router.post("", operation_id="rename", response_model=Named)
        def rename(changing: MakesDep, body: Wanted, x: int = 0) -> Response:
            def work(change: Change) -> Named:
                self.tries += 1
                change.require_match(
                    lambda: etag_of_key(change.session, ApiKey, self.key_id)
                )
                audited(change.session, change.now, change.actor, "rename")
                change.session.get_one(ApiKey, self.key_id).name = body.name
                change.session.flush()
                if self.failures:
                    raise self.failures.pop(0)
                change.headers["ETag"] = etag_of_key(
                    change.session, ApiKey, self.key_id
                )
                return Named(name=body.name)

            return changing.make(work, status=201)

        @router.post("/nothing", operation_id="nothing", response_model=None)
        def nothing(changing: MakesDep) -> Response:
            return changing.make(lambda _: None)

        return router

    @property
    def name(self) -> str:
        """What the row says."""
        with self.bare.database.reading() as session:
            return session.get_one(ApiKey, self.key_id).name

    def rows(self) -> tuple[int, int]:
        """How many entries of the audit trail, and replies that are kept."""
        with self.bare.database.reading() as session:
            entries, replies = (
                session.scalar(select(func.count()).select_from(table)) or 0
                for table in (AuditEntry, GivenReply)
            )
        return entries, replies


@pytest.fixture
def desk(database: Database) -> Iterator[Desk]:
    """The application on each kind of database in turn."""
    with bare(database) as made:
        yield Desk(made)


@pytest.fixture
def one_desk(sqlite_database: Database) -> Iterator[Desk]:
    """The application on SQLite."""
    with bare(sqlite_database) as made:
        yield Desk(made)
