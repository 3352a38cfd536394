"""Participants as they stand: with their weights, and when they cannot come."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduler.database.base import Base
from scheduler.errors import NotFound
from scheduler.sites.models import Site
from scheduler.trials.enrolment import Absence
from scheduler.trials.participants import Participant, Unavailability, Weight


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighing:
    """A weight and when it was taken."""

    weight_kg: Decimal
    weighed_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticipantRow:
    """
    A participant as they stand; times in the local time of their site.

    Parameters
    ----------
    weights
        The newest first: it is the one that counts.
    """

    participant_id: str
    trial_id: str
    site_id: str
    zone: str
    arm: str | None
    dose_level: str | None
    anchor_date: date | None
    previous_dose_date: date | None
    previous_dose_at: datetime | None
    extra_minutes: int
    is_consented: bool
    withdrawn_at: datetime | None
    weights: tuple[Weighing, ...] = ()
    absences: tuple[Absence, ...] = ()


def participants(
    session: Session, network_id: str, is_meant: Callable[[str], bool]
) -> tuple[ParticipantRow, ...]:
    """
    Participants of a network by their codes, without weights and absences.

    Parameters
    ----------
    is_meant
        Which of them, by their codes.
    """
    sites = select(Site.id, Site.zone).where(Site.network_id == network_id)
    zones = {row.id: row.zone for row in session.execute(sites)}
    rows = session.scalars(
        select(Participant)
        .where(Participant.network_id == network_id)
        .order_by(Participant.id)
    )
    return tuple(
        _row(row, zones[row.site_id], (), ()) for row in rows if is_meant(row.id)
    )


def participant_with_all(
    session: Session, network_id: str, participant_id: str
) -> ParticipantRow:
    """
    A participant with weights and absences.

    Raises
    ------
    NotFound
        If there is none.

    """
    row = session.get(Participant, (network_id, participant_id))
    if row is None:
        raise NotFound("participant", participant_id)
    site = session.get_one(Site, (network_id, row.site_id))
    clock = ZoneInfo(site.zone)
    weights = tuple(
        Weighing(weight_kg=each.weight_kg, weighed_on=each.weighed_on)
        for each in _weights(session, network_id, participant_id)
    )
    absences = tuple(
        Absence(
            start_at=each.start_at.astimezone(clock),
            end_at=each.end_at.astimezone(clock),
            note=each.details.get("note", ""),
        )
        for each in _absences(session, network_id, participant_id)
    )
    return _row(row, site.zone, weights, absences)


def rows_of(
    session: Session, network_id: str, participant_id: str
) -> Iterator[Base | None]:
    """The rows that say how a participant stands, visits apart."""
    yield session.get(Participant, (network_id, participant_id))
    yield from _weights(session, network_id, participant_id)
    yield from _absences(session, network_id, participant_id)


def _weights(
    session: Session, network_id: str, participant_id: str
) -> Iterator[Weight]:
    yield from session.scalars(
        select(Weight)
        .where(Weight.network_id == network_id, Weight.participant_id == participant_id)
        .order_by(Weight.weighed_on.desc())
    )


def _absences(
    session: Session, network_id: str, participant_id: str
) -> Iterator[Unavailability]:
    yield from session.scalars(
        select(Unavailability)
        .where(
            Unavailability.network_id == network_id,
            Unavailability.participant_id == participant_id,
        )
        .order_by(Unavailability.start_at, Unavailability.position)
    )


def _row(
    row: Participant,
    zone: str,
    weights: tuple[Weighing, ...],
    absences: tuple[Absence, ...],
) -> ParticipantRow:
    clock = ZoneInfo(zone)

    def at(instant: datetime | None) -> datetime | None:
        return None if instant is None else instant.astimezone(clock)

    return ParticipantRow(
        participant_id=row.id,
        trial_id=row.trial_id,
        site_id=row.site_id,
        zone=zone,
        arm=row.arm,
        dose_level=row.dose_level,
        anchor_date=row.anchor_date,
        previous_dose_date=row.previous_dose_date,
        previous_dose_at=at(row.previous_dose_at),
        extra_minutes=row.extra_minutes,
        is_consented=row.consented,
        withdrawn_at=at(row.withdrawn_at),
        weights=weights,
        absences=absences,
    )
