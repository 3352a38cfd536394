"""Pause a trial, and resume it: nothing new is planned for it meanwhile."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from scheduler.actors import Actor
from scheduler.audit.context import audited
from scheduler.bookings.booked import require_reason
from scheduler.bookings.changing import tell_broken
from scheduler.errors import WrongState
from scheduler.imports.planning_file.convert_participants import RESUMED
from scheduler.jobs.happenings import happened
from scheduler.networks.revisions import touch
from scheduler.notices.telling import Audience, tell
from scheduler.planning.problem_builder import build, network_of
from scheduler.planning.revise import Change, revise
from scheduler.planning.versions import PlanKind
from scheduler.trials.lookups import trial_of
from scheduler.trials.models import Trial, TrialPause
from scheduler.trials.pauses import Pause, pauses_of, require_going_on


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialRow:
    """A trial, and its pause if it has one."""

    trial_id: str
    name: str
    pause: Pause | None


def trials_in(session: Session, network_id: str) -> tuple[TrialRow, ...]:
    """
    The trials of a network by their ids.

    Raises
    ------
    NotFound
        If there is no such network.

    """
    network_of(session, network_id)
    rows = session.scalars(
        select(Trial).where(Trial.network_id == network_id).order_by(Trial.id)
    )
    return trial_rows(session, network_id, rows)


def trial_rows(
    session: Session, network_id: str, trials: Iterable[Trial]
) -> tuple[TrialRow, ...]:
    """Some trials of a network, with their pauses."""
    pauses = pauses_of(session, network_id)
    return tuple(
        TrialRow(trial_id=each.id, name=each.name, pause=pauses.get(each.id))
        for each in trials
    )


def pause_trial(
    session: Session,
    now: datetime,
    actor: Actor,
    *,
    network_id: str,
    trial_id: str,
    reason: str,
) -> TrialRow:
    """
    Plan nothing new for a trial until it is resumed.

    Visits that are promised keep their slots, with those that they come after. Others
    that the plan in force has leave it: nobody was told of them.

    Raises
    ------
    NotFound
        If there is no such network or trial.
    TrialPaused
        If it is paused already.
    Invalid
        If nobody says why.

    """
    audited(session, now, actor, "pause trial", chain=network_id, reason=reason)
    require_reason(reason)
    network = network_of(session, network_id, lock=True)
    trial = trial_of(session, network_id, trial_id)
    require_going_on(session, network_id, trial_id)
    last = session.scalar(
        select(func.max(TrialPause.number)).where(TrialPause.network_id == network_id)
    )
    session.add(
        TrialPause(
            network_id=network_id,
            number=(last or 0) + 1,
            trial_id=trial_id,
            since_at=now,
            reason=reason,
            paused_by=actor.id,
        )
    )
    touch(session, network_id)
    if network.plan_revision:
        built = build(session, network_id, now)
        untold = frozenset(
            each.visit_id
            for each in built.waiting.values()
            if each.needs == RESUMED and not each.is_left_out
        )
        why = f"trial {trial_id} is paused"
        change = Change(PlanKind.EVENT, why, freed=untold)
        revised = revise(session, now, actor, network_id, change)
        tell_broken(session, now, actor, network_id, revised)
    return _told(session, now, actor, trial, "paused", reason)


def resume_trial(
    session: Session,
    now: datetime,
    actor: Actor,
    *,
    network_id: str,
    trial_id: str,
    reason: str,
) -> TrialRow:
    """
    Plan for a trial again.

    Raises
    ------
    NotFound
        If there is no such network or trial.
    WrongState
        If it is not paused.
    Invalid
        If nobody says why.

    """
    audited(session, now, actor, "resume trial", chain=network_id, reason=reason)
    require_reason(reason)
    network_of(session, network_id, lock=True)
    trial = trial_of(session, network_id, trial_id)
    row = session.scalars(
        select(TrialPause)
        .where(
            TrialPause.network_id == network_id,
            TrialPause.trial_id == trial_id,
            TrialPause.until_at.is_(None),
        )
        .execution_options(populate_existing=True)
    ).one_or_none()
    if row is None:
        raise WrongState("trial", trial_id, "not paused", "resumed")
    row.until_at = now
    touch(session, network_id)
    return _told(session, now, actor, trial, "resumed", reason)


def _told(
    session: Session,
    now: datetime,
    actor: Actor,
    trial: Trial,
    state: str,
    reason: str,
) -> TrialRow:
    """The trial as it is now; its sites and its study managers are told."""
    network_id, trial_id = trial.network_id, trial.id
    details = {"state": state, "reason": reason}
    happened(session, now, actor, network_id, "trial_changed", trial_id, details)
    tell(
        session,
        now,
        network_id=network_id,
        kind=f"trial_{state}",
        subject=trial_id,
        audience=Audience(
            site_ids=trial.details["active_sites"], trial_ids=(trial_id,)
        ),
        details={"reason": reason},
    )
    (row,) = trial_rows(session, network_id, [trial])
    return row
