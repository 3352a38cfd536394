"""Notices, as somebody who is concerned reads them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import Session

from scheduler.actors import Actor
from scheduler.errors import NotFound
from scheduler.notices.audience import Scope, is_for
from scheduler.notices.models import Notice, NoticeReading


@dataclass(frozen=True)
class Reader:
    """
    Who reads the notices of a network.

    Parameters
    ----------
    scope
        What they are limited to: they see what is for one of each.
    """

    network_id: str
    actor: Actor
    scope: Scope


@dataclass(frozen=True)
class NoticeSeen:
    """A notice, and when its reader has marked it as read."""

    notice: Notice
    read_at: datetime | None


def notices_before(
    session: Session,
    reader: Reader,
    *,
    before: str | None = None,
    kind: str | None = None,
    is_unread: bool = False,
    limit: int = 50,
) -> Sequence[NoticeSeen]:
    """
    At most so many notices that are theirs, the newest first.

    Parameters
    ----------
    before
        Id of one of theirs: those that were told before it.
    """
    wanted = _theirs(reader)
    if before is not None:
        last = _theirs(reader).with_only_columns(Notice.number)
        told = last.where(Notice.id == before).correlate(None).scalar_subquery()
        wanted = wanted.where(Notice.number < told)
    if kind is not None:
        wanted = wanted.where(Notice.kind == kind)
    if is_unread:
        wanted = wanted.where(NoticeReading.at.is_(None))
    rows = session.execute(wanted.order_by(Notice.number.desc()).limit(limit))
    return [NoticeSeen(notice, read_at) for notice, read_at in rows]


def mark_read(
    session: Session, now: datetime, reader: Reader, notice_id: str
) -> NoticeSeen:
    """
    Note that they have read it; once more changes nothing.

    Raises
    ------
    NotFound
        If there is no such notice, or it is not theirs.

    """
    theirs = _theirs(reader).where(Notice.id == notice_id)
    row = session.execute(theirs.with_for_update(of=Notice)).one_or_none()
    if row is None:
        raise NotFound("notice", notice_id)
    seen = NoticeSeen(row[0], row[1])
    if seen.read_at is not None:
        return seen
    session.merge(
        NoticeReading(
            network_id=reader.network_id,
            notice_id=notice_id,
            actor=reader.actor.id,
            at=now,
        )
    )
    return NoticeSeen(seen.notice, now)


def _theirs(reader: Reader) -> Select[Notice, datetime]:
    read = and_(
        NoticeReading.network_id == Notice.network_id,
        NoticeReading.notice_id == Notice.id,
        NoticeReading.actor == reader.actor.id,
    )
    return (
        select(Notice, NoticeReading.at)
        .outerjoin(NoticeReading, read)
        .where(Notice.network_id == reader.network_id, is_for(reader.scope))
    )
