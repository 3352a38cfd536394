"""Planning files: imported as networks, exported from them."""

from functools import partial
from typing import Annotated, Any

from fastapi import Depends, Query, Request, Response

from api.addresses import address_of
from api.bodies import json_bytes
from api.changes import JSON, Change, Changes, Changing
from api.dependencies import AskingInNetwork, NeedsInNetwork
from api.etags import NOT_MODIFIED, is_known, not_modified, quoted
from api.places import pointing_into
from api.routing import router_of
from api.schemas.planning_files import (
    PLANNING_FILE,
    ImportAsked,
    ImportRead,
    import_read,
)
from scheduler.access.permissions import Permission
from scheduler.access.roles import ScopeKind
from scheduler.exports.network_files import export_file
from scheduler.exports.planning_file import to_document
from scheduler.imports.service import import_file

LONGEST_FILE = 8 * 1024 * 1024
"""Bytes of a planning file."""

router = router_of("networks", "/networks", longest_body=LONGEST_FILE)

ExportsDep = Annotated[
    AskingInNetwork, Depends(NeedsInNetwork(Permission.EXCHANGE_FILES))
]
FileDep = Annotated[bytes, Depends(json_bytes)]
ImportsDep = Annotated[Changing, Depends(Changes(Permission.EXCHANGE_FILES))]

_CONTENT: dict[str, Any] = {"content": {JSON: {"schema": PLANNING_FILE}}}


@router.post(
    "",
    operation_id="import_planning_file",
    response_model=ImportRead,
    responses={201: {"model": ImportRead, "description": "a network was made"}},
    openapi_extra={"requestBody": {"required": True, **_CONTENT}},
)
def import_planning_file(
    changing: ImportsDep, body: FileDep, asked: Annotated[ImportAsked, Query()]
) -> Response:
    """Make a network what a planning file says: all of it, or nothing."""

    def work(change: Change) -> ImportRead:
        with pointing_into(body, network="network_id"):
            report = import_file(
                change.session,
                change.now,
                change.actor,
                body,
                network_id=asked.network_id,
                dry_run=asked.dry_run,
                is_theirs=partial(change.principal.may_see, ScopeKind.NETWORK),
            )
        if report.is_new and not report.is_dry_run:
            change.headers["Location"] = address_of("networks", report.network_id)
        return import_read(report)

    response = changing.make(work)
    if "Location" in response.headers:
        response.status_code = 201
    return response


@router.get(
    "/{network_id}/planning-file",
    operation_id="export_planning_file",
    response_class=Response,
    responses={**NOT_MODIFIED, 200: {"description": "The file.", **_CONTENT}},
)
def export_planning_file(
    asking: ExportsDep,
    request: Request,
    now: Annotated[
        bool, Query(description="as the file to plan from now on, not as imported")
    ] = False,
) -> Response:
    """A network as a planning file, with what holds of its plan in force."""
    with asking.viewing() as viewer:
        as_of = viewer.now if now else None
        found = export_file(viewer.session, viewer.network_id, now=as_of)
    data = to_document(found.file)
    etag = quoted(data)
    if is_known(request, etag):
        return not_modified(etag)
    return Response(data, media_type=JSON, headers={"ETag": etag})
