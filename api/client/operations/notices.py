"""What is asked of notices; written by ``api.client.generate``, not by hand."""

from collections.abc import Iterator
from typing import Unpack

from api.client.caller import Caller, Options, v1
from api.schemas.notices import NoticeRead


class Notices:
    """What is asked of notices."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def list_notices(
        self,
        network_id: str,
        *,
        kind: str | None = None,
        unread: bool | None = None,
        limit: int | None = None,
    ) -> Iterator[NoticeRead]:
        """What the caller was told: what is for their sites, units or trials."""
        return self._caller.pages(
            v1("networks", network_id, "notices"),
            NoticeRead,
            {"kind": kind, "unread": unread, "limit": limit},
        )

    def mark_notice_read(
        self, network_id: str, notice_id: str, **options: Unpack[Options]
    ) -> NoticeRead:
        """The caller has read it; others have not."""
        return self._caller.changed(
            v1("networks", network_id, "notices", notice_id, "reading"),
            NoticeRead,
            None,
            options,
        )
