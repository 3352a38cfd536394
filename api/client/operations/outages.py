"""What is asked of outages; written by ``api.client.generate``, not by hand."""

from collections.abc import Iterator
from typing import Unpack

from api.client.caller import Caller, Options, v1
from api.schemas.happenings import HappeningRead, Why
from api.schemas.outages import OutageAsked, OutageEnd, OutageRead
from scheduler.imports.planning_file.closures import ResourceKind


class Outages:
    """What is asked of outages."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def list_outages(
        self,
        network_id: str,
        *,
        kind: ResourceKind | None = None,
        resource_id: str | None = None,
        with_past: bool | None = None,
        limit: int | None = None,
    ) -> Iterator[OutageRead]:
        """What of yours is out of use, or will be, by its start."""
        return self._caller.pages(
            v1("networks", network_id, "outages"),
            OutageRead,
            {
                "kind": kind,
                "resource_id": resource_id,
                "with_past": with_past,
                "limit": limit,
            },
        )

    def report_outage(
        self, network_id: str, body: OutageAsked, **options: Unpack[Options]
    ) -> HappeningRead:
        """It is out of use for a while: who cannot be served so?"""
        return self._caller.changed(
            v1("networks", network_id, "outages"), HappeningRead, body, options
        )

    def get_outage(self, network_id: str, outage_number: int) -> OutageRead:
        """Something of yours that is, was or will be out of use."""
        return self._caller.got(
            v1("networks", network_id, "outages", outage_number), OutageRead
        )

    def end_outage(
        self,
        network_id: str,
        outage_number: int,
        body: OutageEnd,
        **options: Unpack[Options],
    ) -> HappeningRead:
        """It is over, or ends earlier or later than was said."""
        return self._caller.changed(
            v1("networks", network_id, "outages", outage_number, "end"),
            HappeningRead,
            body,
            options,
        )

    def withdraw_outage(
        self, network_id: str, outage_number: int, body: Why, **options: Unpack[Options]
    ) -> HappeningRead:
        """It was never so: what it closed is open again."""
        return self._caller.changed(
            v1("networks", network_id, "outages", outage_number, "withdrawal"),
            HappeningRead,
            body,
            options,
        )
