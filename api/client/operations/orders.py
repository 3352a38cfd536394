"""What is asked of orders; written by ``api.client.generate``, not by hand."""

from collections.abc import Iterator
from typing import Unpack

from api.client.caller import Caller, Options, v1
from api.schemas.orders import OrderDeadlineRead, PlacedRead, Placing


class Orders:
    """What is asked of orders."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def list_order_deadlines(
        self,
        network_id: str,
        *,
        unit_id: str | None = None,
        within_hours: int | None = None,
        is_overdue: bool | None = None,
        limit: int | None = None,
    ) -> Iterator[OrderDeadlineRead]:
        """Orders that are not placed as planned and close soon, or have closed."""
        return self._caller.pages(
            v1("networks", network_id, "orders", "deadlines"),
            OrderDeadlineRead,
            {
                "unit_id": unit_id,
                "within_hours": within_hours,
                "is_overdue": is_overdue,
                "limit": limit,
            },
        )

    def place_order(
        self, network_id: str, order_id: str, body: Placing, **options: Unpack[Options]
    ) -> PlacedRead:
        """So many portions are placed with the maker; 0: it is cancelled."""
        return self._caller.changed(
            v1("networks", network_id, "orders", order_id, "placing"),
            PlacedRead,
            body,
            options,
        )
