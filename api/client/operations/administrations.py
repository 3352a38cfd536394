"""What is asked of administrations; written by ``api.client.generate``, not by hand."""

from collections.abc import Iterator
from datetime import date
from typing import Unpack

from api.client.caller import Caller, Options, v1
from api.schemas.administrations import (
    AdministrationAsked,
    AdministrationRead,
    CorrectionAsked,
    GivenRead,
    OutcomesRead,
)


class Administrations:
    """What is asked of administrations."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def record_administration(
        self,
        network_id: str,
        visit_id: str,
        body: AdministrationAsked,
        **options: Unpack[Options],
    ) -> GivenRead:
        """Record a dose as it was given: it is a fact from now on."""
        return self._caller.changed(
            v1("networks", network_id, "visits", visit_id, "administration"),
            GivenRead,
            body,
            options,
        )

    def correct_administration(
        self,
        network_id: str,
        visit_id: str,
        body: CorrectionAsked,
        **options: Unpack[Options],
    ) -> GivenRead:
        """Replace a wrong record of a dose; the audit trail keeps both."""
        return self._caller.changed(
            v1(
                "networks",
                network_id,
                "visits",
                visit_id,
                "administration",
                "correction",
            ),
            GivenRead,
            body,
            options,
        )

    def list_administrations(
        self,
        network_id: str,
        *,
        site_id: str | None = None,
        trial_id: str | None = None,
        from_date: date | None = None,
        to_date: date | None = None,
        limit: int | None = None,
    ) -> Iterator[AdministrationRead]:
        """Doses that were given, beside what was planned, by time."""
        return self._caller.pages(
            v1("networks", network_id, "administrations"),
            AdministrationRead,
            {
                "site_id": site_id,
                "trial_id": trial_id,
                "from_date": from_date,
                "to_date": to_date,
                "limit": limit,
            },
        )

    def get_outcomes(
        self,
        network_id: str,
        *,
        site_id: str | None = None,
        trial_id: str | None = None,
    ) -> OutcomesRead:
        """Visits that have ended, in sum: planned and actual, no-shows, cancelled."""
        return self._caller.got(
            v1("networks", network_id, "outcomes"),
            OutcomesRead,
            {"site_id": site_id, "trial_id": trial_id},
        )
