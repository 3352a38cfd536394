"""What is asked of shipments; written by ``api.client.generate``, not by hand."""

from collections.abc import Iterator
from datetime import date
from typing import Unpack

from api.client.caller import Caller, Options, v1
from api.schemas.happenings import HappeningRead, Why
from api.schemas.shipments import Expectation, ShipmentRead, Step
from scheduler.transport.records import ShipmentState


class Shipments:
    """What is asked of shipments."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def list_shipments(
        self,
        network_id: str,
        *,
        unit_id: str | None = None,
        site_id: str | None = None,
        state: ShipmentState | None = None,
        from_date: date | None = None,
        to_date: date | None = None,
        limit: int | None = None,
    ) -> Iterator[ShipmentRead]:
        """Shipments from or to those you see, by planned arrival."""
        return self._caller.pages(
            v1("networks", network_id, "shipments"),
            ShipmentRead,
            {
                "unit_id": unit_id,
                "site_id": site_id,
                "state": state,
                "from_date": from_date,
                "to_date": to_date,
                "limit": limit,
            },
        )

    def get_shipment(self, network_id: str, shipment_id: str) -> ShipmentRead:
        """A shipment with what is in it, and its ETag."""
        return self._caller.got(
            v1("networks", network_id, "shipments", shipment_id), ShipmentRead
        )

    def dispatch_shipment(
        self, network_id: str, shipment_id: str, body: Step, **options: Unpack[Options]
    ) -> HappeningRead:
        """The carrier has it."""
        return self._caller.changed(
            v1("networks", network_id, "shipments", shipment_id, "dispatch"),
            HappeningRead,
            body,
            options,
        )

    def expect_shipment(
        self,
        network_id: str,
        shipment_id: str,
        body: Expectation,
        **options: Unpack[Options],
    ) -> HappeningRead:
        """It is said to arrive at another time: who cannot wait so long?"""
        return self._caller.changed(
            v1("networks", network_id, "shipments", shipment_id, "expected-arrival"),
            HappeningRead,
            body,
            options,
        )

    def record_arrival(
        self, network_id: str, shipment_id: str, body: Step, **options: Unpack[Options]
    ) -> HappeningRead:
        """It is at the site's door; late, those who could not wait lose their slots."""
        return self._caller.changed(
            v1("networks", network_id, "shipments", shipment_id, "arrival"),
            HappeningRead,
            body,
            options,
        )

    def receive_shipment(
        self, network_id: str, shipment_id: str, body: Step, **options: Unpack[Options]
    ) -> HappeningRead:
        """The site has checked it, and takes it."""
        return self._caller.changed(
            v1("networks", network_id, "shipments", shipment_id, "receipt"),
            HappeningRead,
            body,
            options,
        )

    def reject_shipment(
        self, network_id: str, shipment_id: str, body: Why, **options: Unpack[Options]
    ) -> HappeningRead:
        """The site does not take it: all its vials are lost."""
        return self._caller.changed(
            v1("networks", network_id, "shipments", shipment_id, "rejection"),
            HappeningRead,
            body,
            options,
        )
