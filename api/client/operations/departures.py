"""What is asked of departures; written by ``api.client.generate``, not by hand."""

from typing import Unpack

from api.client.caller import Caller, Options, v1
from api.schemas.departures import NewTimes
from api.schemas.happenings import HappeningRead, Why


class Departures:
    """What is asked of departures."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def cancel_departure(
        self, network_id: str, departure_id: str, body: Why, **options: Unpack[Options]
    ) -> HappeningRead:
        """It does not leave at all: who cannot be served so?"""
        return self._caller.changed(
            v1("networks", network_id, "departures", departure_id, "cancellation"),
            HappeningRead,
            body,
            options,
        )

    def change_departure(
        self,
        network_id: str,
        departure_id: str,
        body: NewTimes,
        **options: Unpack[Options],
    ) -> HappeningRead:
        """It arrives, or takes packages, at another time: who cannot be served so?"""
        return self._caller.changed(
            v1("networks", network_id, "departures", departure_id, "times"),
            HappeningRead,
            body,
            options,
        )
