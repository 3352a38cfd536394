"""Who takes part: enrolled under a random code, with what a prescription asks for."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduler.actors import Actor
from scheduler.audit.context import audited
from scheduler.errors import Invalid
from scheduler.imports.planning_file.schema_calendar import Block
from scheduler.imports.planning_file.schema_demand import ParticipantData, VisitData
from scheduler.jobs.happenings import happened
from scheduler.networks.revisions import touch
from scheduler.sites.models import Site
from scheduler.trials.codes import new_code, why_no_code, why_no_note
from scheduler.trials.lookups import next_position
from scheduler.trials.models import Arm, Trial
from scheduler.trials.participants import Participant, Unavailability, Weight
from solver.documents import issues_of
from solver.errors import Issue


@dataclass(frozen=True, kw_only=True)
class Absence:
    """When a participant cannot come, ``[start_at, end_at)``; a note names nobody."""

    start_at: datetime
    end_at: datetime
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Enrolment:
    """
    A participant who enters a trial.

    Parameters
    ----------
    code
        A random one is made if none is given.
    """

    trial_id: str
    site_id: str
    code: str | None = None
    arm: str | None = None
    dose_level: str | None = None
    weight_kg: Decimal | None = None
    weighed_on: date | None = None
    is_consented: bool = False
    anchor_date: date | None = None
    previous_dose_date: date | None = None
    extra_minutes: int = 0
    absences: tuple[Absence, ...] = ()


def enrol(
    session: Session,
    now: datetime,
    actor: Actor,
    *,
    network_id: str,
    participant: Enrolment,
) -> str:
    """
    Enrol a participant; returns the code.

    Raises
    ------
    Invalid
        If anything of it cannot be: every issue.

    """
    audited(session, now, actor, "enrol", chain=network_id)
    codes = frozenset(
        session.scalars(
            select(Participant.id).where(Participant.network_id == network_id)
        )
    )
    code = participant.code if participant.code is not None else new_code(codes)
    issues = [*_of_code(code, codes), *_of_fields(code, participant)]
    issues += _of_references(session, now, network_id, participant)
    if issues:
        raise Invalid(issues)
    session.add(
        Participant(
            network_id=network_id,
            id=code,
            position=next_position(
                session, Participant.position, Participant.network_id == network_id
            ),
            details={},
            trial_id=participant.trial_id,
            site_id=participant.site_id,
            arm=participant.arm,
            dose_level=participant.dose_level,
            anchor_date=participant.anchor_date,
            previous_dose_date=participant.previous_dose_date,
            extra_minutes=participant.extra_minutes,
            consented=participant.is_consented,
        )
    )
    if participant.weight_kg is not None and participant.weighed_on is not None:
        session.add(
            Weight(
                network_id=network_id,
                participant_id=code,
                weighed_on=participant.weighed_on,
                weight_kg=participant.weight_kg,
            )
        )
    for absence in participant.absences:
        add_absence(session, network_id, code, absence)
    touch(session, network_id)
    details = {"trial": participant.trial_id, "site": participant.site_id}
    happened(session, now, actor, network_id, "participant_enrolled", code, details)
    return code


def add_absence(
    session: Session, network_id: str, participant_id: str, absence: Absence
) -> None:
    """Write down when a participant cannot come."""
    session.add(
        Unavailability(
            network_id=network_id,
            participant_id=participant_id,
            position=next_position(
                session,
                Unavailability.position,
                Unavailability.network_id == network_id,
                Unavailability.participant_id == participant_id,
            ),
            details={"note": absence.note} if absence.note else {},
            start_at=absence.start_at,
            end_at=absence.end_at,
        )
    )
    session.flush()


def absence_issues(absence: Absence, place: str) -> Iterator[Issue]:
    """Everything that is wrong with an absence."""
    try:
        Block(start_at=absence.start_at, end_at=absence.end_at, note=absence.note)
    except ValidationError as error:
        for issue in issues_of(error):
            yield Issue(f"{place}.{issue.place}".rstrip("."), issue.message)
    if (wrong := why_no_note(absence.note)) is not None:
        yield Issue(f"{place}.note", wrong)


def _of_code(code: str, codes: frozenset[str]) -> Iterator[Issue]:
    if (wrong := why_no_code(code)) is not None:
        yield Issue("code", wrong)
    if code in codes:
        yield Issue("code", "is taken")


def _of_fields(code: str, participant: Enrolment) -> Iterator[Issue]:
    for number, absence in enumerate(participant.absences):
        yield from absence_issues(absence, f"absences[{number}]")
    try:
        ParticipantData(
            id=code or "code",
            trial=participant.trial_id,
            site=participant.site_id,
            weight_kg=participant.weight_kg,
            weighed_on=participant.weighed_on,
            arm=participant.arm,
            dose_level=participant.dose_level,
            anchor_date=participant.anchor_date,
            previous_dose_date=participant.previous_dose_date,
            extra_minutes=participant.extra_minutes,
            consented=participant.is_consented,
            visits=(VisitData(id="any", definition="any"),),
        )
    except ValidationError as error:
        yield from issues_of(error)


def _of_references(
    session: Session, now: datetime, network_id: str, participant: Enrolment
) -> Iterator[Issue]:
    site = session.get(Site, (network_id, participant.site_id))
    if site is None:
        yield Issue("site_id", f"there is no site {participant.site_id!r}")
    weighed_on = participant.weighed_on
    if weighed_on is not None and weighed_on > now.date():
        yield Issue("weighed_on", "lies in the future")
    trial = session.get(Trial, (network_id, participant.trial_id))
    if trial is None:
        yield Issue("trial_id", f"there is no trial {participant.trial_id!r}")
        return
    if site is not None and site.id not in trial.details["active_sites"]:
        yield Issue("site_id", f"trial {trial.id} is not active at {site.id}")
    if participant.arm is not None:
        arm = session.get(Arm, (network_id, trial.id, participant.arm))
        if arm is None:
            yield Issue("arm", f"trial {trial.id} has no arm {participant.arm!r}")
    tables = trial.details.get("dose_tables", {})
    level = participant.dose_level
    if level is not None and all(level not in table for table in tables.values()):
        yield Issue("dose_level", f"no dose table of {trial.id} has {level!r}")
