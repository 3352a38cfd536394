"""What is asked of audit; written by ``api.client.generate``, not by hand."""

from collections.abc import Iterator
from datetime import datetime

from api.client.caller import Caller, v1
from api.schemas.audit import EntryRead, HeadsRead, VerificationRead


class Audit:
    """What is asked of audit."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def list_audit_entries(
        self,
        *,
        chain: str | None = None,
        subject: str | None = None,
        actor: str | None = None,
        action: str | None = None,
        from_at: datetime | None = None,
        to_at: datetime | None = None,
        limit: int | None = None,
    ) -> Iterator[EntryRead]:
        """Entries by chain and number."""
        return self._caller.pages(
            v1("audit", "entries"),
            EntryRead,
            {
                "chain": chain,
                "subject": subject,
                "actor": actor,
                "action": action,
                "from_at": from_at,
                "to_at": to_at,
                "limit": limit,
            },
        )

    def verify_audit(
        self,
        *,
        chain: str | None = None,
        number: int | None = None,
        hash: str | None = None,
    ) -> VerificationRead:
        """Whether chains hold; a head that was kept elsewhere tells a rewrite."""
        return self._caller.got(
            v1("audit", "verification"),
            VerificationRead,
            {"chain": chain, "number": number, "hash": hash},
        )

    def list_audit_heads(self) -> HeadsRead:
        """Where chains end now, to be kept where nobody can change it."""
        return self._caller.got(v1("audit", "heads"), HeadsRead)
