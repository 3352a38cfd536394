"""What routes ask for: who asks, with which permission, in which network."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlalchemy.orm import Session

from api.errors import Unauthenticated, request_id_of
from api.schemas.types import PathId
from api.state import State, state_of
from scheduler.access.discretion import discreet
from scheduler.access.permissions import Permission
from scheduler.access.principals import Principal
from scheduler.access.viewing import Viewer, require_permission

BEARER = HTTPBearer(
    auto_error=False,
    scheme_name="bearer",
    description="An API key (`tp_…`), or a token of the identity provider.",
)

BearerDep = Annotated[HTTPAuthorizationCredentials | None, Security(BEARER)]


@dataclass(frozen=True)
class Asking:
    """Somebody known, who asks for something they may do."""

    state: State
    principal: Principal

    @contextmanager
    def reading(self) -> Iterator[tuple[Session, datetime]]:
        """A session that only reads, and *now*."""
        with self.state.database.reading() as session:
            yield session, self.state.clock()


@dataclass(frozen=True)
class AskingInNetwork(Asking):
    """Somebody known who asks about one network."""

    network_id: str

    @contextmanager
    def viewing(self) -> Iterator[Viewer]:
        """
        What they see of it.

        Raises
        ------
        NotFound
            If it is not theirs, or not there.

        """
        with self.reading() as (session, now):
            viewer = Viewer(session, now, self.principal, self.network_id)
            with discreet(viewer):
                yield viewer


class Needs:
    """Tells who asks, and refuses whom the permission is missing."""

    def __init__(self, permission: Permission) -> None:
        self.permission = permission

    def __call__(self, request: Request, credentials: BearerDep) -> Asking:
        """
        Somebody known, with the permission.

        Raises
        ------
        Unauthenticated
            If nobody knows who asks.
        Forbidden
            If they may not.

        """
        state = state_of(request)
        principal = principal_of(request, credentials)
        require_permission(principal, self.permission)
        return Asking(state, principal)


class NeedsInNetwork:
    """The same, for what is about one network."""

    def __init__(self, permission: Permission) -> None:
        self.permission = permission
        self._needs = Needs(permission)

    def __call__(
        self, request: Request, credentials: BearerDep, network_id: PathId
    ) -> AskingInNetwork:
        """Somebody known, with the permission, and the network they name."""
        asking = self._needs(request, credentials)
        return AskingInNetwork(asking.state, asking.principal, network_id)


def principal_of(
    request: Request, credentials: HTTPAuthorizationCredentials | None
) -> Principal:
    """
    Who asks; each time the database is asked anew.

    Raises
    ------
    Unauthenticated
        If nobody knows.

    """
    state = state_of(request)
    found = None
    if credentials is not None:
        with state.database.reading() as session:
            found = state.credentials.principal(
                session,
                state.clock(),
                credentials.credentials,
                request_id=request_id_of(request),
            )
    if found is None:
        raise Unauthenticated("send a key that holds: Authorization: Bearer tp_…")
    return found
