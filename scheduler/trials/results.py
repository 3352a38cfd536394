"""Results that gate a visit: entered as they come, and what a failed one breaks."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduler.actors import Actor
from scheduler.audit.context import audited
from scheduler.bookings.changing import change_plan
from scheduler.errors import Invalid, NotFound
from scheduler.imports.planning_file.schema_gates import ResultData
from scheduler.jobs.happenings import happened
from scheduler.networks.revisions import touch
from scheduler.planning.problem_builder import Built
from scheduler.planning.revise import Change
from scheduler.planning.versions import PlanKind
from scheduler.trials.lookups import next_position
from scheduler.trials.models import VisitDefinition
from scheduler.trials.participants import Course, GateResult, Participant, Visit
from solver.documents import issues_of
from solver.errors import Issue
from solver.problem.demand import GateStatus


@dataclass(frozen=True, kw_only=True)
class ResultEntry:
    """
    What is known of a gate.

    Parameters
    ----------
    visit_id
        A visit, or a cycle of a course: ``course/3``.
    taken_at
        When the sample is or was taken; ``due_at`` is for pending results.
    """

    visit_id: str
    gate: str
    status: GateStatus
    taken_at: datetime
    due_at: datetime | None = None


@dataclass(frozen=True)
class _Owner:
    """Whose result it is: a visit (cycle 0), or one cycle of a course."""

    id: str
    cycle: int
    definition: VisitDefinition


def enter_result(
    session: Session,
    now: datetime,
    actor: Actor,
    *,
    network_id: str,
    result: ResultEntry,
) -> tuple[str, ...]:
    """
    Enter a result, in place of an earlier one; returns the bookings that it breaks.

    Raises
    ------
    NotFound
        If there is no such visit or cycle.
    Invalid
        If the result cannot be: every issue.

    """
    audited(session, now, actor, "enter_result", chain=network_id)
    owner = _owner(session, network_id, result.visit_id)
    if issues := list(_issues(owner, result, now)):
        raise Invalid(issues)
    _write(session, network_id, owner, result)
    touch(session, network_id)
    reason = f"{result.gate} of {result.visit_id}: {result.status}"
    change = Change(PlanKind.EVENT, reason)
    revised = change_plan(session, now, actor, network_id, result.visit_id, change)
    _require_said_soundly(revised.built, result)
    broken = tuple(each.visit_id for each in revised.broken)
    details = {
        "gate": result.gate,
        "status": result.status,
        "wants_replan": bool(broken),
    }
    happened(
        session, now, actor, network_id, "result_entered", result.visit_id, details
    )
    return broken


def _require_said_soundly(built: Built, result: ResultEntry) -> None:
    """Refuse a result that keeps its visit from being asked for."""
    waiting = built.waiting.get(result.visit_id)
    if waiting is None:
        return
    about = f".results[{result.gate}]"
    if issues := [each for each in waiting.issues if about in each.place]:
        raise Invalid(issues)


def _owner(session: Session, network_id: str, visit_id: str) -> _Owner:
    visit = session.get(Visit, (network_id, visit_id))
    if visit is not None:
        key = (network_id, visit.trial_id, visit.definition_id)
        definition = session.get(VisitDefinition, key)
        if definition is not None:
            return _Owner(visit.id, 0, definition)
    course_id, _, number = visit_id.rpartition("/")
    cycle = int(number) if number.isdecimal() and len(number) <= 2 else 0  # noqa: PLR2004
    course = session.scalars(
        select(Course).where(
            Course.network_id == network_id,
            Course.id == course_id,
            Course.first_cycle <= cycle,
            Course.last_cycle >= cycle,
        )
    ).one_or_none()
    if course is not None:
        participant = session.get(Participant, (network_id, course.participant_id))
        trial_id = None if participant is None else participant.trial_id
        key = (network_id, trial_id or "", course.definition)
        definition = session.get(VisitDefinition, key)
        if definition is not None:
            return _Owner(course.id, cycle, definition)
    raise NotFound("visit", visit_id)


def _issues(owner: _Owner, result: ResultEntry, now: datetime) -> Iterator[Issue]:
    known = [each["name"] for each in owner.definition.details.get("gates", ())]
    if result.gate not in known:
        told = f"{owner.definition.id} has no gate {result.gate!r}"
        yield Issue("gate", f"{told}: {', '.join(known) or 'it has none'}")
    if result.status is not GateStatus.PENDING and result.taken_at > now:
        yield Issue("taken_at", "lies in the future")
    try:
        ResultData(
            gate=result.gate,
            status=result.status,
            taken_at=result.taken_at,
            due_at=result.due_at,
        )
    except ValidationError as error:
        yield from issues_of(error)


def _write(
    session: Session, network_id: str, owner: _Owner, result: ResultEntry
) -> None:
    row = session.get(GateResult, (network_id, owner.id, owner.cycle, result.gate))
    if row is None:
        row = GateResult(
            network_id=network_id,
            owner_id=owner.id,
            cycle=owner.cycle,
            gate=result.gate,
            details={},
            position=next_position(
                session,
                GateResult.position,
                GateResult.network_id == network_id,
                GateResult.owner_id == owner.id,
            ),
        )
        session.add(row)
    row.status = result.status.value
    row.taken_at = result.taken_at
    row.due_at = result.due_at
