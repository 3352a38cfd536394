"""What is asked of batches; written by ``api.client.generate``, not by hand."""

from collections.abc import Iterator
from datetime import date
from typing import Unpack

from api.client.caller import Caller, Options, v1
from api.schemas.batches import BatchRead, BatchSummary
from api.schemas.demand_changes import DemandChangeRead
from api.schemas.forecast import DayForecastRead
from api.schemas.happenings import HappeningRead, Why, WhyIfAny
from api.schemas.releases import DelayAsked, RecalledRead, ReleaseAsked, ReleasedRead
from api.schemas.timetables import BatchTimetablesRead


class Batches:
    """What is asked of batches."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def list_batches(
        self,
        network_id: str,
        *,
        unit_id: str | None = None,
        from_date: date | None = None,
        to_date: date | None = None,
        version: int | None = None,
        with_slack: bool | None = None,
        limit: int | None = None,
    ) -> Iterator[BatchSummary]:
        """What units are asked to make, by EOS or reference time."""
        return self._caller.pages(
            v1("networks", network_id, "batches"),
            BatchSummary,
            {
                "unit_id": unit_id,
                "from_date": from_date,
                "to_date": to_date,
                "version": version,
                "with_slack": with_slack,
                "limit": limit,
            },
        )

    def get_batch(
        self, network_id: str, batch_id: str, *, with_slack: bool | None = None
    ) -> BatchRead:
        """A batch of the plan in force with its draw list, and its ETag."""
        return self._caller.got(
            v1("networks", network_id, "batches", batch_id),
            BatchRead,
            {"with_slack": with_slack},
        )

    def accept_batch(
        self, network_id: str, batch_id: str, body: WhyIfAny, **options: Unpack[Options]
    ) -> HappeningRead:
        """The unit is going to make it as it is planned."""
        return self._caller.changed(
            v1("networks", network_id, "batches", batch_id, "acceptance"),
            HappeningRead,
            body,
            options,
        )

    def decline_batch(
        self, network_id: str, batch_id: str, body: Why, **options: Unpack[Options]
    ) -> HappeningRead:
        """The unit is not going to make it, planned or not: it is not offered again."""
        return self._caller.changed(
            v1("networks", network_id, "batches", batch_id, "decline"),
            HappeningRead,
            body,
            options,
        )

    def fail_batch(
        self, network_id: str, batch_id: str, body: Why, **options: Unpack[Options]
    ) -> HappeningRead:
        """It makes no doses."""
        return self._caller.changed(
            v1("networks", network_id, "batches", batch_id, "failure"),
            HappeningRead,
            body,
            options,
        )

    def delay_batch(
        self,
        network_id: str,
        batch_id: str,
        body: DelayAsked,
        **options: Unpack[Options],
    ) -> HappeningRead:
        """It is said to be released at another time: who cannot wait so long?"""
        return self._caller.changed(
            v1("networks", network_id, "batches", batch_id, "delay"),
            HappeningRead,
            body,
            options,
        )

    def release_batch(
        self,
        network_id: str,
        batch_id: str,
        body: ReleaseAsked,
        **options: Unpack[Options],
    ) -> ReleasedRead:
        """Quality control releases it, or corrects what was said of its release."""
        return self._caller.changed(
            v1("networks", network_id, "batches", batch_id, "release"),
            ReleasedRead,
            body,
            options,
        )

    def recall_batch(
        self, network_id: str, batch_id: str, body: Why, **options: Unpack[Options]
    ) -> RecalledRead:
        """Nobody draws from it any more; who has had a dose of it is told."""
        return self._caller.changed(
            v1("networks", network_id, "batches", batch_id, "recall"),
            RecalledRead,
            body,
            options,
        )

    def list_demand_changes(
        self,
        network_id: str,
        *,
        since: int,
        until: int | None = None,
        unit_id: str | None = None,
        limit: int | None = None,
    ) -> Iterator[DemandChangeRead]:
        """Batches that differ between two plan versions, by time."""
        return self._caller.pages(
            v1("networks", network_id, "demand-changes"),
            DemandChangeRead,
            {"since": since, "until": until, "unit_id": unit_id, "limit": limit},
        )

    def list_forecast(
        self,
        network_id: str,
        *,
        unit_id: str | None = None,
        product_id: str | None = None,
        from_date: date | None = None,
        to_date: date | None = None,
        limit: int | None = None,
    ) -> Iterator[DayForecastRead]:
        """What units may be asked for, by day; empty until it was forecast once."""
        return self._caller.pages(
            v1("networks", network_id, "forecast"),
            DayForecastRead,
            {
                "unit_id": unit_id,
                "product_id": product_id,
                "from_date": from_date,
                "to_date": to_date,
                "limit": limit,
            },
        )

    def list_timetables(
        self,
        network_id: str,
        *,
        unit_id: str | None = None,
        batch_id: str | None = None,
        site_id: str | None = None,
        limit: int | None = None,
    ) -> Iterator[BatchTimetablesRead]:
        """Normal, low and late days of the batches of the next 48 hours, by time."""
        return self._caller.pages(
            v1("networks", network_id, "timetables"),
            BatchTimetablesRead,
            {
                "unit_id": unit_id,
                "batch_id": batch_id,
                "site_id": site_id,
                "limit": limit,
            },
        )
