"""Departures that leave or arrive at another time, or not at all."""

from typing import Annotated

from fastapi import Depends, Response

from api.changes import ChangeInNetwork, ChangesInNetwork, ChangingInNetwork
from api.routing import IN_NETWORK, router_of
from api.schemas.departures import NewTimes
from api.schemas.happenings import HappeningRead, Why, happening_read
from api.schemas.types import PathId
from scheduler.access.permissions import Permission
from scheduler.transport.departures import DepartureTimes, departure_changed

router = router_of("departures", IN_NETWORK + "/departures/{departure_id}")

ChangesDep = Annotated[
    ChangingInNetwork, Depends(ChangesInNetwork(Permission.CHANGE_DEPARTURES))
]


@router.post(
    "/cancellation", operation_id="cancel_departure", response_model=HappeningRead
)
def cancel_departure(changing: ChangesDep, departure_id: PathId, body: Why) -> Response:
    """It does not leave at all: who cannot be served so?"""
    return _change(changing, departure_id, None, body.reason)


@router.post("/times", operation_id="change_departure", response_model=HappeningRead)
def change_departure(
    changing: ChangesDep, departure_id: PathId, body: NewTimes
) -> Response:
    """It arrives, or takes packages, at another time: who cannot be served so?"""
    times = DepartureTimes(
        arrives_at=body.arrives_at,
        handover_at=body.handover_at,
        returns_at=body.returns_at,
    )
    return _change(changing, departure_id, times, body.reason)


def _change(
    changing: ChangingInNetwork,
    departure_id: str,
    times: DepartureTimes | None,
    reason: str,
) -> Response:
    def work(change: ChangeInNetwork) -> HappeningRead:
        change.viewer.departure(departure_id)
        found = departure_changed(
            change.session,
            change.now,
            change.actor,
            network_id=change.network_id,
            departure_id=departure_id,
            times=times,
            reason=reason,
        )
        return happening_read(change.viewer, found)

    return changing.apply(work)
