"""A dose was given: what it was, how far off, and the plan rewritten to say so."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from scheduler.actors import Actor
from scheduler.audit.context import audited
from scheduler.bookings.actual import Actual, as_it_went, rewriting
from scheduler.bookings.board import Board, board_of
from scheduler.bookings.booked import require_reason
from scheduler.bookings.changing import change_plan
from scheduler.bookings.doses import Deviation
from scheduler.bookings.records import DoseRecord, deviation_of, issues_of
from scheduler.bookings.standing import (
    Standing,
    VisitState,
    administration_of,
    standing_of,
)
from scheduler.canonical import plain
from scheduler.errors import Invalid, WrongState
from scheduler.jobs.happenings import happened
from scheduler.networks.models import Network
from scheduler.networks.revisions import touch
from scheduler.planning.problem_builder import network_of
from scheduler.planning.promises import Promise, VisitEnd
from scheduler.planning.revise import Change, Revised
from scheduler.planning.versions import PlanKind
from solver.plan.plan import Administration
from solver.problem.commitments import Firmness


@dataclass(frozen=True)
class Given:
    """
    A dose that was given, compared with the plan.

    Parameters
    ----------
    late_min
        Minutes after the planned injection; negative before it.
    warnings
        What is out of bounds, in words.
    broken
        Other visits that cannot stay as things went.
    """

    visit_id: str
    dose: Deviation
    late_min: int
    warnings: tuple[str, ...]
    broken: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """The answer as a JSON object."""
        told: dict[str, Any] = plain(asdict(self))
        return told


def administered(
    session: Session,
    now: datetime,
    actor: Actor,
    *,
    network_id: str,
    visit_id: str,
    record: DoseRecord,
) -> Given:
    """
    Record a dose: it is a fact from now on, at the minute at which it was given.

    Raises
    ------
    WrongState
        If the visit has no slot, or has ended.
    Invalid
        If the record cannot be: every issue.

    """
    audited(session, now, actor, "administered", chain=network_id, reason=record.reason)
    board = board_of(session, network_id, now)
    standing = standing_of(session, board, visit_id)
    seated = (VisitState.FORECAST, VisitState.HELD)
    standing.require(
        *seated, VisitState.CONFIRMED, VisitState.FROZEN, action="administered"
    )
    planned = _planned(session, board, standing)
    _require_sound(board, planned, record, now)
    end = VisitEnd(network_id=network_id, visit_id=visit_id, outcome="administered")
    end.planned_revision = board.built.plan_revision
    _become_fact(session, now, actor, standing, network_of(session, network_id))
    return _record(session, now, actor, (board, planned), end, record)


def correct(
    session: Session,
    now: datetime,
    actor: Actor,
    *,
    network_id: str,
    visit_id: str,
    record: DoseRecord,
) -> Given:
    """
    Replace a wrong record of a dose; the audit trail keeps both.

    Raises
    ------
    WrongState
        If the dose has not been recorded.
    Invalid
        If there is no reason, or the record cannot be: every issue.

    """
    audited(session, now, actor, "correct_dose", chain=network_id, reason=record.reason)
    require_reason(record.reason or "")
    board = board_of(session, network_id, now)
    standing = standing_of(session, board, visit_id)
    standing.require(VisitState.ADMINISTERED, action="corrected")
    if standing.end is None:
        raise WrongState("visit", visit_id, "given without a record", "corrected")
    revision = standing.end.planned_revision
    planned = _planned(session, board, standing, revision)
    _require_sound(board, planned, record, now)
    return _record(session, now, actor, (board, planned), standing.end, record)


def _planned(
    session: Session, board: Board, standing: Standing, revision: int | None = None
) -> Administration:
    planned = administration_of(session, board, standing, revision)
    if planned is None:
        raise WrongState("visit", standing.visit_id, "without a slot", "administered")
    return planned


def _require_sound(
    board: Board, planned: Administration, record: DoseRecord, now: datetime
) -> None:
    if issues := issues_of(board, planned, record, now):
        raise Invalid(issues)


def _become_fact(
    session: Session, now: datetime, actor: Actor, standing: Standing, network: Network
) -> None:
    promise = standing.promise
    if promise is None:
        promise = Promise(
            network_id=network.id,
            visit_id=standing.visit_id,
            bumps=0,
            promised_at=now,
            promised_by=actor.id,
            revision=network.plan_revision,
        )
        session.add(promise)
    promise.firmness = Firmness.FACT
    promise.lapses_at = None


def _record(
    session: Session,
    now: datetime,
    actor: Actor,
    known: tuple[Board, Administration],
    end: VisitEnd,
    record: DoseRecord,
) -> Given:
    board, planned = known
    dose = deviation_of(board, planned, record)
    _fill(end, now, actor, record, dose)
    session.add(end)
    network_id = board.built.network_id
    touch(session, network_id)
    revised = _rewrite(session, now, actor, known, record)
    due_at = board.built.instants.at(planned.injection_min)
    late = (record.injected_at - due_at).total_seconds() // 60
    warnings = _warnings(board, planned, record, dose)
    happened(
        session,
        now,
        actor,
        network_id,
        "visit_administered",
        planned.visit_id,
        {**asdict(dose), "late_min": int(late), "warnings": list(warnings)},
    )
    broken = tuple(each.visit_id for each in revised.broken)
    return Given(planned.visit_id, dose, int(late), warnings, broken)


def _fill(
    end: VisitEnd, now: datetime, actor: Actor, record: DoseRecord, dose: Deviation
) -> None:
    residual = record.residual
    end.recorded_at = now
    end.recorded_by = actor.id
    end.reason = record.reason
    end.injected_at = record.injected_at
    end.assay_kbq = record.assay.activity_kbq
    end.assayed_at = record.assayed_at
    end.residual_kbq = None if residual is None else residual.activity_kbq
    end.residual_at = record.residual_at
    end.net_kbq = dose.net_kbq
    end.vial_ids = None if record.vial_id is None else [record.vial_id]
    end.scanner_id = record.scanner_id
    end.scan_started_at = record.scan_started_at


def _rewrite(
    session: Session,
    now: datetime,
    actor: Actor,
    known: tuple[Board, Administration],
    record: DoseRecord,
) -> Revised:
    board, planned = known
    instants = board.built.instants
    actual = Actual(
        instants.minute(record.injected_at),
        instants.minute_if(record.scan_started_at),
        record.scanner_id,
        () if record.vial_id is None else (record.vial_id,),
    )
    change = Change(
        PlanKind.EVENT,
        f"{planned.visit_id} administered",
        rewrite=rewriting(as_it_went(planned, actual)),
    )
    network_id = board.built.network_id
    return change_plan(session, now, actor, network_id, planned.visit_id, change)


def _warnings(
    board: Board, planned: Administration, record: DoseRecord, dose: Deviation
) -> tuple[str, ...]:
    found = []
    if not dose.is_within:
        found.append(f"activity is {dose.permille / 10:+.1f} % off the target")
    minute = board.built.instants.minute(record.injected_at)
    if minute > planned.usable_until_min:
        found.append("injected after the dose's last minute")
    if minute < planned.usable_from_min:
        found.append("injected before the dose's first minute")
    return tuple(found)
