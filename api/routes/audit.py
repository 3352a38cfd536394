"""The audit trail: read, verified, and where it ends."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import Depends, Query

from api.dependencies import Asking, Needs
from api.pagination import Page, PageDep, SortKey, page_from
from api.routing import router_of
from api.schemas.audit import (
    ChainAsked,
    EntriesAsked,
    EntryRead,
    HeadRead,
    HeadsRead,
    VerificationRead,
    entry_read,
    verification_read,
)
from scheduler.access.permissions import Permission
from scheduler.access.redaction.chains import chains_seen
from scheduler.audit.heads import heads
from scheduler.audit.listing import EntryFilter, entries_after
from scheduler.audit.models import AuditEntry
from scheduler.audit.reading import verdict_on

router = router_of("audit", "/audit")

SeesDep = Annotated[Asking, Depends(Needs(Permission.SEE_AUDIT))]


@router.get("/entries", operation_id="list_audit_entries")
def list_audit_entries(
    asking: SeesDep, wanted: Annotated[EntriesAsked, Query()], page: PageDep
) -> Page[EntryRead]:
    """Entries by chain and number."""
    with asking.reading() as (session, _):
        which = EntryFilter(
            chains=chains_seen(session, asking.principal, wanted.chain),
            subject=wanted.subject,
            actor=wanted.actor,
            action=wanted.action,
            from_at=wanted.from_at,
            to_at=wanted.to_at,
        )

        def read(after: SortKey | None, limit: int) -> Sequence[AuditEntry]:
            place = None if after is None else (str(after[0]), int(after[1]))
            return entries_after(session, which, place, limit)

        return page_from(read, page, _place, entry_read, like=("", 0))


@router.get("/verification", operation_id="verify_audit")
def verify_audit(
    asking: SeesDep, wanted: Annotated[ChainAsked, Query()]
) -> VerificationRead:
    """Whether chains hold; a head that was kept elsewhere tells a rewrite."""
    with asking.reading() as (session, _):
        found = chains_seen(session, asking.principal, wanted.chain)
        return verification_read(
            [verdict_on(session, each, wanted.anchor) for each in found]
        )


@router.get("/heads", operation_id="list_audit_heads")
def list_audit_heads(asking: SeesDep) -> HeadsRead:
    """Where chains end now, to be kept where nobody can change it."""
    with asking.reading() as (session, _):
        seen = set(chains_seen(session, asking.principal))
        found = [each for each in heads(session) if each.chain in seen]
        return HeadsRead(heads=[HeadRead.model_validate(each) for each in found])


def _place(entry: AuditEntry) -> tuple[str | int, ...]:
    return entry.chain, entry.number
