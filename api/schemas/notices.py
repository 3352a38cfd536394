"""Notices: what people are told."""

from datetime import datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import ConfigDict, Field

from api.schemas.types import Ask, Id, Told
from scheduler.notices.reading import NoticeSeen


class NoticesAsked(Ask):
    """Which notices; what is left out does not matter."""

    model_config = ConfigDict(extra="ignore")

    kind: Annotated[Id | None, Field(description="as `visit_lost`")] = None
    unread: Annotated[
        bool, Field(description="only what the caller has not marked as read")
    ] = False


class NoticeRead(Told):
    """Something that concerns the caller; times are local to the network."""

    notice_id: str
    at: datetime
    kind: str
    subject: Annotated[str, Field(description="id of the visit, batch or version")]
    details: dict[str, Any]
    read_at: datetime | None


def notice_read(seen: NoticeSeen, zone: ZoneInfo) -> NoticeRead:
    """A notice as it is told."""
    notice, read_at = seen.notice, seen.read_at
    return NoticeRead(
        notice_id=notice.id,
        at=notice.at.astimezone(zone),
        kind=notice.kind,
        subject=notice.subject,
        details=notice.details,
        read_at=None if read_at is None else read_at.astimezone(zone),
    )
