"""The audit trail: entries, where chains end, and whether they hold."""

import json
from typing import Annotated, Any, Self

from pydantic import ConfigDict, Field, model_validator

from api.schemas.types import Ask, Id, Instant, Text, Told
from scheduler.audit.chain import Head
from scheduler.audit.models import AuditEntry
from scheduler.audit.verification import Verdict

_HASH = r"^[0-9a-f]{64}$"

_ChainName = Annotated[
    Id | None, Field(description="id of a network, or `system`; null: all of yours")
]


class EntriesAsked(Ask):
    """Which entries; what is left out does not matter."""

    model_config = ConfigDict(extra="ignore")

    chain: _ChainName = None
    subject: Annotated[
        Text | None, Field(description="something their changes name, as a visit's id")
    ] = None
    actor: Text | None = None
    action: Text | None = None
    from_at: Annotated[Instant | None, Field(description="included")] = None
    to_at: Annotated[Instant | None, Field(description="not included")] = None


class ChainAsked(Ask):
    """Which chain is verified, and against which head that was kept elsewhere."""

    model_config = ConfigDict(extra="ignore")

    chain: _ChainName = None
    number: Annotated[
        int | None, Field(ge=0, le=2**63 - 1, description="of a head kept elsewhere")
    ] = None
    hash: Annotated[
        str | None, Field(pattern=_HASH, description="of a head kept elsewhere")
    ] = None

    @model_validator(mode="after")
    def _is_whole_head(self) -> Self:
        given = [each is not None for each in (self.number, self.hash)]
        if any(given) and not (all(given) and self.chain is not None):
            raise ValueError("a head is a chain, a number and a hash")
        return self

    @property
    def anchor(self) -> Head | None:
        """The head that was kept elsewhere."""
        if self.chain is None or self.number is None or self.hash is None:
            return None
        return Head(self.chain, self.number, self.hash)


class EntryRead(Told):
    """Who changed what, when and why."""

    chain: str
    number: int
    at: Annotated[str, Field(description="UTC, as it was hashed")]
    actor: str
    action: str
    reason: str | None
    request_id: str | None
    changes: Annotated[
        list[Any] | None,
        Field(
            description="rows with old and new values, notes, and steps; null if the "
            "text was damaged"
        ),
    ]
    previous_hash: str
    hash: str


class HeadRead(Told):
    """Where a chain ends: to be kept where nobody can change it."""

    chain: str
    number: int
    hash: str


class ChainVerdict(HeadRead):
    """Where a chain ends, and all that is wrong with it."""

    issues: list[str]


class HeadsRead(Told):
    """Where chains end."""

    heads: list[HeadRead]


class VerificationRead(Told):
    """Whether chains hold."""

    is_whole: bool
    chains: list[ChainVerdict]


def entry_read(entry: AuditEntry) -> EntryRead:
    """An entry as it is told."""
    return EntryRead(
        chain=entry.chain,
        number=entry.number,
        at=entry.at,
        actor=entry.actor,
        action=entry.action,
        reason=entry.reason,
        request_id=entry.request_id,
        changes=_changes(entry.changes),
        previous_hash=entry.previous_hash,
        hash=entry.hash,
    )


def verification_read(verdicts: list[Verdict]) -> VerificationRead:
    """Verdicts as they are told."""
    return VerificationRead(
        is_whole=not any(each.issues for each in verdicts),
        chains=[
            ChainVerdict(
                **each.head._asdict(), issues=[str(issue) for issue in each.issues]
            )
            for each in verdicts
        ],
    )


def _changes(text: str) -> list[Any] | None:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, list) else None
