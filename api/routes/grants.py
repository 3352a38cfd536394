"""Grants: made, listed, revoked; whoever has one signs in elsewhere."""

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
from api.schemas.grants import GrantAsked, GrantRead, grant_read
from api.schemas.keys import Revocation
from api.schemas.types import PathId
from scheduler.access import grants
from scheduler.access.models import Grant
from scheduler.access.permissions import Permission

router = router_of("grants", "/grants")

SeesDep = Annotated[Asking, Depends(Needs(Permission.MANAGE_KEYS))]
ManagesDep = Annotated[Changing, Depends(Changes(Permission.MANAGE_KEYS))]


@router.get("", operation_id="list_grants")
def list_grants(asking: SeesDep, page: PageDep) -> Page[GrantRead]:
    """All grants there ever were, the oldest first."""
    with asking.reading() as (session, now):
        found = grants.all_grants(session)
        return page_of(found, page, _place, lambda each: grant_read(each, now))


@router.get(
    "/{grant_id}",
    operation_id="get_grant",
    response_model=GrantRead,
    responses=NOT_MODIFIED,
)
def get_grant(
    asking: SeesDep, request: Request, response: Response, grant_id: PathId
) -> GrantRead | Response:
    """A grant, without whom it is for, with its ETag."""
    with asking.reading() as (session, now):
        found = grants.grant_named(session, grant_id)
        etag = _etag(session, grant_id)
        if is_known(request, etag):
            return not_modified(etag)
        response.headers["ETag"] = etag
        return grant_read(found, now)


@router.post("", operation_id="create_grant", response_model=GrantRead, status_code=201)
def create_grant(changing: ManagesDep, body: GrantAsked) -> Response:
    """Let somebody in who signs in with an identity provider."""

    def work(change: Change) -> GrantRead:
        made = grants.grant(
            change.session,
            change.now,
            change.actor,
            issuer=body.issuer,
            subject=body.subject,
            name=body.name,
            role=body.role,
            scope=body.scope.as_scope(),
            expires_at=body.expires_at,
        )
        change.headers["Location"] = address_of("grants", made.id)
        change.headers["ETag"] = _etag(change.session, made.id)
        return grant_read(made, change.now)

    return changing.make(work, status=201)


@router.post(
    "/{grant_id}/revocation", operation_id="revoke_grant", response_model=GrantRead
)
def revoke_grant(changing: ManagesDep, grant_id: PathId, body: Revocation) -> Response:
    """Refuse somebody from the next request on, whatever token they have."""

    def work(change: Change) -> GrantRead:
        grants.grant_named(change.session, grant_id)
        change.require_match(lambda: _etag(change.session, grant_id))
        revoked = grants.revoke(
            change.session,
            change.now,
            change.actor,
            grant_id=grant_id,
            reason=body.reason,
        )
        change.session.flush()
        change.headers["ETag"] = _etag(change.session, grant_id)
        return grant_read(revoked, change.now)

    return changing.make(work)


def _etag(session: Session, grant_id: str) -> str:
    return etag_of_key(session, Grant, grant_id)


def _place(grant: Grant) -> tuple[str | int, ...]:
    return grant.created_at.astimezone(UTC).isoformat(), grant.id
