"""Visits: as they stand, as they are offered, as they are booked."""

from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import ConfigDict, Field

from api.schemas.types import Ask, Day, Flag, Id, Reason, Told
from scheduler.bookings.booked import Booked
from scheduler.bookings.standing import VisitState

_TOKEN = Annotated[
    str,
    Field(
        strict=True,
        min_length=1,
        max_length=8000,
        description="token of an offer, as it was given",
    ),
]


class VisitFilter(Ask):
    """Which visits; what is left out does not matter."""

    model_config = ConfigDict(extra="ignore")

    site_id: Id | None = None
    trial_id: Id | None = None
    participant_id: Id | None = None
    state: VisitState | None = None
    from_date: Annotated[Day | None, Field(description="of the site, included")] = None
    to_date: Annotated[Day | None, Field(description="of the site, included")] = None


class VisitRead(Told):
    """A visit as it stands; times are local to its site."""

    visit_id: str
    participant_id: str | None
    trial_id: str | None
    site_id: str | None
    zone: str
    state: VisitState
    window_from_at: datetime | None
    window_to_at: datetime | None
    injection_at: datetime | None
    scan_start_at: datetime | None
    draw_mbq: float | None
    vial_ids: list[str]
    resources: list[str]
    lapses_at: datetime | None
    broken_by: Annotated[
        list[str], Field(description="rules that break what was promised")
    ]
    reason: str | None


class OfferRead(Told):
    """One slot for one visit, and what taking it means."""

    visit_id: str
    id: Annotated[str, Field(description="beginning of the token, for people")]
    token: Annotated[str, Field(description="send it back to take the slot")]
    site_id: str
    zone: str
    injection_at: datetime
    scan_start_at: datetime | None
    later_scans_at: list[datetime]
    resources: list[str]
    batch_id: str
    lane_id: str
    departure_id: str | None
    cost_nok: int
    activity_mbq: float
    waiting_days: int
    is_preferred: bool
    starts_batch: bool
    decide_by_at: datetime | None


class OffersRead(Told):
    """Slots of a visit, the cheapest first; without any, the rules that say so."""

    visit_id: str
    offers: list[OfferRead]
    rules: Annotated[
        list[str], Field(description="rules that keep it from having any slot")
    ]


class Hold(Ask):
    """Reserve a slot until the hold lapses."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"offer": "eyJ2IjoxLCJ"}]}
    )

    offer: _TOKEN


class Confirmation(Ask):
    """Promise a slot: that of an offer, or the one that is held or forecast."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"offer": "eyJ2IjoxLCJ"}]}
    )

    offer: _TOKEN | None = None


class MoveAsked(Ask):
    """Give a booked visit another slot."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"offer": "eyJ2IjoxLCJ", "reason": "asked for by the ward"}]
        }
    )

    offer: _TOKEN
    reason: Reason
    is_override: Annotated[
        Flag, Field(description="whether a person has decided to move what is frozen")
    ] = False


class BookingRead(Told):
    """What a visit has now."""

    visit_id: str
    state: VisitState
    injection_at: datetime
    scan_start_at: datetime | None
    lapses_at: Annotated[
        datetime | None, Field(description="when the hold lapses; null if it is none")
    ]
    version: Annotated[
        int | None,
        Field(description="plan version that this made; null if the plan is the same"),
    ]
    broken: Annotated[
        list[str], Field(description="visits of yours found broken on the way")
    ]


def booking_read(booked: Booked, clock: ZoneInfo, broken: list[str]) -> BookingRead:
    """A booking as it is told, by a clock; of what is broken, what is theirs."""
    scan, lapses = booked.scan_start_at, booked.lapses_at
    return BookingRead(
        visit_id=booked.visit_id,
        state=booked.state,
        injection_at=booked.injection_at.astimezone(clock),
        scan_start_at=None if scan is None else scan.astimezone(clock),
        lapses_at=None if lapses is None else lapses.astimezone(clock),
        version=booked.version,
        broken=broken,
    )
