"""What is asked of visits; written by ``api.client.generate``, not by hand."""

from collections.abc import Iterator
from datetime import date
from typing import Unpack

from api.client.caller import Caller, Options, v1
from api.schemas.happenings import HappeningRead
from api.schemas.visit_endings import (
    EndedRead,
    GiveUpAsked,
    LatenessAsked,
    LateRead,
    OverrunAsked,
    ReopeningAsked,
    StandingRead,
)
from api.schemas.visit_oversight import AtRiskRead, StepRead
from api.schemas.visit_requests import (
    ScheduleAsked,
    ScheduleOffersRead,
    ScheduleRead,
    VisitAsked,
)
from api.schemas.visits import (
    BookingRead,
    Confirmation,
    Hold,
    MoveAsked,
    OffersRead,
    VisitRead,
)
from scheduler.bookings.standing import VisitState


class Visits:
    """What is asked of visits."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def list_visits(  # noqa: PLR0913 - one for each that is asked by
        self,
        network_id: str,
        *,
        site_id: str | None = None,
        trial_id: str | None = None,
        participant_id: str | None = None,
        state: VisitState | None = None,
        from_date: date | None = None,
        to_date: date | None = None,
        limit: int | None = None,
    ) -> Iterator[VisitRead]:
        """Visits by time; those without a time last."""
        return self._caller.pages(
            v1("networks", network_id, "visits"),
            VisitRead,
            {
                "site_id": site_id,
                "trial_id": trial_id,
                "participant_id": participant_id,
                "state": state,
                "from_date": from_date,
                "to_date": to_date,
                "limit": limit,
            },
        )

    def get_visit(self, network_id: str, visit_id: str) -> VisitRead:
        """A visit as it stands, with its ETag."""
        return self._caller.got(
            v1("networks", network_id, "visits", visit_id), VisitRead
        )

    def offer_slots(
        self, network_id: str, visit_id: str, *, limit: int | None = None
    ) -> OffersRead:
        """Slots that a visit may have now, the cheapest first."""
        return self._caller.got(
            v1("networks", network_id, "visits", visit_id, "offers"),
            OffersRead,
            {"limit": limit},
        )

    def hold_slot(
        self, network_id: str, visit_id: str, body: Hold, **options: Unpack[Options]
    ) -> BookingRead:
        """Reserve a slot for as long as holds last in this network."""
        return self._caller.changed(
            v1("networks", network_id, "visits", visit_id, "hold"),
            BookingRead,
            body,
            options,
        )

    def confirm_visit(
        self,
        network_id: str,
        visit_id: str,
        body: Confirmation,
        **options: Unpack[Options],
    ) -> BookingRead:
        """Promise a slot: that of an offer, or the one that is held or forecast."""
        return self._caller.changed(
            v1("networks", network_id, "visits", visit_id, "confirmation"),
            BookingRead,
            body,
            options,
        )

    def move_visit(
        self,
        network_id: str,
        visit_id: str,
        body: MoveAsked,
        **options: Unpack[Options],
    ) -> BookingRead:
        """Give a booked visit another slot; it stays as firm as it was."""
        return self._caller.changed(
            v1("networks", network_id, "visits", visit_id, "move"),
            BookingRead,
            body,
            options,
        )

    def request_visit(
        self,
        network_id: str,
        participant_id: str,
        body: VisitAsked,
        **options: Unpack[Options],
    ) -> VisitRead:
        """Ask for one visit; its id is made of participant and definition."""
        return self._caller.changed(
            v1("networks", network_id, "participants", participant_id, "visits"),
            VisitRead,
            body,
            options,
        )

    def request_schedule(
        self,
        network_id: str,
        participant_id: str,
        body: ScheduleAsked,
        **options: Unpack[Options],
    ) -> ScheduleRead:
        """Ask for all visits of the protocol that are not asked for yet."""
        return self._caller.changed(
            v1("networks", network_id, "participants", participant_id, "schedule"),
            ScheduleRead,
            body,
            options,
        )

    def offer_schedules(
        self, network_id: str, participant_id: str, *, limit: int | None = None
    ) -> ScheduleOffersRead:
        """Slots for all visits of a participant that have none yet, chain by chain."""
        return self._caller.got(
            v1(
                "networks",
                network_id,
                "participants",
                participant_id,
                "schedule-offers",
            ),
            ScheduleOffersRead,
            {"limit": limit},
        )

    def give_back_hold(
        self, network_id: str, visit_id: str, **options: Unpack[Options]
    ) -> StandingRead:
        """Give a held slot back before it lapses."""
        return self._caller.changed(
            v1("networks", network_id, "visits", visit_id, "hold-return"),
            StandingRead,
            None,
            options,
        )

    def cancel_visit(
        self,
        network_id: str,
        visit_id: str,
        body: GiveUpAsked,
        **options: Unpack[Options],
    ) -> EndedRead:
        """Cancel a visit: its slot is free, and it is not asked for any more."""
        return self._caller.changed(
            v1("networks", network_id, "visits", visit_id, "cancellation"),
            EndedRead,
            body,
            options,
        )

    def record_no_show(
        self,
        network_id: str,
        visit_id: str,
        body: GiveUpAsked,
        **options: Unpack[Options],
    ) -> EndedRead:
        """Record that a participant did not come."""
        return self._caller.changed(
            v1("networks", network_id, "visits", visit_id, "no-show"),
            EndedRead,
            body,
            options,
        )

    def report_lateness(
        self,
        network_id: str,
        visit_id: str,
        body: LatenessAsked,
        **options: Unpack[Options],
    ) -> LateRead:
        """Go on so many minutes late, or at the next slot of the day; or it is lost."""
        return self._caller.changed(
            v1("networks", network_id, "visits", visit_id, "lateness"),
            LateRead,
            body,
            options,
        )

    def report_overrun(
        self,
        network_id: str,
        visit_id: str,
        body: OverrunAsked,
        **options: Unpack[Options],
    ) -> HappeningRead:
        """
        The scan, or the stay, takes so many minutes longer: who cannot be served so?
        """
        return self._caller.changed(
            v1("networks", network_id, "visits", visit_id, "overrun"),
            HappeningRead,
            body,
            options,
        )

    def reopen_visit(
        self,
        network_id: str,
        visit_id: str,
        body: ReopeningAsked,
        **options: Unpack[Options],
    ) -> StandingRead:
        """Take back that a visit has ended; the audit trail keeps that it had."""
        return self._caller.changed(
            v1("networks", network_id, "visits", visit_id, "reopening"),
            StandingRead,
            body,
            options,
        )

    def list_visit_history(
        self, network_id: str, visit_id: str, *, limit: int | None = None
    ) -> Iterator[StepRead]:
        """What became of a visit, from the first plan that had it until now."""
        return self._caller.pages(
            v1("networks", network_id, "visits", visit_id, "history"),
            StepRead,
            {"limit": limit},
        )

    def list_visits_at_risk(
        self,
        network_id: str,
        *,
        days: int | None = None,
        site_id: str | None = None,
        trial_id: str | None = None,
        limit: int | None = None,
    ) -> Iterator[AtRiskRead]:
        """
        Unbooked visits whose time is running out, those with the fewest slots first.
        """
        return self._caller.pages(
            v1("networks", network_id, "visits-at-risk"),
            AtRiskRead,
            {"days": days, "site_id": site_id, "trial_id": trial_id, "limit": limit},
        )
