"""How a network is run: shown, and changed by its administrators."""

from typing import Annotated

from fastapi import Depends, Request, Response

from api.changes import ChangeInNetwork, ChangesInNetwork, ChangingInNetwork
from api.dependencies import AskingInNetwork, NeedsInNetwork
from api.etags import NOT_MODIFIED, is_known, not_modified, quoted
from api.routing import IN_NETWORK, router_of
from api.schemas.settings import SettingsAsked, SettingsRead
from scheduler.access.permissions import Permission
from scheduler.access.viewing import Viewer
from scheduler.networks.settings import SettingsChange, change_settings, settings_of

router = router_of("networks", IN_NETWORK + "/settings")

SeesDep = Annotated[AskingInNetwork, Depends(NeedsInNetwork(Permission.SEE_SETTINGS))]
ChangesDep = Annotated[
    ChangingInNetwork, Depends(ChangesInNetwork(Permission.CHANGE_SETTINGS))
]


@router.get(
    "",
    operation_id="get_settings",
    response_model=SettingsRead,
    responses=NOT_MODIFIED,
)
def get_settings(
    asking: SeesDep, request: Request, response: Response
) -> SettingsRead | Response:
    """How long holds last, what is frozen, who approves what, with its ETag."""
    with asking.viewing() as viewer:
        shown = _shown(viewer)
    etag = _etag(shown)
    if is_known(request, etag):
        return not_modified(etag)
    response.headers["ETag"] = etag
    return shown


@router.post("", operation_id="change_settings", response_model=SettingsRead)
def change_them(changing: ChangesDep, body: SettingsAsked) -> Response:
    """Run a network otherwise from now on; holds that are there last as told."""

    def work(change: ChangeInNetwork) -> SettingsRead:
        change.require_match(lambda: _etag(_shown(change.viewer)))
        changed = change_settings(
            change.session,
            change.now,
            change.actor,
            network_id=change.network_id,
            change=SettingsChange(**body.model_dump(exclude={"reason"})),
            reason=body.reason,
        )
        shown = SettingsRead.model_validate(changed)
        change.headers["ETag"] = _etag(shown)
        return shown

    return changing.apply(work)


def _shown(viewer: Viewer) -> SettingsRead:
    return SettingsRead.model_validate(settings_of(viewer.session, viewer.network_id))


def _etag(shown: SettingsRead) -> str:
    return quoted(shown.model_dump_json().encode())
