"""What changes for a participant: weight, absence, withdrawal."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from scheduler.actors import Actor
from scheduler.audit.context import audited
from scheduler.bookings.board import Board, board_of
from scheduler.bookings.booked import require_reason
from scheduler.bookings.changing import change_plan
from scheduler.bookings.costs import Cost
from scheduler.bookings.ends import Ended, Ending, end_visits
from scheduler.bookings.standing import standing_of
from scheduler.errors import Invalid
from scheduler.jobs.happenings import happened
from scheduler.networks.revisions import touch
from scheduler.planning.revise import Change
from scheduler.planning.versions import PlanKind
from scheduler.trials.enrolment import Absence, absence_issues, add_absence
from scheduler.trials.lookups import participant_of, today_at
from scheduler.trials.participants import Weight
from solver.errors import Issue

SIGNIFICANT_PERMILLE = 50
"""A prescription that changes by more is worth a look at what was ordered."""

_LEAST_KG, _MOST_KG = Decimal(2), Decimal(350)


@dataclass(frozen=True)
class Prescribed:
    """The target of one visit before and after a new weight [MBq]."""

    visit_id: str
    before_mbq: tuple[float, ...]
    after_mbq: tuple[float, ...]
    is_significant: bool


@dataclass(frozen=True)
class Weighed:
    """
    What a new weight changes.

    Parameters
    ----------
    visits
        Open visits whose prescription changes, one activity per alternative.
    broken
        Bookings that do not fit any more: a replan is called for.
    version
        Number of the plan version with the new activities, if there is one.
    """

    visits: tuple[Prescribed, ...]
    broken: tuple[str, ...]
    version: int | None


def weigh(
    session: Session,
    now: datetime,
    actor: Actor,
    *,
    network_id: str,
    participant_id: str,
    weight_kg: Decimal,
    weighed_on: date,
) -> Weighed:
    """
    Write down a weight; bookings get the activity that the newest one asks for.

    Raises
    ------
    NotFound
        If there is no such participant.
    Invalid
        If the weight or its date cannot be, or no prescription can be made of it.

    """
    audited(session, now, actor, "weigh", chain=network_id)
    participant = participant_of(session, network_id, participant_id)
    today = today_at(session, network_id, participant.site_id, now)
    issues = []
    if not _LEAST_KG <= weight_kg <= _MOST_KG:
        issues.append(Issue("weight_kg", f"lies between {_LEAST_KG} and {_MOST_KG}"))
    if weighed_on > today:
        issues.append(Issue("weighed_on", "lies in the future"))
    if issues:
        raise Invalid(issues)
    before = board_of(session, network_id, now)
    key = (network_id, participant_id, weighed_on)
    weight = session.get(Weight, key)
    if weight is not None and weight.weight_kg == weight_kg:
        return Weighed((), (), None)
    if weight is None:
        session.add(
            Weight(
                network_id=network_id,
                participant_id=participant_id,
                weighed_on=weighed_on,
                weight_kg=weight_kg,
            )
        )
    else:
        weight.weight_kg = weight_kg
    touch(session, network_id)
    change = Change(PlanKind.EVENT, f"new weight of {participant_id}")
    revised = change_plan(session, now, actor, network_id, participant_id, change)
    revised.built.require_asked(revised.built.waiting, known=before.built.waiting)
    after = {each.id: each for each in revised.built.problem.visits}
    visits = tuple(
        Prescribed(
            each.id,
            tuple(x.target_kbq / 1000 for x in each.alternatives),
            tuple(x.target_kbq / 1000 for x in after[each.id].alternatives),
            _is_significant(
                each.alternatives[0].target_kbq,
                after[each.id].alternatives[0].target_kbq,
            ),
        )
        for each in before.visits.values()
        if each.participant_id == participant_id
        and each.id in after
        and each.alternatives != after[each.id].alternatives
    )
    broken = tuple(each.visit_id for each in revised.broken)
    version = revised.version
    details = {
        "visits": [each.visit_id for each in visits],
        "wants_replan": bool(broken),
    }
    happened(session, now, actor, network_id, "weight_changed", participant_id, details)
    return Weighed(visits, broken, None if version is None else version.number)


def _is_significant(before_kbq: int, after_kbq: int) -> bool:
    return abs(after_kbq - before_kbq) * 1000 > SIGNIFICANT_PERMILLE * before_kbq


def unavailable(
    session: Session,
    now: datetime,
    actor: Actor,
    *,
    network_id: str,
    participant_id: str,
    absence: Absence,
) -> tuple[str, ...]:
    """
    Write down when a participant cannot come; returns the bookings that breaks.

    Raises
    ------
    NotFound
        If there is no such participant.
    Invalid
        If it does not end after it starts, or its note names somebody.

    """
    audited(session, now, actor, "unavailable", chain=network_id)
    participant_of(session, network_id, participant_id)
    if issues := list(absence_issues(absence, "absence")):
        raise Invalid(issues)
    add_absence(session, network_id, participant_id, absence)
    touch(session, network_id)
    change = Change(PlanKind.EVENT, f"{participant_id} is unavailable")
    revised = change_plan(session, now, actor, network_id, participant_id, change)
    broken = tuple(each.visit_id for each in revised.broken)
    details = {
        "start": absence.start_at,
        "end": absence.end_at,
        "wants_replan": bool(broken),
    }
    happened(
        session,
        now,
        actor,
        network_id,
        "participant_unavailable",
        participant_id,
        details,
    )
    return broken


def withdraw(
    session: Session,
    now: datetime,
    actor: Actor,
    *,
    network_id: str,
    participant_id: str,
    reason: str,
) -> Ended:
    """
    Take a participant out of the trial: all visits that are not given are cancelled.

    Raises
    ------
    NotFound
        If there is no such participant.
    WrongState
        If the participant has withdrawn already.
    Invalid
        If nobody says why.

    """
    audited(session, now, actor, "withdraw", chain=network_id, reason=reason)
    require_reason(reason)
    participant = participant_of(session, network_id, participant_id)
    board = board_of(session, network_id, now)
    endings = _open_endings(session, board, participant_id, reason)
    participant.withdrawn_at = now
    if endings:
        ended = end_visits(session, now, actor, board, endings)
    else:
        touch(session, network_id)
        ended = Ended((), Cost(), (), None)
    details = {"visits": list(ended.visit_ids), "reason": reason}
    happened(
        session,
        now,
        actor,
        network_id,
        "participant_withdrawn",
        participant_id,
        details,
    )
    return ended


def _open_endings(
    session: Session, board: Board, participant_id: str, reason: str
) -> list[Ending]:
    asked = [
        each.id
        for each in board.visits.values()
        if each.participant_id == participant_id
    ]
    asked += [
        each.visit_id
        for each in board.built.waiting.values()
        if each.is_left_out and each.participant_id == participant_id
    ]
    standings = [standing_of(session, board, each) for each in asked]
    return [
        Ending(each, "cancelled", reason)
        for each in standings
        if not each.state.is_ended
    ]
