"""Watch over batches without a word, and over doses that nobody was given in time."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from scheduler.access.belonging import Belonging, belonging_of
from scheduler.actors import Actor
from scheduler.jobs.happenings import happened
from scheduler.notices.telling import Audience, tell
from scheduler.notices.told import told
from scheduler.production.doses_in_force import Dose, open_doses
from scheduler.production.models import Unit
from scheduler.production.overdue import (
    LOOKED_BACK,
    MARGIN,
    Overdue,
    Package,
    overdue_batches,
)

BATCH_OVERDUE = "batch_overdue"
DOSE_EXPIRED = "dose_expired"
"""Kinds of the events, and of the notices."""


@dataclass(frozen=True, slots=True)
class Watched:
    """
    What somebody is to be told of now.

    Parameters
    ----------
    missed
        Visits nobody can have been given the dose of, as no word of its release came
        in time, and that none of the batches tells of.
    """

    batches: tuple[Overdue, ...]
    doses: tuple[Dose, ...]
    missed: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.batches or self.doses)


def late_releases(session: Session, now: datetime, network_id: str) -> Watched:
    """
    Batches whose release is overdue, and doses past their use: those not told yet.

    Raises
    ------
    NotFound
        If there is no such network.

    """
    overdue = overdue_batches(session, now, network_id)
    batches = {_key_of(each): each for each in overdue}
    doses = {
        _key_of_dose(each): each
        for each in open_doses(session, network_id, now - LOOKED_BACK)
        if each.usable_until_at + MARGIN <= now
    }
    known = told(session, network_id, [*batches, *doses])
    new = tuple(each for key, each in batches.items() if key not in known)
    return Watched(
        batches=new,
        doses=tuple(each for key, each in doses.items() if key not in known),
        missed=_waiting(overdue).difference(*(each.lost for each in new)),
    )


def tell_late_releases(
    session: Session, now: datetime, actor: Actor, network_id: str
) -> Watched:
    """
    One event for each, and notices to whom it concerns; which these are.

    A replan is wanted where somebody who is seated cannot be served any more.

    Raises
    ------
    NotFound
        If there is no such network.

    """
    found = late_releases(session, now, network_id)
    belonging = belonging_of(session, network_id)
    for batch in found.batches:
        _tell_of_batch(session, now, actor, network_id, batch)
        for package in batch.packages:
            _tell_of_package(session, now, network_id, (batch, package), belonging)
    for dose in found.doses:
        _event_of_dose(
            session, now, actor, network_id, dose, wanted=dose.visit_id in found.missed
        )
        _tell_of_dose(session, now, network_id, dose, belonging)
    return found


def _waiting(overdue: Collection[Overdue]) -> frozenset[str]:
    """Visits with a dose of some batch."""
    return frozenset(
        dose.visit_id
        for batch in overdue
        for package in batch.packages
        for dose in package.doses
    )


def _tell_of_batch(
    session: Session, now: datetime, actor: Actor, network_id: str, batch: Overdue
) -> None:
    unit = session.get_one(Unit, (network_id, batch.unit_id))
    release_at = batch.release_at.astimezone(ZoneInfo(unit.zone))
    details = {
        "release_at": release_at,
        "lost": sorted(set(batch.lost)),
        "wants_replan": bool(batch.lost),
    }
    happened(session, now, actor, network_id, BATCH_OVERDUE, batch.batch_id, details)
    tell(
        session,
        now,
        network_id=network_id,
        kind=BATCH_OVERDUE,
        subject=batch.batch_id,
        audience=Audience(unit_ids=(batch.unit_id,)),
        details={"release_at": release_at},
        key=_key_of(batch),
    )


def _tell_of_package(
    session: Session,
    now: datetime,
    network_id: str,
    sent: tuple[Overdue, Package],
    belonging: Belonging,
) -> None:
    batch, package = sent
    zone = belonging.zones[package.site_id]
    tell(
        session,
        now,
        network_id=network_id,
        kind=BATCH_OVERDUE,
        subject=package.shipment_id,
        audience=Audience(
            site_ids=(package.site_id,),
            trial_ids=_trials(belonging, [each.visit_id for each in package.doses]),
        ),
        details={
            "release_at": batch.release_at.astimezone(zone),
            "usable_at": package.usable_at.astimezone(zone),
        },
        key=f"{_key_of(batch)}:{package.shipment_id}",
    )


def _event_of_dose(
    session: Session,
    now: datetime,
    actor: Actor,
    network_id: str,
    dose: Dose,
    *,
    wanted: bool,
) -> None:
    details = {
        "usable_until_at": dose.usable_until_at,
        "vials": list(dose.vial_ids),
        "wants_replan": wanted,
    }
    happened(session, now, actor, network_id, DOSE_EXPIRED, dose.visit_id, details)


def _tell_of_dose(
    session: Session,
    now: datetime,
    network_id: str,
    dose: Dose,
    belonging: Belonging,
) -> None:
    owner = belonging.of_visit(dose.visit_id)
    site_ids = () if owner is None else (owner.site_id,)
    clock = UTC if owner is None else belonging.zones[owner.site_id]
    tell(
        session,
        now,
        network_id=network_id,
        kind=DOSE_EXPIRED,
        subject=dose.visit_id,
        audience=Audience(
            site_ids=site_ids, trial_ids=_trials(belonging, [dose.visit_id])
        ),
        details={"usable_until_at": dose.usable_until_at.astimezone(clock)},
        key=_key_of_dose(dose),
    )


def _trials(belonging: Belonging, visit_ids: Collection[str]) -> tuple[str, ...]:
    owners = [belonging.of_visit(each) for each in visit_ids]
    return tuple(sorted({each.trial_id for each in owners if each and each.trial_id}))


def _key_of(batch: Overdue) -> str:
    return f"{BATCH_OVERDUE}:{batch.batch_id}:{batch.release_at.isoformat()}"


def _key_of_dose(dose: Dose) -> str:
    return f"{DOSE_EXPIRED}:{dose.visit_id}:{dose.usable_until_at.isoformat()}"
