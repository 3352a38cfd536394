"""API keys: asked for, shown once, listed."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from api.schemas.types import Ask, Id, Instant, Reason, Text, Told
from scheduler.access.models import ApiKey
from scheduler.access.roles import Role, ScopeKind

_Ids = Annotated[list[Id], Field(min_length=1, max_length=500)]


class ScopeAsked(Ask):
    """What a key is limited to; what is left out is not limited."""

    network: _Ids | None = None
    site: _Ids | None = None
    unit: _Ids | None = None
    trial: _Ids | None = None

    def as_scope(self) -> dict[ScopeKind, list[str]]:
        """The scope as use cases take it."""
        told: dict[str, list[str]] = self.model_dump(exclude_none=True)
        return {ScopeKind(kind): ids for kind, ids in told.items()}


class ScopeRead(Told):
    """What a key is limited to; what is null is not limited."""

    network: list[str] | None
    site: list[str] | None
    unit: list[str] | None
    trial: list[str] | None


class KeyAsked(Ask):
    """A key for somebody."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "name": "desk of Ålesund",
                    "role": "site_staff",
                    "scope": {"network": ["norway-week"], "site": ["AAL"]},
                    "expires_at": "2026-12-31T23:59+01:00",
                }
            ]
        }
    )

    name: Annotated[Text, Field(description="what it is for; names no person")]
    role: Role
    scope: ScopeAsked = ScopeAsked()
    expires_at: Annotated[
        Instant | None, Field(description="from when on it is refused; null: never")
    ] = None


class Revocation(Ask):
    """Refuse a key from now on, for good."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "it leaked"}]})

    reason: Reason


class KeyRead(Told):
    """A key, without what it is; times are UTC."""

    key_id: str
    name: str
    role: Role
    scope: ScopeRead
    state: Literal["active", "expired", "revoked"]
    created_at: datetime
    created_by: str
    expires_at: datetime | None
    revoked_at: datetime | None
    revoked_by: str | None


class KeyMade(KeyRead):
    """A key that was made."""

    key: Annotated[
        str | None,
        Field(
            description="the key itself, shown once: null when the same request is "
            "sent again, as it is kept nowhere"
        ),
    ]


def scope_read(scope: Mapping[ScopeKind, Collection[str]]) -> ScopeRead:
    """A scope as it is told."""
    told = {
        kind.value: sorted(scope[kind]) if kind in scope else None for kind in ScopeKind
    }
    return ScopeRead(**told)


def key_read(key: ApiKey, now: datetime) -> KeyRead:
    """A key as it is told."""
    return KeyRead.model_validate(_told(key, now))


def key_made(key: ApiKey, now: datetime) -> KeyMade:
    """A key that was made, without the key itself."""
    return KeyMade.model_validate(_told(key, now) | {"key": None})


def _told(key: ApiKey, now: datetime) -> dict[str, object]:
    return {
        "key_id": key.id,
        "name": key.name,
        "role": key.role,
        "scope": scope_read({ScopeKind(kind): ids for kind, ids in key.scope.items()}),
        "state": key.state(now),
        "created_at": key.created_at,
        "created_by": key.created_by,
        "expires_at": key.expires_at,
        "revoked_at": key.revoked_at,
        "revoked_by": key.revoked_by,
    }
