"""API keys: made, listed, revoked."""

from datetime import UTC
from typing import Annotated

from fastapi import Depends, Request, Response
from sqlalchemy.orm import Session

from api.addresses import address_of
from api.changes import Change, Changes, Changing
from api.dependencies import Asking, Needs
from api.etags import NOT_MODIFIED, etag_of_key, is_known, not_modified
from api.pagination import Page, PageDep, page_of
from api.routing import router_of
from api.schemas.keys import (
    KeyAsked,
    KeyMade,
    KeyRead,
    Revocation,
    key_made,
    key_read,
)
from api.schemas.types import PathId
from api.shown_once import shown_once
from scheduler.access import keys
from scheduler.access.models import ApiKey
from scheduler.access.permissions import Permission

router = router_of("keys", "/keys")

SeesDep = Annotated[Asking, Depends(Needs(Permission.MANAGE_KEYS))]
ManagesDep = Annotated[Changing, Depends(Changes(Permission.MANAGE_KEYS))]


@router.get("", operation_id="list_keys")
def list_keys(asking: SeesDep, page: PageDep) -> Page[KeyRead]:
    """All keys there ever were, the oldest first."""
    with asking.reading() as (session, now):
        found = keys.all_keys(session)
        return page_of(found, page, _place, lambda each: key_read(each, now))


@router.get(
    "/{key_id}",
    operation_id="get_key",
    response_model=KeyRead,
    responses=NOT_MODIFIED,
)
def get_key(
    asking: SeesDep, request: Request, response: Response, key_id: PathId
) -> KeyRead | Response:
    """A key, without what it is, with its ETag."""
    with asking.reading() as (session, now):
        key = keys.key_named(session, key_id)
        etag = _etag(session, key_id)
        if is_known(request, etag):
            return not_modified(etag)
        response.headers["ETag"] = etag
        return key_read(key, now)


@router.post("", operation_id="create_key", response_model=KeyMade, status_code=201)
def create_key(changing: ManagesDep, body: KeyAsked) -> Response:
    """Make a key; the answer shows it this once, and is kept without it."""
    shown = ""

    def work(change: Change) -> KeyMade:
        nonlocal shown
        made, shown = keys.create(
            change.session,
            change.now,
            change.actor,
            name=body.name,
            role=body.role,
            scope=body.scope.as_scope(),
            expires_at=body.expires_at,
        )
        change.session.refresh(made)
        change.headers["Location"] = address_of("keys", made.id)
        change.headers["ETag"] = _etag(change.session, made.id)
        return key_made(made, change.now)

    return shown_once(changing.make(work, status=201), KeyMade, key=shown)


@router.post("/{key_id}/revocation", operation_id="revoke_key", response_model=KeyRead)
def revoke_key(changing: ManagesDep, key_id: PathId, body: Revocation) -> Response:
    """Refuse a key from the next request on, for good."""

    def work(change: Change) -> KeyRead:
        keys.key_named(change.session, key_id)
        change.require_match(lambda: _etag(change.session, key_id))
        revoked = keys.revoke(
            change.session,
            change.now,
            change.actor,
            key_id=key_id,
            reason=body.reason,
        )
        change.session.flush()
        change.headers["ETag"] = _etag(change.session, key_id)
        return key_read(revoked, change.now)

    return changing.make(work)


def _etag(session: Session, key_id: str) -> str:
    return etag_of_key(session, ApiKey, key_id)


def _place(key: ApiKey) -> tuple[str | int, ...]:
    return key.created_at.astimezone(UTC).isoformat(), key.id
