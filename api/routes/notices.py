"""Notices: what concerns the caller, the newest first."""

from collections.abc import Sequence
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import Depends, Query, Response

from api.changes import ChangeInNetwork, ChangesInNetwork, ChangingInNetwork
from api.dependencies import AskingInNetwork, NeedsInNetwork
from api.pagination import Page, PageDep, SortKey, page_from
from api.routing import IN_NETWORK, router_of
from api.schemas.notices import NoticeRead, NoticesAsked, notice_read
from api.schemas.types import PathId
from scheduler.access.permissions import Permission
from scheduler.access.viewing import Viewer
from scheduler.networks.models import Network
from scheduler.notices.reading import NoticeSeen, Reader, mark_read, notices_before

router = router_of("notices", IN_NETWORK + "/notices")

SeesDep = Annotated[AskingInNetwork, Depends(NeedsInNetwork(Permission.SEE_NOTICES))]
ReadsDep = Annotated[
    ChangingInNetwork, Depends(ChangesInNetwork(Permission.SEE_NOTICES))
]


@router.get("", operation_id="list_notices")
def list_notices(
    asking: SeesDep, wanted: Annotated[NoticesAsked, Query()], page: PageDep
) -> Page[NoticeRead]:
    """What the caller was told: what is for their sites, units or trials."""
    with asking.viewing() as viewer:
        zone = _zone(viewer)

        def read(after: SortKey | None, limit: int) -> Sequence[NoticeSeen]:
            return notices_before(
                viewer.session,
                _reader(viewer),
                before=None if after is None else str(after[0]),
                kind=wanted.kind,
                is_unread=wanted.unread,
                limit=limit,
            )

        return page_from(
            read,
            page,
            lambda seen: (seen.notice.id,),
            lambda seen: notice_read(seen, zone),
            like=("",),
        )


@router.post(
    "/{notice_id}/reading",
    operation_id="mark_notice_read",
    response_model=NoticeRead,
)
def mark_notice_read(changing: ReadsDep, notice_id: PathId) -> Response:
    """The caller has read it; others have not."""

    def work(change: ChangeInNetwork) -> NoticeRead:
        reader = _reader(change.viewer)
        seen = mark_read(change.session, change.now, reader, notice_id)
        return notice_read(seen, _zone(change.viewer))

    return changing.apply(work)


def _reader(viewer: Viewer) -> Reader:
    principal = viewer.principal
    return Reader(viewer.network_id, principal.actor, principal.scope)


def _zone(viewer: Viewer) -> ZoneInfo:
    return ZoneInfo(viewer.session.get_one(Network, viewer.network_id).zone)
