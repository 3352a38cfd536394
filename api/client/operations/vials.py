"""What is asked of vials; written by ``api.client.generate``, not by hand."""

from typing import Unpack

from api.client.caller import Caller, Options, v1
from api.schemas.doses import Measurement
from api.schemas.happenings import HappeningRead, Why


class Vials:
    """What is asked of vials."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def measure_vial(
        self,
        network_id: str,
        vial_id: str,
        body: Measurement,
        **options: Unpack[Options],
    ) -> HappeningRead:
        """It was measured: what it holds is known from now on."""
        return self._caller.changed(
            v1("networks", network_id, "vials", vial_id, "measurement"),
            HappeningRead,
            body,
            options,
        )

    def spill_vial(
        self, network_id: str, vial_id: str, body: Why, **options: Unpack[Options]
    ) -> HappeningRead:
        """It does not exist any more; what was given from it was."""
        return self._caller.changed(
            v1("networks", network_id, "vials", vial_id, "spill"),
            HappeningRead,
            body,
            options,
        )
