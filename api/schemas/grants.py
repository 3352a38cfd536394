"""Grants: what people may do who sign in with an identity provider."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from api.schemas.keys import ScopeAsked, ScopeRead, scope_read
from api.schemas.types import Ask, Instant, Text, Told
from scheduler.access.grants import LONGEST_ISSUER, LONGEST_SUBJECT
from scheduler.access.models import Grant
from scheduler.access.roles import Role, ScopeKind
from scheduler.access.subjects import actor_id_of


class GrantAsked(Ask):
    """Let somebody in who signs in elsewhere."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "issuer": "https://login.example.org",
                    "subject": "3b1f6c0e-8f0f-4f7e-9a55-4f3c1d2b7a60",
                    "name": "desk of Ålesund",
                    "role": "site_staff",
                    "scope": {"network": ["norway-week"], "site": ["AAL"]},
                }
            ]
        }
    )

    issuer: Annotated[
        Text,
        Field(
            min_length=1,
            max_length=LONGEST_ISSUER,
            description="the identity provider, as its tokens say (`iss`)",
        ),
    ]
    subject: Annotated[
        Text,
        Field(
            min_length=1,
            max_length=LONGEST_SUBJECT,
            description="who they are to it (`sub`); only a hash of it is kept",
        ),
    ]
    name: Annotated[Text, Field(description="what it is for; names no person")]
    role: Role
    scope: ScopeAsked = ScopeAsked()
    expires_at: Annotated[
        Instant | None, Field(description="from when on it is refused; null: never")
    ] = None


class GrantRead(Told):
    """A grant, without whom it is for; times are UTC."""

    grant_id: str
    name: str
    issuer: str
    actor: Annotated[
        str, Field(description="what they go by in the audit trail; names nobody")
    ]
    role: Role
    scope: ScopeRead
    state: Literal["active", "expired", "revoked"]
    created_at: datetime
    created_by: str
    expires_at: datetime | None
    revoked_at: datetime | None
    revoked_by: str | None


def grant_read(grant: Grant, now: datetime) -> GrantRead:
    """A grant as it is told."""
    scope = {ScopeKind(kind): ids for kind, ids in grant.scope.items()}
    told = {
        "grant_id": grant.id,
        "name": grant.name,
        "issuer": grant.issuer,
        "actor": actor_id_of(grant.subject_hash),
        "role": grant.role,
        "scope": scope_read(scope),
        "state": grant.state(now),
        "created_at": grant.created_at,
        "created_by": grant.created_by,
        "expires_at": grant.expires_at,
        "revoked_at": grant.revoked_at,
        "revoked_by": grant.revoked_by,
    }
    return GrantRead.model_validate(told)
