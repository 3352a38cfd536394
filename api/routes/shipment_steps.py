"""What becomes of shipments: dispatched, late, arrived, received, rejected."""

from datetime import datetime
from typing import Annotated, Protocol

from fastapi import Depends, Response
from sqlalchemy.orm import Session

from api.changes import ChangeInNetwork, ChangesInNetwork, ChangingInNetwork
from api.routes.shipments import etag_of_shipment
from api.routing import IN_NETWORK, router_of
from api.schemas.happenings import HappeningRead, Why, happening_read
from api.schemas.shipments import Expectation, Step
from api.schemas.types import PathId
from scheduler.access.permissions import Permission
from scheduler.actors import Actor
from scheduler.production.affected import Happening
from scheduler.transport import shipments

router = router_of("shipments", IN_NETWORK + "/shipments/{shipment_id}")

SendsDep = Annotated[
    ChangingInNetwork, Depends(ChangesInNetwork(Permission.SEND_SHIPMENTS))
]
ReceivesDep = Annotated[
    ChangingInNetwork, Depends(ChangesInNetwork(Permission.RECEIVE_SHIPMENTS))
]


class _Steps(Protocol):
    """A use case that a shipment goes one step on by."""

    def __call__(
        self,
        session: Session,
        now: datetime,
        actor: Actor,
        *,
        network_id: str,
        shipment_id: str,
        at: datetime | None,
    ) -> Happening:
        """Take the step."""


@router.post(
    "/dispatch", operation_id="dispatch_shipment", response_model=HappeningRead
)
def dispatch_shipment(changing: SendsDep, shipment_id: PathId, body: Step) -> Response:
    """The carrier has it."""
    return _step(changing, shipments.dispatch, shipment_id, body)


@router.post(
    "/expected-arrival", operation_id="expect_shipment", response_model=HappeningRead
)
def expect_shipment(
    changing: SendsDep, shipment_id: PathId, body: Expectation
) -> Response:
    """It is said to arrive at another time: who cannot wait so long?"""

    def work(change: ChangeInNetwork) -> HappeningRead:
        _begin(change, shipment_id)
        found = shipments.expect(
            change.session,
            change.now,
            change.actor,
            network_id=change.network_id,
            shipment_id=shipment_id,
            arrives_at=body.arrives_at,
            reason=body.reason,
        )
        return happening_read(change.viewer, found)

    return changing.apply(work)


@router.post("/arrival", operation_id="record_arrival", response_model=HappeningRead)
def record_arrival(changing: ReceivesDep, shipment_id: PathId, body: Step) -> Response:
    """It is at the site's door; late, those who could not wait lose their slots."""
    return _step(changing, shipments.arrive, shipment_id, body)


@router.post("/receipt", operation_id="receive_shipment", response_model=HappeningRead)
def receive_shipment(
    changing: ReceivesDep, shipment_id: PathId, body: Step
) -> Response:
    """The site has checked it, and takes it."""
    return _step(changing, shipments.receive, shipment_id, body)


@router.post("/rejection", operation_id="reject_shipment", response_model=HappeningRead)
def reject_shipment(changing: ReceivesDep, shipment_id: PathId, body: Why) -> Response:
    """The site does not take it: all its vials are lost."""

    def work(change: ChangeInNetwork) -> HappeningRead:
        _begin(change, shipment_id)
        found = shipments.reject(
            change.session,
            change.now,
            change.actor,
            network_id=change.network_id,
            shipment_id=shipment_id,
            reason=body.reason,
        )
        return happening_read(change.viewer, found)

    return changing.apply(work)


def _step(
    changing: ChangingInNetwork, use_case: _Steps, shipment_id: str, body: Step
) -> Response:
    def work(change: ChangeInNetwork) -> HappeningRead:
        _begin(change, shipment_id)
        found = use_case(
            change.session,
            change.now,
            change.actor,
            network_id=change.network_id,
            shipment_id=shipment_id,
            at=body.at,
        )
        return happening_read(change.viewer, found)

    return changing.apply(work)


def _begin(change: ChangeInNetwork, shipment_id: str) -> None:
    """Refuse what is not theirs, and what is not as they have seen it."""
    change.viewer.shipment(shipment_id)
    change.require_match(lambda: etag_of_shipment(change.viewer, shipment_id))
