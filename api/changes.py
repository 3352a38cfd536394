"""Changes: one transaction, one audit entry, one answer however often it is asked."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Header, Request, Response
from pydantic import BaseModel
from sqlalchemy.orm import Session

from api.dependencies import BearerDep, Needs
from api.errors import KeyMissing, PreconditionFailed
from api.schemas.types import PathId
from api.state import State
from scheduler import canonical
from scheduler.access.discretion import discreet
from scheduler.access.permissions import Permission
from scheduler.access.principals import Principal
from scheduler.access.viewing import Viewer
from scheduler.actors import Actor
from scheduler.errors import Invalid
from scheduler.idempotency.models import LONGEST_KEY
from scheduler.idempotency.service import Reply, fingerprint_of, once
from solver.errors import Issue

JSON = "application/json"

KeyHeader = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        description="Required. The same request under the same key is done once, and "
        "answered alike for 30 days; another request needs another key.",
        max_length=LONGEST_KEY,
    ),
]

MatchHeader = Annotated[
    str | None,
    Header(
        alias="If-Match",
        description="ETag of what was seen: 412 if it has changed since.",
        max_length=1000,
    ),
]

REPLAYED = "Idempotency-Replayed"


async def _body(request: Request) -> bytes:
    return await request.body()


BodyDep = Annotated[bytes, Depends(_body)]


@dataclass
class Change:
    """
    A change while it is made.

    Parameters
    ----------
    if_match
        ETags that the caller has seen; ``None`` if it does not matter.
    """

    session: Session
    now: datetime
    principal: Principal
    if_match: str | None
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def actor(self) -> Actor:
        """Who makes it."""
        return self.principal.actor

    def require_match(self, etag: Callable[[], str]) -> None:
        """
        Refuse to change what the caller has not seen as it is.

        Raises
        ------
        PreconditionFailed
            If it has changed since.

        """
        if self.if_match is None or self.if_match.strip() == "*":
            return
        seen = {each.strip().removeprefix("W/") for each in self.if_match.split(",")}
        if etag() not in seen:
            raise PreconditionFailed("it has changed since you saw it: look again")


@dataclass
class ChangeInNetwork(Change):
    """A change of one network; the viewer says what of it is there for them."""

    network_id: str = ""

    def __post_init__(self) -> None:
        self.viewer = Viewer(self.session, self.now, self.principal, self.network_id)


@dataclass(frozen=True)
class Changing:
    """Somebody known who asks for a change they may make."""

    state: State
    principal: Principal
    key: str
    fingerprint: str
    if_match: str | None

    def make(
        self, work: Callable[[Change], BaseModel | None], *, status: int = 200
    ) -> Response:
        """
        Make it, or tell what it was answered with when it was made.

        Parameters
        ----------
        work
            Makes the change and returns the answer; it may be called again if the
            plan moves meanwhile. ``None`` answers 204.
        """

        def made(session: Session) -> tuple[Reply, bool]:
            now = self.state.clock()
            change = Change(session, now, self.principal, self.if_match)

            def make() -> Reply:
                return _reply(work(change), status, change.headers)

            return once(
                session,
                now,
                self.principal.actor,
                key=self.key,
                fingerprint=self.fingerprint,
                make=make,
            )

        reply, is_replayed = self.state.database.run(made)
        headers = dict(reply.headers)
        if is_replayed:
            headers[REPLAYED] = "true"
        return Response(reply.body, status_code=reply.status, headers=headers)


@dataclass(frozen=True)
class ChangingInNetwork(Changing):
    """Somebody known who asks for a change of one network."""

    network_id: str

    def apply(
        self,
        work: Callable[[ChangeInNetwork], BaseModel | None],
        *,
        status: int = 200,
    ) -> Response:
        """Make it; as ``make``, with what they see of the network."""

        def in_network(change: Change) -> BaseModel | None:
            inside = ChangeInNetwork(
                change.session,
                change.now,
                change.principal,
                change.if_match,
                change.headers,
                self.network_id,
            )
            with discreet(inside.viewer):
                return work(inside)

        return self.make(in_network, status=status)


class Changes:
    """Tells who asks for a change, and under which key."""

    def __init__(self, permission: Permission) -> None:
        self.permission = permission
        self._needs = Needs(permission)

    def __call__(
        self,
        request: Request,
        credentials: BearerDep,
        body: BodyDep,
        key: KeyHeader = None,
        if_match: MatchHeader = None,
    ) -> Changing:
        """
        Somebody known, with the permission, and the key of the request.

        Raises
        ------
        Unauthenticated
            If nobody knows who asks.
        Forbidden
            If they may not.
        KeyMissing
            If the request has no ``Idempotency-Key``.

        """
        asking = self._needs(request, credentials)
        return Changing(
            asking.state,
            asking.principal,
            _key(key),
            fingerprint_of(
                _entitled(asking.principal),
                request.method.encode(),
                request.scope["raw_path"],
                request.scope["query_string"],
                body,
            ),
            if_match,
        )


class ChangesInNetwork:
    """The same, for what is changed in one network."""

    def __init__(self, permission: Permission) -> None:
        self.permission = permission
        self._changes = Changes(permission)

    def __call__(
        self,
        request: Request,
        credentials: BearerDep,
        body: BodyDep,
        network_id: PathId,
        key: KeyHeader = None,
        if_match: MatchHeader = None,
    ) -> ChangingInNetwork:
        """Somebody known, with the permission, the key, and the network they name."""
        asked = self._changes(request, credentials, body, key, if_match)
        return ChangingInNetwork(
            asked.state,
            asked.principal,
            asked.key,
            asked.fingerprint,
            asked.if_match,
            network_id,
        )


def _entitled(principal: Principal) -> bytes:
    """Role and scope: who has another by now is not told what was answered before."""
    scope = {kind.value: sorted(ids) for kind, ids in principal.scope.items()}
    return canonical.dumps([principal.role.value, scope]).encode()


def _key(key: str | None) -> str:
    if key is None or not key.strip():
        raise KeyMissing("send an Idempotency-Key of your own with every change")
    if not (key.isascii() and key.isprintable()):
        raise Invalid([Issue("Idempotency-Key", "is not of printable ASCII letters")])
    return key


def _reply(model: BaseModel | None, status: int, headers: Mapping[str, str]) -> Reply:
    if model is None:
        return Reply(204, dict(headers), b"")
    told = {"Content-Type": JSON} | dict(headers)
    return Reply(status, told, model.model_dump_json().encode())
