"""Participants and their visits, looked up for a change."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import InstrumentedAttribute

from scheduler.errors import Invalid, NotFound, WrongState
from scheduler.imports.rows.positions import STEP
from scheduler.sites.models import Site
from scheduler.trials.models import Arm, Trial, VisitDefinition
from scheduler.trials.participants import Participant
from solver.errors import Issue


def participant_of(
    session: Session, network_id: str, participant_id: str
) -> Participant:
    """
    A participant who is in the trial.

    Raises
    ------
    NotFound
        If there is none.
    WrongState
        If the participant has withdrawn.

    """
    found = session.get(Participant, (network_id, participant_id))
    if found is None:
        raise NotFound("participant", participant_id)
    if found.withdrawn_at is not None:
        raise WrongState("participant", participant_id, "withdrawn", "changed")
    return found


def trial_of(session: Session, network_id: str, trial_id: str) -> Trial:
    """
    A trial.

    Raises
    ------
    NotFound
        If there is none.

    """
    found = session.get(Trial, (network_id, trial_id))
    if found is None:
        raise NotFound("trial", trial_id)
    return found


def definitions_of(
    session: Session, network_id: str, trial_id: str
) -> dict[str, VisitDefinition]:
    """Visit definitions of a trial by id, in their order."""
    rows = session.scalars(
        select(VisitDefinition)
        .where(
            VisitDefinition.network_id == network_id,
            VisitDefinition.trial_id == trial_id,
        )
        .order_by(VisitDefinition.position)
    )
    return {row.id: row for row in rows}


def protocol_of(
    session: Session, participant: Participant, definitions: Collection[str]
) -> Sequence[str]:
    """
    Visit definitions of a participant's arm, in their order.

    Without arms these are all of the trial.

    Raises
    ------
    Invalid
        If the trial has arms, and the participant is in none of them.

    """
    arms = list(
        session.scalars(
            select(Arm).where(
                Arm.network_id == participant.network_id,
                Arm.trial_id == participant.trial_id,
            )
        )
    )
    if not arms:
        return list(definitions)
    for arm in arms:
        if arm.id == participant.arm:
            return arm.visits
    told = f"the trial has arms, say which: {', '.join(arm.id for arm in arms)}"
    raise Invalid([Issue(f"participants[{participant.id}].arm", told)])


def today_at(session: Session, network_id: str, site_id: str, now: datetime) -> date:
    """The local date of a site."""
    site = session.get(Site, (network_id, site_id))
    if site is None:
        raise NotFound("site", site_id)
    return now.astimezone(ZoneInfo(site.zone)).date()


def next_position(
    session: Session,
    column: InstrumentedAttribute[int],
    *where: ColumnElement[bool],
) -> int:
    """A position after all others."""
    last = session.scalar(select(func.max(column)).where(*where))
    return (last or 0) + STEP
